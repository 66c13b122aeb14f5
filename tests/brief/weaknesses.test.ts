import { expect, test } from 'vitest';
import { writeBriefing } from '../../src/brief/brief.js';
import { weaknesses } from '../../src/brief/weaknesses.js';
import { item, PORT_STRIKE } from './stories.js';

const of = (body: string, ...headings: string[]) =>
  weaknesses({ title: '', body, headings: headings.map((text) => ({ text, at: 0 })) });

test('an article that names its sources has none', () => {
  expect(weaknesses(PORT_STRIKE)).toEqual([]);
});

test.each([
  ['a date', 'Acme announced on Date that it would stop.'],
  ['links', 'Founded in 2015 by link, link, and others.'],
  ['a bracket', 'Contact [Company name] for more.'],
])('%s that nobody filled in is a placeholder', (_name, body) => {
  expect(of(body)).toEqual(['placeholders']);
});

test('two decisions that exclude each other are a contradiction', () => {
  expect(
    of('Acme’s decision to halt access in Peru. Acme’s decision to establish a presence in Peru.'),
  ).toEqual(['contradiction']);
  expect(of('Acme’s decision to halt access in Peru. Bolt’s plan to open an office there.')).toEqual([]);
});

test('an essay has an essay’s parts and names hardly anybody', () => {
  const parts = ['Introduction', 'Implications and future prospects', 'Lessons learned', 'VI. Conclusion'];
  const prose = 'The decision has significant implications for the industry. '.repeat(100);
  expect(of(prose, ...parts)).toEqual(['essay']);
  expect(of(`${prose}Mayor Costa said no. “Never,” said Ana Ruiz. `.repeat(4), ...parts)).toEqual([]);
  expect(of(prose)).toEqual([]);
});

test('a declared machine is one', () => {
  expect(of('This commentary was written with AI assistance.')).toEqual(['machine-assisted']);
  expect(of('The firm sells AI models and assists clients.')).toEqual([]);
});

test('a weak source never leads, however early it is', () => {
  const weak = item({
    ...PORT_STRIKE,
    id: 1,
    publisher: 'Mill',
    publishedAt: new Date(0),
    body: `${PORT_STRIKE.body}\n\nIt was announced on Date.`,
  });
  const made = writeBriefing({ storyId: 1, items: [weak, { ...PORT_STRIKE, id: 2 }], matches: [] });
  expect(made.sources.map(({ publisher }) => publisher)).toEqual(['The Wire', 'Mill']);
  expect(made.dek?.itemId).toBe(2);
});

test('30,000 capitals are read in no time', () => {
  expect(of('A'.repeat(30_000))).toEqual([]);
});
