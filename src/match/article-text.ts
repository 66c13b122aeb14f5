/** The text of an article, laid out so that a query can be held against it. Built for articles worth a close look. */
import type { Article } from '../domain/item.js';
import { splitSentences } from '../text/sentences.js';
import { singular, splitWords } from '../text/words.js';

/** What a query can see of an article. */
export type Matchable = Pick<Article, 'title' | 'body' | 'lang' | 'publisher' | 'author' | 'url'> & {
  readonly feedId: string;
  /** Standing of its feed, 1 (best) to 3. */
  readonly tier: number;
};

export interface ArticleText {
  readonly article: Matchable;
  readonly title: FieldText;
  readonly body: FieldText;
}

/** Words of a field by position; positions of breaks hold an empty word. */
export interface FieldText {
  readonly field: 'title' | 'body';
  readonly source: string;
  /** Folded, with plural: for patterns. */
  readonly words: readonly string[];
  /** Folded, without plural. */
  readonly singulars: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Positions of each word without plural, ascending. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** Position after the first 80 words; a Chinese character counts as half a word. */
  readonly leadEnd: number;
  /** Offsets where sentences end, ascending; found on first use. */
  readonly sentenceEnds: () => readonly number[];
}

export function articleText(article: Matchable): ArticleText {
  return {
    article,
    title: fieldText('title', article.title, article.lang),
    body: fieldText('body', article.body, article.lang),
  };
}

const LEAD_WORDS = 80;

function fieldText(field: 'title' | 'body', source: string, lang: string): FieldText {
  const words: string[] = [];
  const singulars: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const places = new Map<string, number[]>();
  let halves = 0;
  let leadEnd = 0;
  const push = (text: string, folded: string, start: number, end: number) => {
    words.push(text);
    singulars.push(folded);
    starts.push(start);
    ends.push(end);
  };
  for (const word of splitWords(source)) {
    while (words.length < word.position) push('', '', word.start, word.start);
    const folded = singular(word.text);
    const known = places.get(folded);
    if (known) known.push(word.position);
    else places.set(folded, [word.position]);
    push(word.text, folded, word.start, word.end);
    halves += HAN.test(word.text) ? 1 : 2;
    if (halves <= LEAD_WORDS * 2) leadEnd = word.position + 1;
  }
  let sentences: number[] | undefined;
  const sentenceEnds = () => (sentences ??= splitSentences(unwrapped(source), lang).map(({ end }) => end));
  return { field, source, words, singulars, starts, ends, places, leadEnd, sentenceEnds };
}

/** A line feed by itself wraps a line and ends no sentence; the length stays. */
function unwrapped(source: string): string {
  return source.replace(/([^\n])\n(?!\n)/g, '$1 ');
}

const HAN = /^\p{Script=Han}/u;
