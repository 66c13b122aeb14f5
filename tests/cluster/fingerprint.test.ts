import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyIndex } from '../../src/cluster/copies.js';
import { bandKeys, type Fingerprint, fingerprint } from '../../src/cluster/fingerprint.js';

const VOCABULARY = Array.from({ length: 900 }, (_, i) => `w${(i * 2654435761) % 1_000_003}`);

/** A repeatable text of `length` words. */
function prose(seed: number, length: number): string[] {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return VOCABULARY[state % VOCABULARY.length] ?? '';
  });
}

const of = (body: string | string[], title = '') =>
  fingerprint({ title, body: typeof body === 'string' ? body : body.join(' ') });

/** The nearest of these texts, numbered from 0. */
function nearest(of: Fingerprint, among: readonly Fingerprint[]) {
  const index = copyIndex();
  for (const [i, text] of among.entries()) index.add(i, text, 0);
  return index.nearest(of);
}

const isCopy = (a: Fingerprint, b: Fingerprint) => nearest(a, [b]) !== null;

test('a reprint under another headline, in capitals and with accents lost, is the same text', () => {
  const text = prose(1, 150);
  const a = of(`Émile ${text.join(' ')}`, 'Ministry opens inquiry');
  const b = of(`EMILE ${text.join(', ').toUpperCase()}`, 'What the inquiry means for you');
  expect(nearest(a, [b])).toEqual({ itemId: 0, similarity: 1 });
});

test.each([
  ['cut to its first 60 %', (words: string[]) => words.slice(0, Math.floor(words.length * 0.6))],
  ['with boilerplate around it', (words: string[]) => [...prose(77, 40), ...words, ...prose(78, 40)]],
  [
    'with every tenth word changed',
    (words: string[]) => words.map((word, i) => (i % 10 === 0 ? `x${i}` : word)),
  ],
  ['with its halves swapped', (words: string[]) => [...words.slice(150), ...words.slice(0, 150)]],
])('an article %s is found as a copy', (_name, edit) => {
  for (let seed = 1; seed <= 20; seed++)
    expect(isCopy(of(prose(seed, 300)), of(edit(prose(seed, 300))))).toBe(true);
});

test('unrelated articles are no copies', () => {
  const all = Array.from({ length: 60 }, (_, seed) => of(prose(seed + 100, 200)));
  for (const [i, a] of all.entries()) {
    expect(nearest(a, all.slice(0, i))).toBeNull();
  }
});

test('of several copies the most similar one is named', () => {
  const text = prose(3, 200);
  const candidates = [of(text.slice(0, 140)), of([...text, 'end']), of(prose(4, 200))];
  expect(nearest(of(text), candidates)?.itemId).toBe(1);
});

test('a headline is a copy only of an equal one, whatever its case and punctuation', () => {
  const a = of('', 'Acme Corp files 8-K for March');
  expect(isCopy(a, of('', 'ACME CORP FILES 8-K, FOR MARCH!'))).toBe(true);
  expect(isCopy(a, of('', 'Acme Corp files 8-K for April'))).toBe(false);
});

test('a short summary needs half of its phrases in common, since templates share a quarter', () => {
  const template = prose(5, 20);
  const listing = (seed: number) => of([...template, ...prose(seed, 25)]);
  expect(isCopy(listing(6), listing(7))).toBe(false);
  expect(isCopy(listing(6), of([...template, ...prose(6, 24), 'changed']))).toBe(true);
});

test('a template with other figures is another text, however alike the words', () => {
  const filing = (company: string, size: string) =>
    of(
      `Form 8-K current report of ${company} filed with the commission under section 13 or 15 of the act, items ` +
        `regulation and disclosure, size ${size} MB, see the link for the documents of this filing and its exhibits.`,
    );
  expect(isCopy(filing('Acme Corp', '3'), filing('Acme Corp', '5'))).toBe(false);
  expect(isCopy(filing('Acme Corp', '3'), filing('Acme Corporation', '3'))).toBe(true);
});

test('Traditional and Simplified reprints of one Chinese text are one text', () => {
  const simplified =
    '人工智能公司宣布将在新加坡设立办事处，并计划在未来两年内招聘一百名工程师，负责开发者关系与区域合作。公司表示，此举不会改变其在中国大陆的服务政策。';
  const traditional =
    '人工智能公司宣布將在新加坡設立辦事處，並計劃在未來兩年內招聘一百名工程師，負責開發者關係與區域合作。公司表示，此舉不會改變其在中國大陸的服務政策。';
  expect(isCopy(of(simplified), of(traditional))).toBe(true);
  expect(
    isCopy(
      of(simplified),
      of(
        '央行今日开展逆回购操作，中标利率与此前持平，市场流动性保持合理充裕，分析师预计政策将保持稳健。'.repeat(
          2,
        ),
      ),
    ),
  ).toBe(false);
});

test('a text without words has no fingerprint to find it by', () => {
  expect(of('— … !')).toEqual({ words: 0, signature: [] });
  expect(nearest(of(''), [of('')])).toBeNull();
});

test('every number fits a 32-bit column, and equal text has an equal fingerprint', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ maxLength: 40 }),
      (body, title) => {
        const made = fingerprint({ title, body });
        const bands = bandKeys(made.signature);
        for (const value of [...Array.from(made.signature), ...bands]) expect(value).toBe(value | 0);
        expect([0, 1, 42]).toContain(bands.length);
        expect(fingerprint({ title, body })).toEqual(made);
      },
    ),
  );
});
