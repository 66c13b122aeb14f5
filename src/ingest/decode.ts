import chardet from 'chardet';

export interface Decoded {
  readonly text: string;
  /** WHATWG label, or `utf-32le` / `utf-32be`. */
  readonly encoding: string;
  /** What was irregular, for the operator; empty for a clean document. */
  readonly notes: readonly string[];
}

/** Spellings seen in feeds that the WHATWG encoding standard does not list. */
const LABELS: Readonly<Record<string, string>> = {
  u16: 'utf-16',
  utf16: 'utf-16',
  utf_16: 'utf-16',
  utf_8: 'utf-8',
  utf_32: 'utf-32',
  u32: 'utf-32',
  utf32: 'utf-32',
  cp1251: 'windows-1251',
  cp1252: 'windows-1252',
  'win-1251': 'windows-1251',
  win1251: 'windows-1251',
  'latin-1': 'latin1',
  'shift-jis': 'shift_jis',
  gb_2312: 'gb2312',
  big5hkscs: 'big5-hkscs',
  eucjp: 'euc-jp',
  euckr: 'euc-kr',
  ks_c_5601: 'euc-kr',
  ascii: 'windows-1252',
  'us-ascii': 'windows-1252',
};

/**
 * U+0080 to U+009F are never meant: publishers copy windows-1252 bytes as code points, and Node 20 decodes
 * windows-1252 as if it were latin1.
 */
// oxlint-disable-next-line no-control-regex
const C1 = /[\u0080-\u009f]/g;
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const DETECT_BYTES = 65_536;
const DETECT_CONFIDENCE = 20;

/**
 * Bytes of a feed or page as text. Order: BOM, UTF-16/32 pattern, 7-bit stateful declaration, strict
 * UTF-8, mostly-UTF-8, HTTP charset, XML declaration, detection, windows-1252. UTF-8 stands before
 * the declarations because a single-byte decoder never fails and so can't veto a wrong label.
 */
export function decode(bytes: Uint8Array, contentType?: string): Decoded {
  const decoded = decodeBytes(bytes, contentType);
  return {
    ...decoded,
    text: decoded.text.replace(C1, (char) => WINDOWS_1252.charAt(char.charCodeAt(0) - 0x80)),
  };
}

function decodeBytes(bytes: Uint8Array, contentType: string | undefined): Decoded {
  const marked = byMark(bytes);
  if (marked !== null) return marked;
  const declared = [httpCharset(contentType), declaredCharset(bytes)].filter((label) => label !== null);
  const others = declared.filter((label) => !label.startsWith('utf'));
  return (
    byLabels(bytes, declared.filter(isStateful)) ??
    byUtf8(bytes) ??
    byLabels(bytes, others) ??
    byDetection(bytes, others) ??
    lossy(bytes, others)
  );
}

function byMark(bytes: Uint8Array): Decoded | null {
  const [a, b, c, d] = [bytes[0], bytes[1], bytes[2], bytes[3]];
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return utf32(bytes, false, 4);
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return utf32(bytes, true, 4);
  if (a === 0 && b === 0 && c === 0 && d === 0x3c) return utf32(bytes, false, 0);
  if (a === 0x3c && b === 0 && c === 0 && d === 0) return utf32(bytes, true, 0);
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return plain(bytes, 'utf-16be', []);
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return plain(bytes, 'utf-16le', []);
  if (a !== 0xef || b !== 0xbb || c !== 0xbf) return null;
  return byLabels(bytes, ['utf-8']) ?? plain(bytes, 'utf-8', ['damaged UTF-8 after a byte order mark']);
}

/** `TextDecoder` knows no UTF-32. */
function utf32(bytes: Uint8Array, littleEndian: boolean, start: number): Decoded {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = start; at + 4 <= bytes.byteLength; at += 4) {
    const point = view.getUint32(at, littleEndian);
    const valid = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    parts.push(valid ? String.fromCodePoint(point) : '\uFFFD');
  }
  return { text: parts.join(''), encoding: littleEndian ? 'utf-32le' : 'utf-32be', notes: [] };
}

/** ISO-2022-JP is pure ASCII on the wire, so it would pass as UTF-8. */
function isStateful(label: string): boolean {
  return /^(?:cs)?iso-?2022-?jp$/.test(label);
}

function byUtf8(bytes: Uint8Array): Decoded | null {
  const strict = byLabels(bytes, ['utf-8']);
  if (strict !== null) return strict;
  const text = new TextDecoder('utf-8').decode(bytes);
  let bad = 0;
  let multibyte = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd) bad += 1;
    else if (code > 127) multibyte += 1;
  }
  return multibyte > bad * 4
    ? { text, encoding: 'utf-8', notes: [`${bad} damaged characters in UTF-8`] }
    : null;
}

function byLabels(
  bytes: Uint8Array,
  labels: readonly string[],
  notes: readonly string[] = [],
): Decoded | null {
  for (const label of labels) {
    const text = attempt(bytes, label);
    if (text !== null) return { text, encoding: label, notes };
  }
  return null;
}

/** Only where nothing usable was declared: statistics lose against an honest label. */
function byDetection(bytes: Uint8Array, declared: readonly string[]): Decoded | null {
  if (declared.some(isKnown)) return null;
  const best = chardet
    .analyse(bytes.subarray(0, DETECT_BYTES))
    .find((guess) => !/^(?:ASCII|UTF|ISO-2022-(?:CN|KR))/i.test(guess.name));
  if (best === undefined || best.confidence < DETECT_CONFIDENCE) return null;
  const label = best.name.toLowerCase();
  return byLabels(bytes, [label], [`undeclared, taken for ${label}`]);
}

function lossy(bytes: Uint8Array, declared: readonly string[]): Decoded {
  const label = declared.find(isKnown);
  if (label !== undefined) return plain(bytes, label, [`damaged ${label}`]);
  return plain(bytes, 'windows-1252', ['unknown encoding, taken for windows-1252']);
}

function plain(bytes: Uint8Array, label: string, notes: readonly string[]): Decoded {
  return { text: new TextDecoder(label).decode(bytes), encoding: label, notes };
}

function attempt(bytes: Uint8Array, label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null; // not that encoding, or a label that nobody knows
  }
}

function isKnown(label: string): boolean {
  return attempt(new Uint8Array(), label) !== null;
}

function httpCharset(contentType: string | undefined): string | null {
  return canonicalLabel(/charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(contentType ?? '')?.[1]);
}

function declaredCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString(
    'latin1',
  );
  const xml = /<\?xml[^>]*?encoding\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1];
  return canonicalLabel(xml ?? /<meta[^>]+?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1]);
}

function canonicalLabel(label: string | undefined): string | null {
  if (label === undefined) return null;
  const lower = label.toLowerCase();
  return LABELS[lower] ?? lower;
}
