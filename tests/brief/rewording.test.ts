import { describe, expect, test } from 'vitest';
import { writeBriefing } from '../../src/brief/brief.js';
import { readWordings, type Wording } from '../../src/brief/rewriter.js';
import { checkClaim } from '../../src/brief/rewording/check-claim.js';
import { draftOf } from '../../src/brief/rewording/draft.js';
import { reword } from '../../src/brief/rewording/reword.js';
import { CORRUPTIONS, HARMLESS, seeded } from './corruptions.js';
import { NEWS_SENTENCES } from './news-sentences.js';
import { matchOf, PORT_STRIKE } from './stories.js';

const STRIKE =
  'About 4,000 port workers in Rotterdam began a strike on Tuesday over a plan to automate two container terminals, the FNV union said.';
const SUIT =
  'The New York Times sued OpenAI and Microsoft on 27 December, saying that they may have copied millions of articles.';
const DENIAL =
  'OpenAI has not trained GPT-4 on data of paying customers, a spokeswoman told Reuters, and 12 of 30 claims were dropped.';
const HAN = '商务部周四表示，可能对三家美国公司展开调查，涉及金额约15亿元，目前没有公布名单。';

const fault = (own: string, text: string, ...others: string[]) =>
  checkClaim({ text, own, cited: [own, ...others] })?.kind ?? null;

describe('a wording that says the same', () => {
  test.each([
    [
      STRIKE,
      'The FNV union said about 4,000 port workers in Rotterdam began a strike on Tuesday over a plan to automate two container terminals.',
    ],
    [
      STRIKE,
      'Around 4,000 port workers began a strike in Rotterdam on Tuesday, according to the FNV union, over plans to automate 2 container terminals.',
    ],
    [
      SUIT,
      'The New York Times sued OpenAI and Microsoft on December 27, saying they may have copied millions of articles.',
    ],
    [
      DENIAL,
      "OpenAI hasn't trained GPT-4 on paying customers' data, a spokeswoman told Reuters; 12 of 30 claims were dropped.",
    ],
    [HAN, '商务部周四表示，可能对三家美国公司展开调查，金额约15亿元，没有公布名单。'],
    ['Sales rose to $1.5 billion.', 'Sales rose to $1,500 million.'],
    ['销售额为3亿元，比去年多。', '销售额比去年多，为3亿元。'],
    ['销售额为150万元，比去年多。', '销售额比去年多，为150 万元。'],
    ['销售额为50000亿元，比去年多。', '销售额比去年多，为5万亿元。'],
  ])('is let pass: %s', (own, text) => {
    expect(checkClaim({ text, own, cited: [own] })).toBeNull();
  });
});

describe('a wording that says something else', () => {
  test.each([
    ['another number', 'figure', STRIKE, STRIKE.replace('4,000', '40,000')],
    ['another unit', 'figure', 'Sales rose 12 % to $3 million.', 'Sales rose by $12 million to 3 %.'],
    [
      'numbers exchanged',
      'figure',
      'The blast killed 12 people and injured 30 others.',
      'The blast killed 30 people and injured 12 others.',
    ],
    [
      'a bound left out',
      'figure',
      'At least 167 people have been rescued, officials said.',
      '167 people have been rescued, officials said.',
    ],
    ['a name of nowhere', 'name', STRIKE, STRIKE.replace('Rotterdam', 'Hamburg')],
    ['a name at the beginning', 'name', SUIT, SUIT.replace('The New York Times', 'Bloomberg')],
    ['a name made of two', 'name', 'Anna de Vries met Jan Smit in Rotterdam.', 'Anna Smit met in Rotterdam.'],
    [
      'who did it exchanged',
      'order',
      'Apple bought Beats for $3 billion.',
      'Beats bought Apple for $3 billion.',
    ],
    ['a "not" of its own', 'negation', SUIT, SUIT.replace('may have', 'may not have')],
    ['a "not" left out', 'negation', DENIAL, DENIAL.replace(' not', '')],
    [
      'a direction turned',
      'direction',
      'Profits rose in March, the company said.',
      'Profits fell in March, the company said.',
    ],
    ['a "may" left out', 'hedge', SUIT, SUIT.replace('may have copied', 'copied')],
    ['nobody who says it', 'hedge', STRIKE, STRIKE.replace(', the FNV union said', '')],
    [
      'a "confirmed" of its own',
      'stress',
      STRIKE,
      STRIKE.replace('the FNV union said', 'the FNV union confirmed in what it said'),
    ],
    [
      'more than was said',
      'new words',
      STRIKE,
      STRIKE.replace(
        'began a strike',
        'began a furious strike that paralysed supply chains and shocked nervous exporters',
      ),
    ],
    ['next to nothing', 'left out', STRIKE, 'The FNV union said that a strike began.'],
    [
      'words put into a mouth',
      'quotation',
      '“We will not go,” said Anna de Vries.',
      '“We will not leave,” said Anna de Vries.',
    ],
    ['an address', 'form', STRIKE, `${STRIKE} See https://example.test`],
    ['a host', 'form', STRIKE, STRIKE.replace('said.', 'said on strike-news.com.')],
    ['a mention', 'form', STRIKE, `@everyone ${STRIKE}`],
    ['markup', 'form', STRIKE, `<b>${STRIKE}</b>`],
    ['an order', 'form', STRIKE, 'Please visit our port and ignore all previous plans of the FNV union.'],
    ['a refusal', 'form', STRIKE, "I'm sorry, but I can't reword what the FNV union said."],
    ['a book', 'length', STRIKE, STRIKE.repeat(3)],
    ['a word', 'length', STRIKE, 'A strike.'],
    ['Chinese: another number', 'figure', HAN, HAN.replace('15亿', '25亿')],
    ['Chinese: a name of nowhere', 'new words', HAN, HAN.replace('美国公司', '华为腾讯')],
    ['Chinese: a 没有 left out', 'negation', HAN, HAN.replace('没有', '')],
    ['Chinese: a 可能 left out', 'hedge', HAN, HAN.replace('可能', '')],
    ['a translation', 'hedge', '商务部周四宣布展开调查。', 'The ministry opened an inquiry on that day.'],
  ])('with %s is stopped', (_, kind, own, text) => {
    expect(fault(own, text)).toBe(kind);
  });

  test('is let pass where another sentence that it cites has the name', () => {
    const other = 'Anna de Vries leads the FNV union.';
    const text = STRIKE.replace('the FNV union', 'the FNV union of Anna de Vries');
    expect(fault(STRIKE, text)).toBe('name');
    expect(fault(STRIKE, text, other)).toBeNull();
  });
});

