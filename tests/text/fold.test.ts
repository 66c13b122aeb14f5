import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldCharacter, foldTable, foldText, IGNORED, SPECIAL } from '../../src/text/fold.js';

describe('folding', () => {
  test.each([
    ['Café', 'cafe'],
    ['Cafe\u0301', 'cafe'],
    ['ＯｐｅｎＡＩ', 'openai'],
    ['Straße', 'strasse'],
    ['ﬁne', 'fine'],
    ['İSTANBUL', 'istanbul'],
    ['Łódź', 'lodz'],
    ['國語、普通話', '国语、普通话'],
    ['臺灣的著作', '台湾的着作'],
    ['Open\u00adAI\u200b', 'openai'],
    ['ฝรั่งเศส', 'ฝรั่งเศส'],
    ['中', '中'],
    ['㎏', 'kg'],
  ])('%s reads %s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  test('is done once: folding again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = foldText(text);
        expect(foldText(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  test('the table agrees with the character by character way for every unit', () => {
    const kinds = foldTable();
    for (let unit = 0; unit < 0x10000; unit++) {
      const kind = kinds[unit] ?? 0;
      if (kind <= 0 || kind === IGNORED || kind === SPECIAL || (unit >= 0xe000 && unit <= 0xf8ff)) continue;
      const folded = String.fromCharCode(kind & 0xffff);
      if (foldCharacter(String.fromCharCode(unit)) !== folded) expect.fail(`U+${unit.toString(16)}`);
    }
  });

  test('lone surrogates part words and stop nothing', () => {
    expect(foldText('a\ud83db')).toBe('a b');
  });
});
