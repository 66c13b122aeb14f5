import { functionShare } from '../text/function-words.js';
import { tidyLine } from './tidy-text.js';

/** One line of an article as it was saved, measured. In a raw dump a line is a paragraph, a heading or a scrap. */
export interface Line {
  readonly text: string;
  /** 1-based line number in the source. */
  readonly number: number;
  /** Lines with the same number have no blank line between them. */
  readonly block: number;
  /** What the markup said it is; `bullet` also for plain text that starts with one. */
  readonly mark: 'heading' | 'bullet' | null;
  /** Share of the text inside links, 0 to 1; 0 in plain text. */
  readonly linked: number;
  readonly words: number;
  /** Share of English function words, 0 to 1. */
  readonly functionShare: number;
  /** Ends like a sentence. */
  readonly ends: boolean;
}

/** Work is bounded whatever comes in: what lies beyond is cut. */
export const MAX_LINES = 20_000;
const MAX_TEXT = 2_000_000;

const BULLET = /^(?:[•·▪◦‣●*–-]\s+|\d{1,2}[.)]\s+(?=\S))/;
const ENDS = /[.!?…。!?][\])"'”’»」』)]{0,3}$/;
const SYLLABIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** The lines of a plain text that hold anything. */
export function linesOf(text: string): Line[] {
  const rows = text
    .slice(0, MAX_TEXT)
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .split('\n');
  const lines: Line[] = [];
  let block = 0;
  for (const [index, row] of rows.entries()) {
    if (lines.length >= MAX_LINES) break;
    const line = measure(row, { number: index + 1, block });
    if (line === null) block++;
    else lines.push(line);
  }
  return lines;
}

/** Null when there is nothing but space. */
export function measure(
  raw: string,
  at: { number: number; block: number; mark?: Line['mark']; linked?: number },
): Line | null {
  const whole = tidyLine(raw);
  const heading = /^#{1,6} (?=\S)/.exec(whole);
  const bullet = heading === null ? BULLET.exec(whole) : null;
  const text = unglue(whole.slice(heading?.[0].length ?? bullet?.[0].length ?? 0));
  if (!/[^\s#*_=-]/.test(text)) return null;
  const words = wordsOf(text);
  return {
    text,
    number: at.number,
    block: at.block,
    mark: heading === null ? (at.mark ?? (bullet === null ? null : 'bullet')) : 'heading',
    linked: at.linked ?? 0,
    words: words.length,
    functionShare: functionShare(words),
    ends: ENDS.test(text),
  };
}

/** A counter printed by a style sheet sticks to its word ("01The expansion"). */
function unglue(text: string): string {
  return text.replace(/^0\d(?=\p{Lu}[\p{Ll} ])/u, '');
}

/** Two characters of Chinese, Japanese or Korean count as a word. */
function wordsOf(text: string): string[] {
  const syllabic = text.match(SYLLABIC)?.length ?? 0;
  if (syllabic > text.length * 0.3)
    return Array.from<string>({ length: Math.ceil(text.length / 2) }).fill('');
  return text.split(' ');
}
