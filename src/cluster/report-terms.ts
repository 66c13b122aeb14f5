import { STOP_WORDS } from '../text/stop-words.js';
import { stem } from '../text/stem.js';
import { splitWords } from '../text/words.js';

/** News says what happened in its first 150 words; what follows is background that many stories share. */
const LEAD_WORDS = 150;
/** Characters that surely hold them. */
const LEAD_LENGTH = 1_400;
/** Terms of the lead below which a report is a bare headline. */
const BARE = 8;

export interface ReportTerms {
  /** How often each term occurs, the title counted twice. */
  readonly counts: ReadonlyMap<string, number>;
  readonly bare: boolean;
}

/** Terms of the title and the lead: stems of words but stop words; of Chinese, pairs of characters. */
export function reportTerms({ title, body }: { readonly title: string; readonly body: string }): ReportTerms {
  const lead = termsOf(body.slice(0, LEAD_LENGTH), LEAD_WORDS);
  const bare = lead.length < BARE;
  const counts = new Map<string, number>();
  const add = (term: string, by: number) => counts.set(term, (counts.get(term) ?? 0) + by);
  for (const term of termsOf(title)) add(term, bare ? 1 : 2);
  for (const term of lead) add(term, 1);
  return { counts, bare };
}

const HAN = /^\p{Script=Han}$/u;

function termsOf(text: string, most = Infinity): string[] {
  const terms: string[] = [];
  let previous: { text: string; end: number } | null = null;
  for (const word of splitWords(text).slice(0, most)) {
    if (word.text.length <= 2 && HAN.test(word.text)) {
      if (previous?.end === word.start) terms.push(previous.text + word.text);
      previous = word;
      continue;
    }
    previous = null;
    if (word.text.length < 2 || STOP_WORDS.has(word.text)) continue;
    terms.push(stemOf(word.text));
  }
  return terms;
}

const stems = new Map<string, string>();
const MOST_STEMS = 50_000;

/** The stem of a word, remembered. */
export function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (!/^[a-z]+$/.test(word)) return word;
  const found = stem(word);
  if (stems.size < MOST_STEMS) stems.set(word, found);
  return found;
}
