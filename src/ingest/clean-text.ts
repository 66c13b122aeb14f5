import { markBoilerplate, type Why } from './boilerplate.js';
import { type Line, linesOf } from './lines.js';
import { type PageHints, pageHintsOf } from './page-hints.js';
import { type Passage, passagesOf } from './passages.js';

/** An article freed from the page that it was saved with. */
export interface CleanText extends PageHints {
  title?: string;
  readonly paragraphs: readonly string[];
  /** `before` is the index of the paragraph that a heading stands over. */
  readonly headings: readonly { readonly text: string; readonly before: number }[];
  /** What was left out: 1-based line numbers, and why. */
  readonly dropped: readonly { readonly line: number; readonly why: Why | Leftover }[];
}

/** Lines that passed the rules for pages and still are no prose. */
export type Leftover = 'title' | 'scrap' | 'leftover heading';

const TITLE_WORDS = 20;
const TITLE_LENGTH = 200;

/** Reads plain text, tidy or as copied from a page. `title` is what is known already: its repetition is left out. */
export function cleanText(text: string, title?: string): CleanText {
  return cleanLines(linesOf(text), title);
}

export function cleanLines(lines: readonly Line[], title?: string): CleanText {
  const why = markBoilerplate(lines);
  const kept = lines.filter((_, index) => why[index] === null);
  const first = kept[0];
  const found = first !== undefined && isTitle(first, kept, title) ? first : null;
  const passages = passagesOf(found === null ? kept : kept.slice(1));
  const { paragraphs, headings, leftovers } = arrange(passages);
  return {
    ...pageHintsOf(lines, why),
    ...(found === null || title !== undefined ? {} : { title: found.text }),
    paragraphs,
    headings,
    dropped: [
      ...lines.flatMap(({ number }, index) => {
        const reason = why[index] ?? null;
        return reason === null ? [] : [{ line: number, why: reason }];
      }),
      ...(found === null ? [] : [{ line: found.number, why: 'title' as const }]),
      ...leftovers,
    ].sort((a, b) => a.line - b.line),
  };
}

/** With a title known, only its repetition; without one, a first line that is short and has text under it. */
function isTitle(first: Line, kept: readonly Line[], known: string | undefined): boolean {
  if (known !== undefined) return repeats(known, first.text);
  if (kept.length < 2 || first.mark === 'bullet') return false;
  return first.mark === 'heading' || (first.words <= TITLE_WORDS && first.text.length <= TITLE_LENGTH);
}

/** Page titles add the name of the site: "Headline | Site". */
function repeats(title: string, line: string): boolean {
  const [whole, part] = [letters(title), letters(line)];
  return whole === part || (part.length >= 15 && whole.startsWith(part));
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function arrange(passages: readonly Passage[]): Pick<CleanText, 'paragraphs' | 'headings'> & {
  leftovers: { line: number; why: Leftover }[];
} {
  // Notes without a full stop anywhere are better than nothing.
  const anyProse = passages.some((passage) => passage.kind === 'paragraph');
  const paragraphs: string[] = [];
  const headings: { text: string; before: number; line: number }[] = [];
  const leftovers: { line: number; why: Leftover }[] = [];
  for (const { kind, text, number } of passages) {
    if (kind === 'paragraph' || !anyProse) paragraphs.push(text);
    else if (kind === 'heading') headings.push({ text, before: paragraphs.length, line: number });
    else leftovers.push({ line: number, why: 'scrap' });
  }
  const over = headings.filter((heading) => heading.before < paragraphs.length);
  for (const heading of headings.slice(over.length))
    leftovers.push({ line: heading.line, why: 'leftover heading' });
  return { paragraphs, headings: over.map(({ text, before }) => ({ text, before })), leftovers };
}
