/**
 * Untrusted text to Discord markdown, one line at a time: cleaned, cut, then escaped, in that order, so that
 * nothing hidden survives and no cut can land inside an escape. Nothing a feed writes may mention, link,
 * invite, hide or reorder anything; only `maskedLink` makes links.
 */

/** Controls, line separators and every kind of blank: one space. */
const BLANKS = /[\p{Cc}\p{Z}]+/gu;

/** What draws nothing: bidi controls, zero-width characters, fillers, tags. Two belong inside emoji. */
const INVISIBLE = /(?!\u200d|\ufe0f)[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** A joiner that joins no two parts of an emoji. */
const LOOSE_JOINER =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?)\u200d|\u200d(?!\p{Extended_Pictographic})/gu;

/** More combining marks than any writing system stacks. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/** More is never shown, whatever is hidden in it. */
const READ_AT_MOST = 20_000;

/** One well-formed, visible line of at most `max` UTF-16 units, cut between graphemes with "…". */
export function plainLine(text: string, max: number): string {
  return cut(clean(text), max);
}

/** `text` as Discord markdown that shows exactly its words, at most `max` UTF-16 units with all escapes. */
export function escapeLine(text: string, max: number): string {
  const line = clean(text);
  if (line === '') return '';
  let room = Math.min(max, line.length);
  // Escaping at most trebles a line, so each turn lands near the room that is left.
  for (let turn = 0; turn < 12 && room > 0; turn++) {
    const escaped = escapeMarkdown(cut(line, room));
    if (escaped.length <= max) return escaped;
    room = Math.min(room - 1, Math.floor((room * max) / escaped.length));
  }
  return '…'.slice(0, max);
}

/** The lines of `text`, each escaped, within `max` units together; blank lines are dropped. */
export function escapeLines(text: string, max: number): string {
  const lines: string[] = [];
  let left = max;
  for (const raw of text.slice(0, READ_AT_MOST).split(/[\r\n]+/)) {
    const line = escapeLine(raw, left);
    if (line === '') continue;
    lines.push(line);
    left -= line.length + 1;
    if (left < 20) break;
  }
  return lines.join('\n');
}

/** A link that shows `label`; the label alone when the address is not plain http(s) or does not fit in `max`. */
export function maskedLink(label: string, address: string | null, labelMax: number, max = 2400): string {
  const shown = escapeLine(label, Math.min(labelMax, max));
  const url = address === null ? null : safeUrl(address);
  const link = `[${shown || 'link'}](<${url}>)`;
  return url === null || link.length > max ? shown : link;
}

/** An http(s) address without credentials that cannot end a masked link early; null when it is anything else. */
export function safeUrl(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null;
  const href = url.href.replace(/[()<>[\]\\\s]/g, percent);
  return href.length <= 2000 ? href : null;
}

function clean(text: string): string {
  return text
    .slice(0, READ_AT_MOST)
    .toWellFormed()
    .normalize('NFC')
    .replace(BLANKS, ' ')
    .replace(INVISIBLE, '')
    .replace(LOOSE_JOINER, '')
    .replace(STACKED_MARKS, '$1')
    .replace(/ +/g, ' ')
    .trim();
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

function cut(line: string, max: number): string {
  if (line.length <= max) return line;
  let kept = '';
  for (const { segment } of graphemes.segment(line)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return max > 0 ? `${kept.trimEnd()}…` : '';
}

function escapeMarkdown(line: string): string {
  return line
    .replace(/[\\*_~`|>#[\]<]/g, '\\$&')
    .replace(/^([-+])(?=\s|\\#)/, '\\$1')
    .replace(/^(\d+)\.(?=\s)/, '$1\\.')
    .replace(/@/g, '@\u200b')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/\b(discord(?:app)?)\.(?=gg\b|com\b)/gi, '$1.\u200b');
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
