import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitSentences } from '../../src/text/sentences.js';

const texts = (text: string, lang = 'en') => splitSentences(text, lang).map((sentence) => sentence.text);

describe('English', () => {
  test.each([
    ['two plain sentences', ['The firm opened an office.', 'It hired forty people.']],
    [
      'titles and initials',
      ['Dr. Mei L. Tan met Sen. J. R. Brown at 5 p.m. on Friday.', 'Both declined to comment.'],
    ],
    [
      'country names',
      [
        'Exports to the U.S. fell in March.',
        'The U.S. Commerce Department said so.',
        'She left the U.K. He stayed.'.slice(0, 17),
        'He stayed.',
      ],
    ],
    [
      'company suffixes',
      [
        'Acme Inc. shares rose.',
        'They bought Briggs & Co. for cash.',
        'Nobody told Acme Corp.',
        'It was late.',
      ],
    ],
    [
      'numbers and money',
      ['The fund raised $97.4 billion.', 'Version No. 5 sold 3.5 million copies on Jan. 12.'],
    ],
    [
      'quotes that are attributed',
      ['"We would like to work together." he said.', '“Is it allowed?” asked the minister.'],
    ],
    ['a closed quote, then a new sentence', ['He called it "a mistake."', 'The board disagreed.']],
    [
      'addresses',
      ['Write to press@example.com or see https://example.com/a.Page?x=1 for more.', 'Both work.'],
    ],
    ['an inline list', ['1) Firms must register.', '2) Fees are due in May.', '3) Late fees apply.']],
    ['names with an exclamation mark', ['She works at Yahoo! in sales.', 'It grew!', 'Again!']],
  ])('%s', (_name, sentences) => {
    expect(texts(sentences.join(' '))).toEqual(sentences);
  });

  test('sentences glued together by a broken page come apart', () => {
    expect(texts('The deal took three weeks.Paul Chan signed it.')).toEqual([
      'The deal took three weeks.',
      'Paul Chan signed it.',
    ]);
  });

  test('a line break ends a sentence, and lines with text are counted as paragraphs', () => {
    const sentences = splitSentences('First point\n\n  \nSecond point. And a third.\n', 'en');
    expect(sentences.map((s) => [s.text, s.paragraph])).toEqual([
      ['First point', 0],
      ['Second point.', 1],
      ['And a third.', 1],
    ]);
  });
});

describe('Chinese', () => {
  test.each([
    ['a book title keeps its marks', ['我们明天一起去看《摔跤吧！爸爸》好吗？', '好！']],
    ['a quotation keeps its speaker', ['“我们愿意合作。”他说。', '公司表示，将继续投入。']],
    ['brackets stay whole', ['新规下月生效（详见附录。含罚则），企业须登记。', '逾期将被罚款。']],
    ['figures with a point', ['成交额为3.5亿元。', '同比增长12.4%。']],
  ])('%s', (_name, sentences) => {
    expect(texts(sentences.join(''), 'zh-Hans')).toEqual(sentences);
  });

  test('text of an unknown language is read by its script', () => {
    expect(texts('據報導，該公司將關閉接口。用戶需要遷移。', 'und')).toHaveLength(2);
  });
});

test('offsets are exact, sentences in order, and nothing but white space is left out', () => {
  const piece = fc.constantFrom(
    'Mr. ',
    'U.S. ',
    'a.m. ',
    '. ',
    '! ',
    '?',
    '…',
    '"',
    '”',
    '“',
    '《',
    '》',
    '（',
    '）',
    '。',
    '！',
    '1) ',
    '2. ',
    '• ',
    'OpenAI',
    'the ',
    'She said ',
    '\n',
    '\n\n',
    '\u2028',
    '  ',
    '中文报道',
    '他说',
    '3.5',
    '@',
    '🙂',
    '\ud83d',
    'É',
    '\u0301',
    '\u200b',
    '\ufeff',
  );
  const text = fc.oneof(
    fc
      .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 60 })
      .map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
  );
  fc.assert(
    fc.property(text, fc.constantFrom('en', 'zh-Hans', 'und', 'xx', ''), (input, lang) => {
      let at = 0;
      let paragraph = 0;
      for (const sentence of splitSentences(input, lang)) {
        expect(sentence.start).toBeGreaterThanOrEqual(at);
        expect(input.slice(at, sentence.start).trim()).toBe('');
        expect(input.slice(sentence.start, sentence.end)).toBe(sentence.text);
        expect(sentence.text).toBe(sentence.text.trim());
        expect(sentence.text).not.toBe('');
        expect([paragraph, paragraph + 1]).toContain(sentence.paragraph);
        at = sentence.end;
        paragraph = sentence.paragraph;
      }
      expect(input.slice(at).trim()).toBe('');
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['full stops', '. '],
  ['quotes', '"'],
  ['open brackets', '（'],
  ['book titles', '《好。》。'],
  ['capitals and stops', 'A.'],
  ['list markers', '1) '],
  ['words without an end', 'word '],
])('200,000 characters of %s end in a list of sentences', (_name, unit) => {
  const text = unit.repeat(Math.ceil(200_000 / unit.length));
  for (const lang of ['en', 'zh']) expect(splitSentences(text, lang).length).toBeGreaterThan(0);
});
