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
  readonly text: string;
  readonly line: Line;
  readonly joined: boolean;
  readonly alone: boolean;
}

/** A draft that may go on. Its parts are joined once: adding to a long text again and again is quadratic. */
interface OpenDraft {
  readonly parts: string[];
  readonly line: Line;
  last: Line;
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
  const drafts: OpenDraft[] = [];
  for (const [index, line] of lines.entries()) {
    const open = drafts.at(-1);
    if (open !== undefined && goesOn(open.last, line)) {
      open.parts.push(glue(open.last, line) + line.text);
      open.last = line;
      continue;
    }
    const alone = lines[index - 1]?.block !== line.block && lines[index + 1]?.block !== line.block;
    drafts.push({ parts: [line.text.replace(/^[,.;:)] ?(?=\S)/, '')], line, last: line, alone });
  }
  return drafts.map(({ parts, line, alone }) => ({
    text: parts.join(''),
    line,
    joined: parts.length > 1,
    alone,
  }));
}

function goesOn(last: Line, line: Line): boolean {
  if (line.mark !== null || last.mark === 'heading' || SENTENCE_END.test(last.text)) return false;
  // "iPhone" and its like start headlines as well as any capital.
  if (/^[,.;:)]/.test(line.text) || /^\p{Ll}(?!\p{Lu})/u.test(line.text)) return true;
  return DANGLING.test(last.text);
}

/** A wider gap means that words between two links are lost: "compliance [and] data security". */
function glue(last: Line, line: Line): string {
  if (/^[,.;:)!?]/.test(line.text)) return '';
  return line.block - last.block > 1 ? ', ' : ' ';
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
