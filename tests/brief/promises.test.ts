import { expect, test } from 'vitest';
import { promises } from '../../src/brief/promises.js';
import type { Item } from '../../src/domain/item.js';
import { item } from './stories.js';

/** In an article of Monday, 2 March 2026. */
const found = (body: string, fields: Partial<Item> = {}) =>
  promises(item({ title: 'News', body, ...fields })).map(({ day, dueOn }) => [day, dueOn]);

test.each([
  ['Measures against such traffic would be taken starting July 9.', 'July 9', '2026-07-09'],
  ['Talks between the union and the operator resume on 12 March, a mediator said.', '12 March', '2026-03-12'],
  ['The tram line will open on 4 May 2031.', '4 May 2031', '2031-05-04'],
  ['新规将于7月9日生效。', '7月9日', '2026-07-09'],
  ['Judges in Leiden will decide tomorrow.', 'tomorrow', '2026-03-03'],
  ['The council of Delft is expected to vote on Friday.', 'Friday', '2026-03-06'],
])('%s', (sentence, day, dueOn) => {
  expect(found(sentence)).toEqual([[day, dueOn]]);
});

test.each([
  'The court met on 12 February.',
  'The strike began on 2 March 2025, and would last three weeks.',
  'Few people would say that on 12 March.',
  'The firm may open another office.',
])('no day ahead: %s', (sentence) => {
  expect(found(sentence)).toEqual([]);
});

test('of an article without a date nobody knows the year', () => {
  expect(found('Measures would be taken starting July 9.', { dated: false })).toEqual([['July 9', null]]);
});

test('a day is kept once, and five at the most', () => {
  const days = Array.from({ length: 9 }, (_, i) => `The council of Delft will meet on ${i + 3} April.`);
  expect(found([...days, ...days].join(' '))).toHaveLength(5);
});
