import { functionShare } from '../text/function-words.js';
import type { Line } from './lines.js';

/** A paragraph or a heading put together from the lines that are the article. */
export interface Passage {
  readonly kind: 'paragraph' | 'heading' | 'scrap';
  readonly text: string;
  /** 1-based number of its first line. */
  readonly number: number;
}

interface Draft {
  text: string;
  readonly line: Line;
  /** Of the last line joined. */
  block: number;
  joined: boolean;
  readonly alone: boolean;
}

/** A line that ends in one of these goes on in the next, whatever that starts with. */
const DANGLING = /\s(?:the|an?|of|to|and|or|by|from|with|its|their|his|her|this|that|for|in|on|at|as|into)$/i;
const SENTENCE_END = /[.!?…。!?::][\])"'”’»」』)]{0,3}$/;
const FINISHED = /[.!…。!,;,;][\])"'”’»」』)]{0,3}$/;
const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Puts back together what links and emphasis split, then tells headings from paragraphs by their shape. */
export function passagesOf(lines: readonly Line[]): Passage[] {
  return rejoin(lines).map((draft) => ({
    kind: kindOf(draft),
    text: isHeading(draft) ? draft.text.replace(/\s*[::]$/, '') : withoutLetter(draft.text),
    number: draft.line.number,
  }));
}

function rejoin(lines: readonly Line[]): Draft[] {
  const drafts: Draft[] = [];
  for (const [index, line] of lines.entries()) {
    const last = drafts.at(-1);
    if (last !== undefined && goesOn(last, line)) {
      last.text += glue(last.block, line) + line.text;
      last.joined = true;
      last.block = line.block;
      continue;
    }
    const alone = lines[index - 1]?.block !== line.block && lines[index + 1]?.block !== line.block;
    const text = line.text.replace(/^[,.;:)] ?(?=\S)/, '');
    drafts.push({ text, line, block: line.block, joined: false, alone });
  }
  return drafts;
}

function goesOn(last: Draft, line: Line): boolean {
  // The end of a long text is enough to see how it ends.
  const tail = last.text.slice(-40);
  if (line.mark !== null || last.line.mark === 'heading' || SENTENCE_END.test(tail)) return false;
  // "iPhone" and its like start headlines as well as any capital.
  if (/^[,.;:)]/.test(line.text) || /^\p{Ll}(?!\p{Lu})/u.test(line.text)) return true;
  return DANGLING.test(tail);
}

/** A wider gap means that words between two links are lost: "compliance [and] data security". */
function glue(block: number, line: Line): string {
  if (/^[,.;:)!?]/.test(line.text)) return '';
  return line.block - block > 1 ? ', ' : ' ';
}

function kindOf(draft: Draft): Passage['kind'] {
  if (isHeading(draft)) return 'heading';
  if (draft.joined || SENTENCE_END.test(draft.text)) return 'paragraph';
  // Notes of the desk: "(Graphic: …)", "($1 = 0.86 euros)".
  if (/^\(.*\)$/.test(draft.text)) return 'scrap';
  const words = draft.text.split(' ');
  if (HAN.test(draft.text)) return draft.text.length >= 12 ? 'paragraph' : 'scrap';
  if (draft.line.mark === 'bullet')
    return words.length >= 5 && functionShare(words) > 0.1 ? 'paragraph' : 'scrap';
  return words.length >= 5 ? 'paragraph' : 'scrap';
}

/** Short, alone, without the full stop of a sentence. In plain text there is nothing else to go by. */
function isHeading(draft: Draft): boolean {
  const { text, line } = draft;
  if (line.mark === 'heading') return line.words <= 30;
  if (draft.joined || !draft.alone || text.length > 120 || FINISHED.test(text) || /^\(.*\)$/.test(text))
    return false;
  if (line.mark === 'bullet') return /[::]$/.test(text) && line.words <= 12;
  if (/[??]$/.test(text) && line.words > 14) return false;
  if (HAN.test(text)) return text.length <= 30 && !/[,,]/.test(text);
  return line.words <= 16 && /^["'“‘(]?[\p{Lu}\p{N}]/u.test(text);
}

/** The "A." of a lettered list; before a function word it can't be an initial. */
function withoutLetter(text: string): string {
  const match = /^[A-Z][.)] (\p{Lu}\p{Ll}*)\b/u.exec(text);
  return match?.[1] !== undefined && functionShare([match[1]]) === 1 ? text.slice(3) : text;
}
