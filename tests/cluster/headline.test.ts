import { expect, test } from 'vitest';
import { headlineOf, namesAnother } from '../../src/cluster/headline.js';

const clash = (a: string, b: string) => namesAnother(headlineOf(a), headlineOf(b));

test.each([
  ['Acme Corp files Form 8-K for 3 March', 'Acme Corp files Form 8-K for 5 April'],
  ['Magnitude 6.1 earthquake shakes northern Chile', 'Magnitude 5.4 earthquake shakes northern Chile'],
  ['某公司2024年第1季度财报', '某公司2024年第2季度财报'],
])('one template with other figures names another thing: %s', (a, b) => {
  expect(clash(a, b)).toBe(true);
  expect(clash(b, a)).toBe(true);
});

test.each([
  ['a figure that only one has', 'Chip maker to cut 900 jobs', 'Chip maker to cut jobs'],
  ['a figure more', 'Chip maker cuts 900 jobs', 'Chip maker cuts 900 jobs at 2 plants'],
  ['a figure more, in one template', 'Chip maker cuts 900 jobs', 'Chip maker cuts 900 of 2,000 jobs'],
  [
    'much more to say',
    'Chip maker cuts 900 jobs',
    'Chip maker cuts 1,000 jobs and closes both of its plants in Malaysia',
  ],
  [
    'one word in three that is another',
    'Chip maker cuts 900 jobs in Malaysia',
    'Chip maker cuts 1,000 posts in Vietnam',
  ],
  ['other words too', 'Chip maker cuts 900 jobs in Malaysia', 'About 1,000 staff to leave as factory closes'],
  ['the marks of an agency', 'UPDATE 1-Chip maker cuts 900 jobs', 'UPDATE 2-Chip maker cuts 900 jobs'],
  ['the marks of a Chinese desk', '【更新】某公司裁员900人', '某公司裁员900人'],
])('%s is no clash', (_name, a, b) => {
  expect(clash(a, b)).toBe(false);
});
