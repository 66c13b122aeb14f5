const HAN = /\p{Script=Han}/gu;
const LETTER = /\p{L}/gu;
const SAMPLE = 2000;

/** Han characters in a text. */
export function countHan(text: string): number {
  return text.match(HAN)?.length ?? 0;
}

/**
 * Whether a text is written without spaces between words, in Han characters (with or without kana).
 * A tag that names the language decides; otherwise the script of the first 2,000 characters does.
 */
export function isHanText(text: string, lang: string): boolean {
  if (/^(?:zh|ja|yue)\b/.test(lang)) return true;
  if (/^[a-z]{2,3}\b/.test(lang) && !lang.startsWith('und')) return false;
  const sample = text.slice(0, SAMPLE);
  const han = countHan(sample);
  // One Han character says as much as two or three Latin letters.
  return han >= 4 && han * 3 > (sample.match(LETTER)?.length ?? 0);
}
