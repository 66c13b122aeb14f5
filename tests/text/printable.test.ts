import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, printableLines } from '../../src/text/printable.js';

describe('printable text', () => {
  test.each([
    ['an escape sequence', '\u001b[2Jgone\u0007', ' [2Jgone'],
    ['C1, which some terminals obey', 'a\u009b31mb', 'a 31mb'],
    ['line breaks of every kind', 'a\r\nb\u2028c\u0085d', 'a b c d'],
    ['direction overrides and isolates', 'a\u202egnp.exe\u202c\u2066b\u2069\u061c', 'agnp.exeb'],
    ['zero-width characters and soft hyphens', 'pay\u200bpal\u00ad\ufeff\u2060', 'paypal'],
    ['joiners inside a Latin word', 'pay\u200dpal\u200c', 'paypal'],
    ['tags', 'hi\u{e0068}\u{e0069}', 'hi'],
    ['half a character', 'a\ud83d', 'a\ufffd'],
  ])('has no %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test.each(['👩‍👩‍👧 family', '❤️', '👩🏽‍💻', 'می‌خواهم', 'क्‍ष', 'Ünïcode 中文 한국어 עברית'])(
    'keeps %s as it is written',
    (text) => {
      expect(printable(text)).toBe(text);
    },
  );

  test('keeps its lines only where they are wanted', () => {
    expect(printableLines('a\u001b\n\n  b\r\nc\u2028d')).toBe('a\n\n  b\nc d');
  });

  test('is printable however often that is asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = printable(text);
        expect(printable(once)).toBe(once);
        expect(once).not.toMatch(/[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069]/u);
      }),
    );
  });
});
