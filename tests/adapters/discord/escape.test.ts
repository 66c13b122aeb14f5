import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeLine, escapeLines, maskedLink, plainLine, safeUrl } from '../../../adapters/discord/escape.js';
import { seen } from './stage.js';

/** What a headline may try, and what must be left to read. */
const hostile: readonly (readonly [name: string, text: string, read: string])[] = [
  ['a mention of everyone', '@everyone look', '@everyone look'],
  ['a mention in full-width letters', '＠everyone', '＠everyone'],
  ['a mention with a zero-width space inside', '@every\u200bone', '@everyone'],
  ['a mention of a person', '<@123456789012345678> hi', '<@123456789012345678> hi'],
  ['a mention of a role', '<@&123456789012345678>', '<@&123456789012345678>'],
  ['a channel', '<#123456789012345678>', '<#123456789012345678>'],
  ['a command', '</cmd:1>', '</cmd:1>'],
  ['a guide', '<id:customize>', '<id:customize>'],
  ['a custom emoji', '<a:party:1234>', '<a:party:1234>'],
  ['a time', '<t:0:R>', '<t:0:R>'],
  ['a mention for Slack', '<!channel> <!here|here> <!subteam^S1>', '<!channel> <!here|here> <!subteam^S1>'],
  ['escaped markup', '&lt;!channel&gt; &#60;!channel&#62;', '&lt;!channel&gt; &#60;!channel&#62;'],
  ['a masked link', '[bank](https://evil.example)', '[bank](https://evil.example)'],
  ['the end of a masked link', '](https://evil.example)', '](https://evil.example)'],
  ['an invite', 'join discord.gg/abc or discord.com/invite/x', 'join discord.gg/abc or discord.com/invite/x'],
  ['a spoiler', '||x||', '||x||'],
  ['small print', '-# x', '-# x'],
  ['a heading', '# x', '# x'],
  ['a quotation', '>>> x', '>>> x'],
  ['a list', '- x', '- x'],
  ['a numbered list', '1. x', '1. x'],
  ['emphasis and code', '*a* _b_ ~~c~~ `d` ```e```', '*a* _b_ ~~c~~ `d` ```e```'],
  ['a backslash before markup', '\\*a\\*', '\\*a\\*'],
  ['a right-to-left override', 'a\u202ecod.exe', 'acod.exe'],
  ['an isolate', 'a\u2066b\u2069', 'ab'],
  ['hidden tags', 'a\u{e0041}\u{e007f}b', 'ab'],
  ['sixty combining marks', `e${'\u0301'.repeat(60)}`, 'é\u0301\u0301\u0301'],
  ['half an emoji', 'a\ud83d', 'a\ufffd'],
  ['a new line with a list', 'a\n- b\r\n- c', 'a - b - c'],
];

describe('feed text in Discord', () => {
  test.each(hostile)('%s is shown as written and does nothing', (_, text, read) => {
    const escaped = escapeLine(text, 500);
    expect(deeds(escaped)).toEqual([]);
    expect(seen(escaped)).toBe(read);
  });

  test('emoji made of several are kept whole', () => {
    for (const emoji of ['👩‍👩‍👧‍👦', '👩🏽‍🚀', '🏳️‍🌈', '1️⃣', '🇸🇬']) expect(escapeLine(emoji, 50)).toBe(emoji);
  });

  test('no text whatever can do anything, or grow over its limit', () => {
    const pieces = fc.constantFrom(
      ...hostile.map(([, text]) => text),
      '\n',
      '汉字',
      '👩‍👩‍👧‍👦',
      'words ',
      '\\',
      '[',
      '](',
    );
    const text = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 300 }), (any, max) => {
        const escaped = escapeLine(any, max);
        expect(escaped.length).toBeLessThanOrEqual(max);
        expect(deeds(escaped)).toEqual([]);
        expect(escaped.isWellFormed()).toBe(true);
      }),
      { seed: 7 },
    );
  });

  test('a long line is cut between characters and says so', () => {
    expect(plainLine('汉'.repeat(50), 10)).toBe(`${'汉'.repeat(9)}…`);
    expect(plainLine('👩‍👩‍👧‍👦'.repeat(5), 24)).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…');
    expect(escapeLine('*'.repeat(50), 11)).toBe('\\*\\*\\*\\*…');
  });

  test('10,000 hidden characters, or 5,000 marks, take no time and no room', () => {
    expect(plainLine(`${'\u200b'.repeat(10_000)}News`, 50)).toBe('News');
    expect(escapeLine('\\*'.repeat(5000), 500).length).toBeLessThanOrEqual(500);
  });

  test('nothing stays nothing', () => {
    for (const text of ['', ' ', '\u200b\u202e'])
      expect(escapeLine(text, 50) + escapeLines(text, 50)).toBe('');
  });

  test('lines of a text stay lines', () => {
    expect(escapeLines('One *1*\n\n\nTwo', 100)).toBe('One \\*1\\*\nTwo');
  });
});

describe('links in Discord', () => {
  test('the label is escaped and the address cannot end the link', () => {
    expect(maskedLink('a](b', 'https://news.example/a_(b)?c=<d>', 50)).toBe(
      '[a\\](b](<https://news.example/a_%28b%29?c=%3Cd%3E>)',
    );
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'https://user:pass@evil.example/', 'nonsense', ''])(
    '%s is no link',
    (address) => {
      expect(safeUrl(address)).toBeNull();
      expect(maskedLink('Title', address, 50)).toBe('Title');
    },
  );

  test('a link that does not fit is its label', () => {
    expect(maskedLink('Title', `https://news.example/${'a'.repeat(100)}`, 50, 60)).toBe('Title');
  });
});

/** What Discord's markdown would do with a text: everything that is not plain words. */
function deeds(markdown: string): string[] {
  const unescaped = markdown.replace(/\\[^\sa-z0-9]/gi, 'x');
  return [
    ...(unescaped.match(/[*_~`|#[\]<>]/g) ?? []),
    ...(unescaped.match(/@(?!\u200b)/g) ?? []),
    ...(unescaped.match(/:\/\//g) ?? []),
    ...(unescaped.match(/discord(app)?\.(gg|com)\//gi) ?? []),
    ...(unescaped.match(/^\s*(-|\+|\d+\.)\s/g) ?? []),
    ...(unescaped.match(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\r\n]/g) ?? []),
  ];
}
