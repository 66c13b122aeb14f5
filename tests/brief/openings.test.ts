import { describe, expect, test } from 'vitest';
import { writeBriefing } from '../../src/brief/brief.js';
import { leansOnPredecessor } from '../../src/brief/openings.js';
import { item, matchOf } from './stories.js';

describe('a sentence whose first clause does something to "it"', () => {
  test.each([
    'Altman rejected it quickly, offered to buy X for $9.74 billion instead, and said no more.',
    'Sam Altman has rejected it.',
    'Police arrested him at the airport.',
    'Microsoft bought them last year.',
    'A judge sentenced him on Monday.',
  ])('%s needs the one before', (sentence) => {
    expect(leansOnPredecessor(sentence)).toBe(true);
  });

  test.each([
    'OpenAI announced it would close the office.',
    'OpenAI said it on Monday opened an office.',
    "The bank's owner sold it in May.",
    'Acme bought Bolt in May and sold it in June.',
    'Critics called it a bad idea.',
    'The owner of the port sold it in May.',
    'Musk made it clear that he would bid.',
    'Musk made a $97.4 billion bid, and Altman rejected it quickly.',
  ])('%s stands alone', (sentence) => {
    expect(leansOnPredecessor(sentence)).toBe(false);
  });

  test('is no key point without it, though the topic stands in it', () => {
    const one = item({
      title: 'OpenAI would like to work with China',
      body:
        'OpenAI would like to work with China, its chief said in Paris on Monday.\n\n' +
        'Elon Musk recently made a $97.4 billion bid to acquire OpenAI. ' +
        'Altman rejected it quickly, offered to buy X instead, and said that OpenAI is not for sale.',
    });
    const matches = [matchOf(one, 'money', 'acquire', 'not for sale', 'buy X')];
    const { points } = writeBriefing({ storyId: 1, items: [one], matches });
    expect(points.map(({ text }) => text)).toEqual([
      'Elon Musk recently made a $97.4 billion bid to acquire OpenAI.',
    ]);
  });
});
