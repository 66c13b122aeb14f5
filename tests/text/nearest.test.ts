import { expect, test } from 'vitest';
import { nearest } from '../../src/text/nearest.js';

const NAMES = ['search', 'latest', 'topics', 'why', 'feeds', 'doctor', 'run'];

test.each([
  ['serach', 'search'],
  ['SEARCH', 'search'],
  ['lates', 'latest'],
  ['topcis', 'topics'],
  ['docter', 'doctor'],
  ['rn', 'run'],
  ['whyy', 'why'],
])('%s was meant to be %s', (written, meant) => {
  expect(nearest(written, NAMES)).toBe(meant);
});

test.each(['', 'x', 'xyz', 'openai', 'a'.repeat(100_000)])('%.10s is nothing misspelt', (written) => {
  expect(nearest(written, NAMES)).toBeUndefined();
});
