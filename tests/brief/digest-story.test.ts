import { expect, test } from 'vitest';
import { digestStory } from '../../src/brief/digest-story.js';
import { item, PORT_STRIKE } from './stories.js';

const OTHER = item({
  id: 2,
  publisher: 'Evening Star',
  title: 'Dockers walk out in Rotterdam',
  body: [
    'About 4,000 port workers in Rotterdam began a strike on Tuesday over a plan to automate two container terminals, a union said.',
    'Police closed two roads near the port of Rotterdam because of the strike.',
    'But nobody was hurt.',
  ].join('\n\n'),
});

test('what two papers say alike is said once, each sentence with its paper', () => {
  const made = digestStory([PORT_STRIKE, OTHER], 60);
  const strikes = made.filter(({ text }) => text.includes('began a strike'));
  expect(strikes).toHaveLength(1);
  expect(new Set(made.map(({ publisher }) => publisher)).size).toBe(2);
  for (const { text, itemId, start, end } of made) {
    expect([PORT_STRIKE, OTHER].find(({ id }) => id === itemId)?.body.slice(start, end)).toBe(text);
    expect(text).not.toMatch(/^But|newsletter/);
  }
});

test('it stops at the sentence that reaches the length asked for', () => {
  expect(digestStory([PORT_STRIKE, OTHER], 1)).toHaveLength(1);
  expect(digestStory([], 100)).toEqual([]);
});
