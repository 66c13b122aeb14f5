import { withoutMarks } from '../text/wire-marks.js';
import { splitWords } from '../text/words.js';

/** A headline as clustering compares it: its words and its figures apart, without the wire's marks. */
export interface Headline {
  readonly words: ReadonlySet<string>;
  readonly figures: ReadonlySet<string>;
}

export function headlineOf(title: string): Headline {
  const words = new Set<string>();
  const figures = new Set<string>();
  for (const { text } of splitWords(withoutMarks(title.slice(0, 400))))
    (/\p{Nd}/u.test(text) ? figures : words).add(text);
  return { words, figures };
}

/** Share of words in common from which two headlines are one template. */
const TEMPLATE = 0.8;

/**
 * Whether two headlines are one template with other figures: "Acme files Form 8-K, 3 March" and "… 5 April" tell of
 * two things, however alike their texts. A figure that only one of them has is no clash.
 */
export function namesAnother(a: Headline, b: Headline): boolean {
  if (a.figures.size === 0 || b.figures.size === 0) return false;
  const clash =
    [...a.figures].some((x) => !b.figures.has(x)) && [...b.figures].some((x) => !a.figures.has(x));
  if (!clash) return false;
  // Two filings, dockets or listings; what stands around the number is their template.
  if (hasNumber(a) && hasNumber(b)) return true;
  return areOneTemplate(a, b);
}

/** Whether two headlines have four fifths of their words in common, figures aside. */
export function areOneTemplate(a: Headline, b: Headline): boolean {
  const common = [...a.words].filter((word) => b.words.has(word)).length;
  return common >= TEMPLATE * Math.max(a.words.size, b.words.size, 1);
}

/** A file number: five digits or more, which no count in a headline has without a comma. */
const hasNumber = ({ figures }: Headline): boolean =>
  [...figures].some((figure) => /^\p{Nd}{5,}$/u.test(figure));
