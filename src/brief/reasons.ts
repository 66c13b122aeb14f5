/**
 * Why a reader gets a story. A topic shares most of its words with its neighbours ("China", "OpenAI"), so what is
 * shown first is what it alone looks for, and then a word of each other part that the query asks for.
 */
import type { Reason } from '../domain/briefing.js';
import type { Sentence } from '../text/sentences.js';
import type { Reading } from './candidates.js';
import { type Shown, shownAs, wordWeights } from './evidence-words.js';
import { around, aroundBoth } from '../text/snippet.js';
import { evidenceIn, type TopicMatch } from './topic-matches.js';

/** One reason a topic, in the order of the matches; the lead item's match speaks where several items matched. */
export function reasons(
  matches: readonly TopicMatch[],
  leadId: number,
  read: (id: number) => Reading | null,
): Reason[] {
  const byTopic = new Map<string, TopicMatch>();
  for (const one of matches) {
    const known = byTopic.get(one.match.topicId);
    if (!known || (known.itemId !== leadId && one.itemId === leadId)) byTopic.set(one.match.topicId, one);
  }
  const weigh = wordWeights(matches, read);
  return Array.from(byTopic.values(), (one) => {
    const reading = read(one.itemId);
    return reason(one, reading, (word) => weigh(word, reading));
  });
}

type Weigh = (word: string) => number;

function reason({ topicName, match }: TopicMatch, reading: Reading | null, weigh: Weigh): Reason {
  const { topicId, topicVersion, evidence } = match;
  const all = evidence.map((one) => shownAs(one, reading));
  const place = bestPlace(all, reading, weigh);
  const picked = pick(all, place, weigh);
  const terms = withoutInner(picked.map(({ quoted }) => quoted));
  const fields = new Set(picked.map((one) => one.evidence.field));
  const field = fields.size > 1 ? 'both' : fields.has('title') ? 'title' : 'body';
  return { topicId, topicName, topicVersion, terms, field, snippet: snippetOf(picked, reading) };
}

/** None of them inside another: "API access" goes with "block API access", and so does "API … block". */
const withoutInner = (terms: readonly string[]): string[] =>
  terms.filter(
    (term, i) => !terms.some((other, j) => i !== j && holds(other, term) && (j < i || !holds(term, other))),
  );

const holds = (longer: string, term: string): boolean =>
  term.split(' … ').every((piece) => within(piece, longer));

/** The evidence that stands in the title, or in one sentence of the body. */
type Place = readonly Shown[];

/** Between places that say as much, the headline and the first sentences tell what the article is about. */
const TITLE = 1.2;
const OPENING = 0.15;
/** What it is worth that one place has words of one part more. */
const PART = 0.2;

/** The place whose words say most; empty when none has a piece of evidence whole. */
function bestPlace(all: readonly Shown[], reading: Reading | null, weigh: Weigh): Place {
  const inTitle = all.filter(({ evidence }) => evidence.field === 'title');
  let best: Place = inTitle;
  let most = TITLE * worthOf(inTitle, weigh);
  for (const [i, sentence] of (reading?.sentences ?? []).entries()) {
    const here = standingIn(sentence, all);
    const worth = (1 + OPENING * Math.exp(-i / 4)) * worthOf(here, weigh);
    if (worth > most) [best, most] = [here, worth];
  }
  return best;
}

function standingIn(sentence: Sentence, all: readonly Shown[]): Place {
  const here = new Set(
    evidenceIn(
      sentence,
      all.map(({ evidence }) => evidence),
    ),
  );
  return here.size === 0 ? [] : all.filter(({ evidence }) => here.has(evidence));
}

function worthOf(place: Place, weigh: Weigh): number {
  const words = new Set(place.flatMap((one) => one.words));
  const parts = new Set(place.map(({ evidence }) => evidence.part));
  return [...words].reduce((sum, word) => sum + weigh(word), PART * parts.size);
}

/** Terms shown, and of how many parts at the most, where a query asks for more together. */
const MOST = { terms: 3, parts: 6 };
/** A further term is shown when it says at least this share of what the best word of the first says. */
const WORTHWHILE = 0.5;
/** Words that belong together and stand side by side are easier to read than with an ellipsis. */
const WHOLE = 1.25;

/** What says most; a word of each other part that must be there; what else of the first's part says much. */
function pick(all: readonly Shown[], place: Place, weigh: Weigh): Shown[] {
  const picked: Shown[] = [];
  const gain = ({ words, quoted, evidence }: Shown) => {
    const fresh = [...new Set(words)].filter((word) => !isSaid(word, picked));
    const sum = fresh.reduce((total, word) => total + weigh(word), 0);
    return evidence.pieces && !quoted.includes(' … ') ? WHOLE * sum : sum;
  };
  const take = (from: readonly Shown[], least: number): boolean => {
    const [one] = from.toSorted((a, b) => gain(b) - gain(a) || a.quoted.length - b.quoted.length);
    if (!one || gain(one) <= least) return false;
    picked.push(one);
    return true;
  };
  const open = place.length > 0 ? place : all;
  take(open, 0);
  const least = WORTHWHILE * Math.max(0, ...picked.flatMap(({ words }) => words.map(weigh)));
  for (const part of partsOf(all)) {
    const of = all.filter(({ evidence }) => evidence.part === part);
    const shown = of.some((one) => picked.includes(one) || one.words.every((word) => isSaid(word, picked)));
    if (!shown && picked.length < MOST.parts) take(nearest(of, place), 0);
  }
  const [first] = picked;
  const more = all.filter(
    ({ evidence: { part, field } }) => part === first?.evidence.part && field === first?.evidence.field,
  );
  for (const from of [more.filter((one) => place.includes(one)), more])
    while (picked.length < MOST.terms && take(from, least));
  return picked;
}

const isSaid = (word: string, picked: readonly Shown[]): boolean =>
  picked.some(({ words }) => words.some((said) => within(word, said)));

/** Whether the words of one stand in the other, side by side. */
function within(one: string, other: string): boolean {
  const [inner, outer] = [one.toLowerCase(), other.toLowerCase()];
  return /\p{Script=Han}/u.test(inner) ? outer.includes(inner) : spaced(outer).includes(spaced(inner));
}

const spaced = (text: string): string => ` ${text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;

const partsOf = (all: readonly Shown[]): Set<number> =>
  new Set(all.flatMap(({ evidence }) => (evidence.part === undefined ? [] : [evidence.part])));

/** Those in the place that is shown, else those in its field, else all. */
function nearest(of: readonly Shown[], place: Place): readonly Shown[] {
  const here = of.filter((one) => place.includes(one));
  if (here.length > 0) return here;
  const field = of.filter(({ evidence }) => evidence.field === place[0]?.evidence.field);
  return field.length > 0 ? field : of;
}

/** The sentence where the first term of the body stands; two where it runs over a full stop; else the title. */
function snippetOf(picked: readonly Shown[], reading: Reading | null): string {
  const first = (picked.find(({ evidence }) => evidence.field === 'body') ?? picked[0])?.evidence;
  if (!first || !reading) return first?.text ?? '';
  if (first.field === 'title') return reading.item.title;
  const { start, end } = first;
  const from = reading.sentences.findLast((sentence) => sentence.start <= start);
  const to = reading.sentences.find((sentence) => sentence.end >= end);
  if (!from || !to) return first.text;
  const [head, tail] = [first.pieces?.[0] ?? first, first.pieces?.at(-1) ?? first];
  if (from !== to) return aroundBoth([from, head], [to, tail]);
  return around(from.text, start - from.start, end - from.start);
}
