import { expect, test } from 'vitest';
import { writeBriefing } from '../../src/brief/brief.js';
import { conflictHeading, toldSides } from '../../src/text/briefing-words.js';
import { item } from '../brief/stories.js';

const report = item({
  id: 1,
  publisher: 'Mashable',
  title: 'OpenAI plans to block access in China',
  body:
    'According to Securities Times, users in China received an email from OpenAI saying that measures to block API ' +
    'traffic from some regions would be taken starting July 9.\n\nMany startups there have built applications.',
});
const essay = item({
  id: 2,
  publisher: 'unsigned',
  title: 'An analysis',
  body:
    'OpenAI announced on March 17, 2023 that it would halt API access in China.\n\n' +
    "OpenAI's decision to halt access is big. OpenAI's decision to establish a presence in China is big too.",
});
const made = writeBriefing({
  storyId: 1,
  items: [report],
  matches: [],
  neighbours: [{ storyId: 2, item: essay }],
});

test('two dates of acts of one kind are said to be perhaps of two events', () => {
  expect(made.conflicts).toHaveLength(1);
  expect(conflictHeading(made.conflicts)).toBe(
    'Sources disagree on the date, unless they tell of two events',
  );
  expect(conflictHeading(made.conflicts.map((one) => ({ ...one, alike: true })))).toBe('Sources disagree');
});

test('a sentence that the card has already is not printed again, and a weak source is called so', () => {
  expect(made.dek?.text).toContain('July 9');
  expect(toldSides(made, 5)).toEqual([
    {
      value: 'July 9',
      by: 'Mashable',
      text: expect.stringMatching(
        /^….*measures to block API traffic from some regions would be taken starting July 9\.$/,
      ),
    },
    {
      value: 'March 17, 2023',
      by: 'unsigned ⚠ weak source: contradicts itself',
      text: 'OpenAI announced on March 17, 2023 that it would halt API access in China.',
    },
  ]);
});
