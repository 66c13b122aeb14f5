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
    [
      'an address with a query',
      ['Read news.example.org/Page.Two?Id=1 or https://a.example/b?Q=2.', 'Both say so.'],
    ],
    [
      'times of day',
      [
        'At 9 a.m. Senator Lopez resigned.',
        'Polls close at 8 p.m. Eastern time.',
        'He left at 6 p.m.',
        'Mr. Lund stayed.',
      ],
    ],
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
    ['a book title that ends in a mark', ['《你好，明天！》在台北首映。', '票已售完。']],
    ['words quoted within a clause', ['球迷高喊“加油！”“必胜！”等口号。', '他问“谁来付钱？”，没有人回答。']],
    ['speech that is introduced is not attributed twice', ['记者问：“会涨价吗？”', '他说：“不会。”']],
    ['a speaker who goes on in his own words', ['“水位还在上升。”', '他说，下游应当撤离。']],
    ['a speaker in the middle', ['“太突然了！”住在三楼的李女士回忆说，“我没穿鞋。”', '她没有受伤。']],
    ['straight quotation marks', ['公司亏损。', '"我们会卖掉工厂。"他说。', '工会反对。']],
    ['quotation marks mixed up', ['警告写道：“今晚不要出海。“', '四艘船离港。', '"谁负责？”', '没有回答。']],
    ['Latin abbreviations', ['苹果公司（Apple Inc.）和Yahoo!宣布合作。', 'J. K. 罗琳与U.S. Steel均未置评。']],
    ['a numbered list', ['1. 加强检查。', '2. 公开结果。']],
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
