import type { CitedSentence } from '../domain/briefing.js';
import type { Item } from '../domain/item.js';
import { countHan, isHanText } from '../text/han.js';
import { splitSentences, type Sentence } from '../text/sentences.js';
import { contentTerms, termVector, words, type TermVector } from '../text/terms.js';
import { endsFully, isFragment, isFurniture } from './junk.js';

/** A sentence that may be shown, with what its score is made from. */
export interface Candidate {
  readonly item: Item;
  readonly sentence: Sentence;
  /** 0-based among the sentences of the body, junk included. */
  readonly position: number;
  /** 0-based among the candidates of its item. */
  readonly index: number;
  readonly terms: TermVector;
  /** Words; Han characters in a Han text. */
  readonly length: number;
  readonly han: boolean;
}

/** News says what it has to say long before this; bounds the cost of a book sent as an article. */
const MOST_SENTENCES = 400;
/** UTF-16 units; what is longer is a table or a page without full stops, and no chat can show it. */
const LONGEST = 1500;

/** An item with its sentences; `candidates` are those that are prose about its event, none when all is furniture. */
export interface Reading {
  readonly item: Item;
  readonly sentences: readonly Sentence[];
  readonly candidates: readonly Candidate[];
}

export function readItem(item: Item): Reading {
  const sentences = splitSentences(item.body, item.lang);
  return { item, sentences, candidates: candidates(item, sentences.slice(0, MOST_SENTENCES)) };
}

export function cited({ item, sentence }: Candidate): CitedSentence {
  const { text, start, end } = sentence;
  return { text, itemId: item.id, publisher: item.publisher, start, end };
}

function candidates(item: Item, sentences: readonly Sentence[]): Candidate[] {
  const han = isHanText(item.body, item.lang);
  const titleTerms = new Set(contentTerms(item.title));
  const mustEnd = mostlyEndFully(sentences);
  const kept: Candidate[] = [];
  for (const [position, whole] of sentences.entries()) {
    const unmarked = withoutMarker(whole);
    const sentence = position < OPENING ? withoutDateline(unmarked, item.body) : unmarked;
    const length = han ? countHan(sentence.text) : words(sentence.text).length;
    if (sentence.text.length > LONGEST || isFragment(sentence.text, length, han)) continue;
    if (isFurniture(sentence.text)) continue;
    if (mustEnd && !endsFully(sentence.text)) continue;
    const terms = termVector(contentTerms(sentence.text));
    if (position < OPENING && repeats(terms, titleTerms)) continue;
    kept.push({ item, sentence, position, index: kept.length, terms, length, han });
  }
  return kept;
}

/** A list item is shown without its bullet or number. */
function withoutMarker(sentence: Sentence): Sentence {
  const marker = /^(?:[•‣⁃◦▪*·–—-]|\d{1,2}[.)]|[a-z][.)])\s+/.exec(sentence.text.slice(0, 12));
  return marker ? startingAt(sentence, marker[0].length) : sentence;
}

function startingAt(sentence: Sentence, from: number): Sentence {
  return { ...sentence, text: sentence.text.slice(from), start: sentence.start + from };
}

/** Sentences that may have a dateline or repeat the title: above them are at most a kicker and a byline. */
const OPENING = 4;
const PLACE = String.raw`\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,3}`;
const PLACES = String.raw`${PLACE}(?:(?:, ?|/)${PLACE}){0,2}`;
const IN_CAPITALS = String.raw`\p{Lu}[\p{Lu}.'’-]{2,}(?: [\p{Lu}.'’-]+){0,3}(?:(?:, ?|/)${PLACE}){0,2}`;
const DAY = String.raw`,? \p{Lu}\p{L}{2,8}\.? \d{1,2}(?:, \d{4})?`;
const AGENCY = String.raw`\(\p{Lu}[\p{L}. /]{1,24}\)`;
const DASH = String.raw`(?: [–-] | ?(?:--|—) ?)`;
/** `SINGAPORE, July 9 (Reuters) -`, `PARIS —`, `Tokyo (AP) —`, `(CNN) --`, `新华社北京7月9日电（记者…）`. */
const DATELINE = new RegExp(
  `^(?:(?:${IN_CAPITALS}(?:${DAY})?(?: ${AGENCY})?|${PLACES}${DAY}(?: ${AGENCY})?|(?:${PLACES} )?${AGENCY})${DASH}|` +
    String.raw`\p{Script=Han}{1,5}[社网網]\p{Script=Han}{2,8}\d{1,2}月\d{1,2}日[电電讯訊]\s?(?:[（(][^）)]{2,24}[）)])?\s?)` +
    String.raw`(?=[\p{Lu}\p{Lo}\p{N}"“‘'])`,
  'u',
);

/** Where and when a reporter wrote, in front of the first sentence, is no part of it. */
function withoutDateline(sentence: Sentence, body: string): Sentence {
  const dateline = DATELINE.exec(sentence.text.slice(0, 120))?.[0];
  if (dateline === undefined || namesSubject(dateline, body)) return sentence;
  return startingAt(sentence, dateline.length);
}

/** `NATO — …` opens with what the article is about, and names it again; a place stands in capitals only there. */
function namesSubject(dateline: string, body: string): boolean {
  const acronym = /^\p{Lu}{3,}(?= ?[–—-])/u.exec(dateline)?.[0];
  return acronym !== undefined && body.split(new RegExp(`\\b${acronym}\\b`, 'u')).length > 2;
}

/** Whether the article ends its sentences; one that doesn't (headlines, a live ticker) isn't judged by it. */
function mostlyEndFully(sentences: readonly Sentence[]): boolean {
  const long = sentences.filter((sentence) => sentence.text.length >= 60);
  return long.length > 0 && long.filter((sentence) => endsFully(sentence.text)).length > 0.6 * long.length;
}

/** More than nine tenths of the words stand in the title already. */
function repeats(terms: TermVector, titleTerms: ReadonlySet<string>): boolean {
  if (terms.counts.size === 0) return titleTerms.size > 0;
  let shared = 0;
  for (const term of terms.counts.keys()) if (titleTerms.has(term)) shared++;
  return shared > 0.9 * terms.counts.size;
}
