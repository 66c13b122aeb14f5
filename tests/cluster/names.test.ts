import { expect, test } from 'vitest';
import { nameTable } from '../../src/cluster/names.js';

test('names that topics write with any sign in them are found as written', () => {
  const names = [
    'chinese-speaking',
    'at&t',
    'yahoo!',
    'c++',
    'a/b test',
    '$x',
    'node.js',
    '[brackets]',
    'x-（y）',
  ];
  const { latin, known } = nameTable(new Map(names.map((name) => [name, [`other ${name}`]])));
  for (const name of names.slice(0, 7)) {
    expect([...`about ${name} today`.matchAll(latin)].map(([found]) => found)).toContain(name);
    expect(known.get(`other ${name}`)).toBe(name);
  }
});
