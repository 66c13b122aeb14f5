import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/ingest/decode.js';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : Buffer.from(part))),
  );
const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?><t>`;

/** 中文 or 日本 or 한국 in encodings that Node can read but not write. */
const GB = [0xd6, 0xd0, 0xce, 0xc4];
const BIG5 = [0xa4, 0xa4, 0xa4, 0xe5];
const SHIFT_JIS = [0x93, 0xfa, 0x96, 0x7b];
const EUC_JP = [0xc6, 0xfc, 0xcb, 0xdc];
const EUC_KR = [0xc7, 0xd1, 0xb1, 0xb9];
const ISO_2022_JP = [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42];
const CP1251 = [0xcc, 0xe8, 0xf0];

describe('what is declared is read', () => {
  test.each([
    ['gb2312', GB, '中文'],
    ['GBK', GB, '中文'],
    ['gb18030', [...GB, 0x81, 0x30, 0x81, 0x30], '中文\u0080'.replace('\u0080', '€')],
    ['gb_2312', GB, '中文'],
    ['big5', BIG5, '中文'],
    ['Big5-HKSCS', BIG5, '中文'],
    ['shift_jis', SHIFT_JIS, '日本'],
    ['shift-jis', SHIFT_JIS, '日本'],
    ['euc-jp', EUC_JP, '日本'],
    ['iso-2022-jp', ISO_2022_JP, '日本'],
    ['euc-kr', EUC_KR, '한국'],
    ['ks_c_5601', EUC_KR, '한국'],
    ['windows-1251', CP1251, 'Мир'],
    ['win-1251', CP1251, 'Мир'],
    ['iso-8859-1', [0xe9, 0x93, 0x94, 0x80], 'é“”€'],
    ['windows-1252', [0xe9, 0x93, 0x94, 0x80], 'é“”€'],
    ['iso-8859-2', [0xb1, 0xea], 'ąę'],
  ])('in the document: %s', (encoding, text, expected) => {
    expect(decode(bytes(declared(encoding), text)).text).toBe(declared(encoding) + expected);
  });

  test('in the HTTP header, over the document', () => {
    const { text, encoding } = decode(bytes(declared('iso-8859-1'), GB), 'text/xml; charset="GB2312"');
    expect(text.slice(-2)).toBe('中文');
    expect(encoding).toBe('gb2312');
  });

  test('in a page', () => {
    expect(decode(bytes('<html><meta charset=big5><p>', BIG5)).text).toContain('<p>中文');
    expect(
      decode(bytes('<meta http-equiv="Content-Type" content="text/html; charset=gbk">', GB)).text,
    ).toContain('中文');
  });
});

describe('UTF-16 and UTF-32 are told by their marks and patterns', () => {
  const text = '<?xml version="1.0"?><t>żółw 龜 😀</t>';
  const wide = (unit: 2 | 4, little: boolean, mark: boolean): Uint8Array => {
    const source = (mark ? '\uFEFF' : '') + text;
    const units =
      unit === 2
        ? Array.from({ length: source.length }, (_, at) => source.charCodeAt(at))
        : Array.from(source, (char) => char.codePointAt(0) ?? 0);
    const view = new DataView(new ArrayBuffer(units.length * unit));
    units.forEach((code, index) =>
      unit === 2 ? view.setUint16(index * 2, code, little) : view.setUint32(index * 4, code, little),
    );
    return new Uint8Array(view.buffer);
  };
  test.each([2, 4] as const)('%i bytes', (unit) => {
    for (const little of [true, false]) {
      for (const mark of [true, false]) {
        const result = decode(wide(unit, little, mark), 'text/xml; charset=iso-8859-1');
        expect(result).toEqual({ text, encoding: `utf-${unit * 8}${little ? 'le' : 'be'}`, notes: [] });
      }
    }
  });

  test('and code points that are none become replacement characters', () => {
    expect(decode(Uint8Array.of(0, 0, 0, 0x3c, 0, 0x11, 0, 0, 0, 0, 0xd8, 0, 0xff)).text).toBe(
      '<\uFFFD\uFFFD',
    );
  });
});

describe('UTF-8 comes before declarations', () => {
  test('that are wrong', () => {
    expect(decode(bytes(declared('iso-8859-1'), '中文'), 'text/xml; charset=windows-1252').text).toContain(
      '中文',
    );
  });

  test('even when a few bytes are damaged', () => {
    const result = decode(bytes(declared('iso-8859-1'), '中文'.repeat(20), [0xff]));
    expect(result.text).toContain('中文中文');
    expect(result.notes).toEqual(['1 damaged characters in UTF-8']);
  });

  test('and its byte order mark goes', () => {
    expect(decode(bytes([0xef, 0xbb, 0xbf], '<t>')).text).toBe('<t>');
    expect(decode(bytes([0xef, 0xbb, 0xbf], '<t>', [0xff])).notes).toEqual([
      'damaged UTF-8 after a byte order mark',
    ]);
  });

  test('whatever the text, for any well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const source = `<t>${text.replaceAll(/[\u0080-\u009f]/g, '')}`;
        expect(decode(Buffer.from(source, 'utf8'), 'text/xml; charset=big5').text).toBe(source);
      }),
    );
  });
});

describe('what is not declared is guessed', () => {
  test.each([
    [
      'Russian',
      [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x20, 0xec, 0xe8, 0xf0, 0x20, 0xfd, 0xf2, 0xee],
      'windows-1251',
    ],
    [
      'Japanese',
      [0x82, 0xb1, 0x82, 0xea, 0x82, 0xcd, 0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xc5, 0x82, 0xb7],
      'shift_jis',
    ],
  ])('%s', (_name, text, encoding) => {
    const result = decode(bytes(Array.from({ length: 30 }, () => text).flat()));
    expect(result.encoding).toBe(encoding);
    expect(result.notes).toEqual([`undeclared, taken for ${encoding}`]);
  });

  test('and labels that nobody knows are no help and no harm', () => {
    expect(decode(bytes(declared('x-klingon'), [0xe9]), 'text/xml; charset=utf-7').text.at(-1)).toBe('é');
    expect(decode(new Uint8Array())).toEqual({ text: '', encoding: 'utf-8', notes: [] });
  });
});

test('code points that are windows-1252 bytes are read as what was meant', () => {
  expect(decode(bytes('don\u0092t \u0093so\u0094 \u0085')).text).toBe('don’t “so” …');
});

test('any bytes give some text', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(undefined, 'utf-8', 'gbk', 'utf-16', 'utf-32', 'iso-2022-jp', 'bogus'),
      (input, charset) => {
        const result = decode(input, charset === undefined ? undefined : `text/xml; charset=${charset}`);
        expect(result.text.length).toBeLessThanOrEqual(input.length);
      },
    ),
  );
});
