/**
 * Text of others on our screen and in our log: it may not steer a terminal, turn the reading direction, hide
 * words or feign another line.
 */

/** C0, C1 and DEL, and the separators of lines and paragraphs: they stand for a space. */
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * What shows nothing: direction marks and overrides, zero-width characters, tags, soft hyphens. Kept are the
 * variation selectors, which choose how the character before them looks, and a joiner after a character that is
 * written with one: an emoji, a Persian letter, an Indic sign.
 */
const UNSEEN =
  /(?![\ufe0e\ufe0f])(?!(?<=[\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Script=Arabic}])[\u200c\u200d])[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/** One line without what cannot be seen; well-formed, and without spaces at its end. */
export function printable(text: string): string {
  return text.replace(CONTROLS, ' ').replace(UNSEEN, '').toWellFormed().trimEnd();
}

/** The same line by line; blank lines stay. */
export function printableLines(text: string): string {
  return text
    .split(/\r\n|[\n\r]/)
    .map(printable)
    .join('\n');
}

/** JSON on one line. It escapes C0 by itself; the rest of what a terminal would obey is said with escapes too. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (unseen) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
