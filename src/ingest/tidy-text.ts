/** Invisible characters that hide or reorder text: soft hyphen, zero-width space, bidi controls, BOM. Joiners stay: Persian and emoji need them. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;

/** One line of plain text: NFC, no control or invisible characters, single spaces. */
export function tidyLine(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(CONTROL, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** One line of what a page says of itself; undefined where it says nothing. */
export function filledLine(value: string | null | undefined): string | undefined {
  const text = tidyLine((value ?? '').slice(0, 2_000));
  return text === '' ? undefined : text;
}

/** Cuts to at most `length` UTF-16 units, at a word where one ends in the last half, never inside a character. */
export function cutAtWord(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text
    .slice(0, length)
    .toWellFormed()
    .replace(/\ufffd$/, '');
  if (/\s/.test(text.charAt(length))) return cut.trimEnd();
  const space = cut.lastIndexOf(' ');
  return (space > length / 2 ? cut.slice(0, space) : cut).trimEnd();
}
