/**
 * Feed text on its way into Slack's mrkdwn. Everything here takes hostile text and gives text that shows
 * what was written and does nothing: no mention, link, format, emoji code or hidden character survives.
 */

/**
 * One line without control, direction, zero-width or tag characters; well-formed, NFC. Of `text` only the
 * first `read` characters are looked at.
 */
export function cleanLine(text: string, read = 20_000): string {
  return text
    .slice(0, read)
    .toWellFormed()
    .replace(BREAKS, ' ')
    .replace(INVISIBLE, keepInEmoji)
    .normalize('NFC')
    .replace(PILED_MARKS, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/**
 * Escaped text of at most `limit` characters as JSON carries them. Cut between graphemes, before
 * escaping, so that no entity, emoji or accent is cut in two; the cut is marked with “…”.
 */
export function mrkdwn(text: string, limit: number): string {
  return fit(inert(cleanLine(text, enoughFor(limit))), limit);
}

/** The same for a `plain_text` object or a notification, where only the length and hidden characters matter. */
export function plain(text: string, limit: number): string {
  return fit(cleanLine(text, enoughFor(limit)), limit);
}

/**
 * `<url|label>`, or the label alone when the URL is not http(s), carries a password or is longer than
 * `MAX_URL`. The label takes at most `limit` characters; the URL is never cut.
 */
export function link(url: string | null, label: string, limit: number): string {
  const text = mrkdwn(label, limit).replaceAll('|', '¦') || 'link';
  const href = url === null ? null : hrefOf(url);
  return href === null ? text : `<${href}|${text}>`;
}

/** Slack's own limit for a URL in a block is 3000; a section holds 3000 with its text. */
const MAX_URL = 2000;

const BREAKS = /[\p{Zl}\p{Zp}\p{Zs}\p{Cc}]+/gu;
/** Format characters, fillers that draw nothing, tag characters, variation selectors. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** Three marks a letter are enough for every living script. */
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu;

/** What joins or colours an emoji stays. */
function keepInEmoji(found: string, at: number, whole: string): string {
  const before = whole.slice(Math.max(0, at - 3), at);
  if (found === '\ufe0f') return /\p{Emoji}$/u.test(before) ? found : '';
  if (found !== '\u200d') return '';
  const joins = JOINABLE.test(before) && /^\p{Extended_Pictographic}/u.test(whole.slice(at + 1, at + 3));
  return joins ? found : '';
}

const JOINABLE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?$/u;

/**
 * Slack's mrkdwn has no escape for its own marks, and a zero-width space beside a mark counts as an
 * edge where a format may begin; so a mark that could format becomes a look-alike that cannot.
 */
function inert(text: string): string {
  return text
    .replace(/[*_~`]/g, (mark, at: number) => (insideWord(text, at) ? mark : (LOOKALIKE[mark] ?? mark)))
    .replace(/^>+/, (marks) => '›'.repeat(marks.length))
    .replace(/:(?=[a-z0-9_+'-]{1,100}:)/gi, (colon, at: number) => (emojiCode(text, at) ? '∶' : colon));
}

const LOOKALIKE: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** Slack formats only at the edge of a word: `snake_case` and `2*3` may stay as they are. */
function insideWord(text: string, at: number): boolean {
  return /[a-z0-9]/i.test(text[at - 1] ?? '') && /[a-z0-9]/i.test(text[at + 1] ?? '');
}

/** `:tada:` is drawn as an emoji; `10:30:00` is not. */
function emojiCode(text: string, at: number): boolean {
  return /[a-z+_-]/i.test(text.slice(at + 1, text.indexOf(':', at + 1)));
}

function escapeEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Characters of hostile text to read for `limit` to show: room for the hidden ones and the piled marks. */
function enoughFor(limit: number): number {
  return 500 + limit * 8;
}

function fit(text: string, limit: number): string {
  const whole = escapeEntities(text);
  if (jsonLength(whole) <= limit) return whole;
  let kept = '';
  let length = 1;
  for (const { segment } of graphemes.segment(text)) {
    const next = escapeEntities(segment);
    length += jsonLength(next);
    if (length > limit) break;
    kept += next;
  }
  return `${kept.trimEnd()}…`;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Slack's undocumented limit on a whole message counts its JSON, where a quotation mark takes two. */
function jsonLength(text: string): number {
  return JSON.stringify(text).length - 2;
}

function hrefOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, username, password, href } = new URL(url);
  if ((protocol !== 'https:' && protocol !== 'http:') || username || password) return null;
  const safe = href.replace(/[|<>\s]/g, encodeURIComponent).replaceAll('&', '&amp;');
  return safe.length <= MAX_URL ? safe : null;
}
