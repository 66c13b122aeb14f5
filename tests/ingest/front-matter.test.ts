import { describe, expect, it, test } from 'vitest';
import { readFrontMatter } from '../../src/ingest/front-matter.js';

describe('front matter', () => {
  test.each([
    ['is what stands between two rules', '---\ntitle: A\n---\nText', { title: 'A' }, 'Text'],
    ['may end in dots and carriage returns', '---\r\nTitle: A\r\n...\r\nText', { title: 'A' }, 'Text'],
    [
      'keeps dates and numbers as written',
      '---\ndate: 2024-07-09\nn: 010\n---\n',
      { date: '2024-07-09', n: '010' },
      '',
    ],
    ['may be empty', '---\n---\nText', {}, 'Text'],
    ['leaves out what is empty or nested', '---\na: ""\nb:\n  c: d\n---\nText', {}, 'Text'],
    ['is not a lone rule', '---\nText', {}, '---\nText'],
    ['is not further down', 'Text\n---\na: b\n---\n', {}, 'Text\n---\na: b\n---\n'],
  ])('%s', (_, text, fields, rest) => {
    expect(readFrontMatter(text)).toEqual({ kind: 'read', fields, rest });
  });

  it('names the line of a fault', () => {
    expect(readFrontMatter('---\ntitle: A\nvia: [x\n---\nText')).toMatchObject({
      kind: 'broken',
      line: 4,
      reason: 'front matter: the bracket before this line is not closed: add ] or }',
    });
  });
});
