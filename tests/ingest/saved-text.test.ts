import { describe, expect, it, test } from 'vitest';
import { textOfMarkdown, unwrapText } from '../../src/ingest/saved-text.js';

describe('Markdown as plain text', () => {
  test.each([
    ['Some *emphasis*, **more** and `code`.', 'Some emphasis, more and code.'],
    ['A [link](https://a.example "title") and ![image](a.png).', 'A link and .'],
    ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
    ['> quoted\n> text', 'quoted text'],
    ['one\ntwo\n\nthree', 'one two\n\nthree'],
    ['- one\n- two\n  more', '• one\n• two more'],
    ['# Title #\ntext', '\n# Title\n\ntext'],
    ['Title\n=====\ntext', '# Title\n\ntext'],
    ['text\n\n---\n\nmore', 'text\n\n\n\nmore'],
    ['a\n```\ncode\n```\nb', 'a\n\n\nb'],
    ['\\*literal\\*', '*literal*'],
  ])('%j reads %j', (markdown, text) => expect(textOfMarkdown(markdown)).toBe(text));

  test.each([
    '[',
    '![',
    '*',
    '_',
    '`',
    '**a',
    '[a](',
    '<http://',
    '> ',
    '# ',
    '- ',
    '\\',
    'a\n',
    '#\n',
    '-\n',
  ])('a flood of %j ends', (part) => {
    expect(textOfMarkdown(part.repeat(100_000)).length).toBeLessThanOrEqual(part.length * 100_000 + 10);
  });
});

describe('wrapped text', () => {
  it('is joined to paragraphs', () => {
    const words =
      'The ministry said on Monday that it would publish the new rules before the end of the year'.split(' ');
    const paragraph = [...words, ...words, ...words, ...words].join(' ');
    const wrapped = paragraph.replace(/(.{1,70})(?: |$)/g, '$1\n');
    expect(unwrapText(`${wrapped}\nHeading\n\n${wrapped}`)).toContain(`\nHeading\n`);
    expect(
      unwrapText(`${wrapped}\nHeading\n\n${wrapped}`)
        .split('\n')
        .filter((line) => line === paragraph),
    ).toHaveLength(2);
  });

  it('is left alone when lines are paragraphs', () => {
    const text = `Title\n\n${'word '.repeat(60)}\nBy Jane Doe\n${'word '.repeat(40)}`;
    expect(unwrapText(text)).toBe(text);
  });
});