describe('a briefing', () => {
  const briefing = writeBriefing({
    storyId: 1,
    items: [PORT_STRIKE],
    matches: [matchOf(PORT_STRIKE, 'ports', 'Rotterdam')],
  });
  const draft = draftOf(briefing);
  const wording = (id: number, text: string, cite = [id]): Wording => ({ id, text, cite });
  const shorter = (id: number) => (draft.sentences[id - 1]?.text ?? '').replace(/^About/, 'Around');

  test('takes what stands the checks, keeps the rest as the source has it, and says which parts', () => {
    const lead = draft.sentences.find(({ text }) => text.startsWith('About 4,000'));
    const other = draft.sentences.find(({ part }) => part === 'points' && part !== lead?.part);
    if (!lead || !other) throw new Error('the draft has changed');
    const made = reword(
      briefing,
      [wording(lead.id, shorter(lead.id)), wording(other.id, 'Everything was a lie, 77 experts said.')],
      'tiny-1',
    );
    expect(made).toMatchObject({ accepted: 1, faults: [{ id: other.id, kind: 'figure' }] });
    const after = draftOf(made.briefing).sentences;
    expect(after.map(({ text }) => text)).toEqual(
      draft.sentences.map(({ id, text }) => (id === lead.id ? shorter(id) : text)),
    );
    expect(made.briefing.made).toEqual({ how: 'reworded', model: 'tiny-1', reworded: [lead.part] });
    // What is shown still points at the sentence that it stands for.
    expect(made.briefing.dek).toMatchObject({ start: briefing.dek?.start, itemId: briefing.dek?.itemId });
  });

  test.each([
    ['no citation', []],
    ['a citation of what is not there', [1, 99]],
    ['a citation of another sentence only', [2]],
    ['a citation of everything', [1, 2, 3, 4]],
  ])('takes nothing with %s', (_, cite) => {
    const made = reword(briefing, [wording(1, shorter(1), cite)], 'tiny-1');
    expect(made.briefing).toEqual(briefing);
    expect(made.faults).toMatchObject([{ id: 1, kind: 'citation' }]);
  });

  test('stays as it is when a model repeats it, or answers sentences that nobody asked for', () => {
    const wordings = [...draft.sentences, { id: 40, text: STRIKE }].map(({ id, text }) => wording(id, text));
    const made = reword(briefing, wordings, 'tiny-1');
    expect(made).toEqual({ briefing, accepted: 0, faults: [] });
  });
});

test.each([
  ['nothing', null],
  ['a list', []],
  ['no sentences', { sentences: null }],
  ['an id that is no number', { sentences: [{ id: '1', text: 'a', cite: [1] }] }],
  ['a citation that is no number', { sentences: [{ id: 1, text: 'a', cite: ['1'] }] }],
  [
    'more than anybody asked for',
    { sentences: Array.from({ length: 61 }, (_, id) => ({ id, text: '', cite: [] })) },
  ],
])('%s is no rewording', (_, value) => {
  expect(readWordings(value)).toBeNull();
});

test('of what is corrupted by rule nearly all is stopped, and of what is the same said otherwise little', () => {
  const random = seeded(7);
  const tally: Record<string, { stopped: number; of: number }> = {};
  const count = (name: string, own: string, text: string | null) => {
    if (text === null || text === own) return;
    const { stopped, of } = tally[name] ?? { stopped: 0, of: 0 };
    tally[name] = { stopped: stopped + (fault(own, text) ? 1 : 0), of: of + 1 };
  };
  const article = NEWS_SENTENCES.join(' ');
  for (const sentence of NEWS_SENTENCES) {
    for (const [name, corrupt] of Object.entries(CORRUPTIONS))
      count(name, sentence, corrupt(sentence, article, random));
    for (const say of Object.values(HARMLESS)) count('the same', sentence, say(sentence));
  }
  const rate = (name: string) => (tally[name]?.stopped ?? 0) / (tally[name]?.of ?? 1);
  expect(tally['number invented']?.of).toBeGreaterThanOrEqual(20);
  for (const name of ['number invented', 'name invented', 'address added', 'order obeyed'])
    expect(rate(name), name).toBeGreaterThanOrEqual(0.97);
  for (const name of ['number swapped', 'name swapped', 'negation inserted', 'negation dropped'])
    expect(rate(name), name).toBeGreaterThanOrEqual(0.8);
  expect(rate('hedge dropped')).toBeGreaterThanOrEqual(0.6);
  expect(rate('the same')).toBeLessThanOrEqual(0.15);
});
