import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLine, link, mrkdwn, plain } from '../../../adapters/slack/escape.js';
import { checkMessage } from '../../support/slack/check-message.js';

const hostile = [
  '<!channel>',
  '<!here|here>',
  '<!everyone>',
  '<!subteam^S0123|@ops>',
  '<@U0123ABC>',
  '<#C0123ABC|desk>',
  '<https://evil.example|https://bank.example>',
  '<mailto:a@b.example|mail>',
  '&lt;!channel&gt;',
  '&#60;!channel&#62;',
  '@everyone @here @channel',
  '＠everyone',
  '<@&123456>',
  '</cmd:1>',
  '<id:customize>',
  '[bank](https://evil.example)',
  '](https://evil.example)',
  '||spoiler||',
  '-# small',
  '*bold* _italic_ ~struck~ `code` ```block```',
  '>quoted',
  '>>> all of it',
  ':tada: :rotating_light:',
  '<!date^1^{date}|now>',
  '<',
  '>',
  '&',
  '<<!channel>>',
  '<!chan\u200bnel>',
  'safe\u202Etxt.exe',
  '\u2066inside\u2069',
  `e${'\u0301'.repeat(60)}`,
  'lone \ud800 surrogate \udc00',
  'x'.repeat(5000),
  'first\n• second\n• third',
  'tag\u{e0041}\u{e0042}smuggling',
  '\u0000\u0007\u001b[31mred',
  'a\u3164b\u00adc\ufeffd',
];

describe('hostile text in mrkdwn', () => {
  test.each(hostile.map((text) => [text.slice(0, 40), text]))('%j shows and does nothing', (_, text) => {
    expect(checkMessage({ text: mrkdwn(text, 120) || '-' }).violations).toEqual([]);
    expect(checkMessage({ text: link('https://ok.example/', text, 120) }).violations).toEqual([]);
    expect(checkMessage({ text: link(text, text, 120) }).violations).toEqual([]);
    expect(mrkdwn(text, 5000)).not.toMatch(/[\p{Cc}\p{Cf}\n]/u);
  });

  test('formats, quotes and emoji codes of the text are shown as text', () => {
    expect(mrkdwn('*a* _b_ ~c~ `d`', 100)).toBe('∗a∗ ˍbˍ ∼c∼ ˋdˋ');
    expect(mrkdwn('> said', 100)).toBe('› said');
    expect(mrkdwn(':tada:', 100)).toBe('∶tada:');
  });

  test('what cannot format is left as it is', () => {
    const text = 'snake_case, 2*3, 10:30:00, C&A, 普通话 — “quoted”';
    expect(mrkdwn(text, 200)).toBe(text.replace('&', '&amp;'));
  });

  test('entities of the text are shown, not resolved', () => {
    expect(mrkdwn('&lt;!here&gt;', 100)).toBe('&amp;lt;!here&amp;gt;');
  });
});

describe('links', () => {
  test('an address is escaped and never cut', () => {
    expect(link('https://a.example/?q=1&r=<x>|y', 'One|two', 100)).toBe(
      '<https://a.example/?q=1&amp;r=%3Cx%3E%7Cy|One¦two>',
    );
    expect(link(`https://a.example/${'p'.repeat(1900)}`, 'x'.repeat(900), 10)).toContain(
      `${'p'.repeat(1900)}|x`,
    );
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'slack://open',
    'https://user:secret@a.example/',
    'not an address',
    '',
  ])('%j is no link: the label stands alone', (url) => {
    expect(link(url, 'Label', 100)).toBe('Label');
  });

  test('an address of more than 2000 characters is no link', () => {
    expect(link(`https://a.example/${'p'.repeat(2000)}`, 'Label', 100)).toBe('Label');
  });
});

describe('clean lines', () => {
  test('family emoji, flags and Chinese survive', () => {
    for (const text of ['👩‍👩‍👧‍👦', '❤️‍🔥', '🏳️‍🌈', '👩🏽‍💻', '🇸🇬', '1️⃣', '人工智能', 'é', 'Ελλάδα', 'हिन्दी'])
      expect(cleanLine(text)).toBe(text);
  });

  test('marks are piled three high at the most', () => {
    expect(cleanLine(`e${'\u0301'.repeat(10_000)}`)).toBe('é\u0301\u0301\u0301');
  });

  test('every cut falls between graphemes and entities, within the limit', () => {
    const pieces = fc.constantFrom(
      '&',
      '<',
      '"',
      '\\',
      'a',
      ' ',
      '汉',
      '👩‍👩‍👧‍👦',
      '🇸🇬',
      'é',
      '*',
      '\u202e',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 30 }),
        fc.integer({ min: 1, max: 80 }),
        (parts, limit) => {
          for (const cut of [mrkdwn(parts.join(''), limit), plain(parts.join(''), limit)]) {
            expect(JSON.stringify(cut).length - 2).toBeLessThanOrEqual(limit);
            expect(cut.isWellFormed()).toBe(true);
            expect(checkMessage({ text: cut || '-' }).violations).toEqual([]);
            expect(cut).not.toMatch(/\u200d(?:…|$)/u);
          }
        },
      ),
    );
  });

  test('cleaning twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cleanLine(cleanLine(text))).toBe(cleanLine(text));
      }),
    );
  });
});
