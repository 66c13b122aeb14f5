/**
 * Reports of one event in other words: online clustering by TF-IDF centroids that fade with time (Gaussian), over an
 * inverted index. On the streams this was measured on, sparse vectors with time come within half a point of sentence
 * embeddings; what tells look-alike events apart is the clock.
 *
 * Holds stories in memory until they are forgotten. The store is the truth: after a start, `join` what it has.
 */
import { EVERYDAY_WORDS, USUAL_WORDS } from './news-words.js';
import { addProducts, entriesOf, type Postings, removeWeight, setWeight, type Weighed } from './postings.js';
import { reportTerms, stemOf } from './report-terms.js';
import { addWeight, lengthOf, product, type StoryVector, storyVector, trim } from './story-vector.js';
import { halve, numberOf, roomFor, type TermTable, termTable } from './term-table.js';

export interface Report {
  readonly title: string;
  readonly body: string;
  readonly at: Date;
}

/** A report weighed against those before it: at most 60 terms, unit length. */
export interface WeighedReport {
  readonly terms: readonly Weighed[];
  readonly at: number;
  /** A bare headline shares few words with any other, so less must do, and sooner. */
  readonly bare: boolean;
}

export interface EventIndex {
  /** Weighs a report and counts its terms; once for each report. */
  weigh(report: Report): WeighedReport;
  /** The story that a report belongs to; null when it opens a new one. Similarity: 0 to 1, faded by time. */
  nearest(report: WeighedReport): { storyId: number; similarity: number } | null;
  /** Puts a report into a story, which may be new. */
  join(report: WeighedReport, storyId: number): void;
  /** Takes it out again; a story without a report is forgotten. */
  leave(report: WeighedReport, storyId: number): void;
  /** Forgets the stories whose last report is older than that, in milliseconds. */
  forget(before: number): void;
  /** Stories held. */
  size(): number;
}

const HOUR = 3_600_000;
/** Terms kept of a report and of a story. */
const MOST_TERMS = { report: 60, story: 180 };
const LEAST_SIMILARITY = { full: 0.25, bare: 0.08 };
const FADE_HOURS = { full: 36, bare: 12 };
/** Reports after which counts of terms are halved, so that they follow the news and stay bounded. */
const HALVE_AFTER = 200_000;
/** Reports that an index has as good as read when it is new. */
const BACKGROUND = 3_000;

interface State {
  readonly byId: Map<number, StoryVector>;
  /** By slot; a slot is used again when its story is forgotten. */
  readonly stories: (StoryVector | undefined)[];
  readonly freeSlots: number[];
  readonly terms: TermTable;
  readonly postings: Postings;
  /** One sum a slot, all 0 between calls. */
  sums: Float64Array;
  /** By slot: the length of the story's vector. Beside each other, since a report meets a thousand of them. */
  lengths: Float64Array;
  /** One figure a term, all 0 between calls. */
  scratch: Float64Array;
}

export function eventIndex(): EventIndex {
  const state: State = {
    byId: new Map(),
    stories: [],
    freeSlots: [],
    terms: background(),
    postings: [],
    sums: new Float64Array(1024),
    lengths: new Float64Array(1024),
    scratch: new Float64Array(1024),
  };
  return {
    weigh: (report) => weigh(state, report),
    nearest: (report) => nearest(state, report),
    join: (report, storyId) => {
      const story = state.byId.get(storyId) ?? open(state, storyId, report.at);
      story.reports++;
      story.lastAt = Math.max(story.lastAt, report.at);
      add(state, report.terms, story, 1);
      if (story.used > 1.5 * MOST_TERMS.story) cut(state, story);
    },
    leave: (report, storyId) => {
      const story = state.byId.get(storyId);
      if (!story) return;
      if (--story.reports > 0) add(state, report.terms, story, -1);
      else drop(state, story);
    },
    forget: (before) => {
      for (const story of state.byId.values()) if (story.lastAt < before) drop(state, story);
    },
    size: () => state.byId.size,
  };
}

function background(): TermTable {
  const table = termTable(BACKGROUND);
  const usual = (words: Iterable<string>, share: number) => {
    for (const word of words) {
      const term = numberOf(table, stemOf(word));
      table.reportsWith[term] = share * BACKGROUND;
    }
  };
  usual(USUAL_WORDS, 0.03);
  usual(EVERYDAY_WORDS, 0.1);
  return table;
}

function weigh({ terms: table, postings }: State, report: Report): WeighedReport {
  const { counts, bare } = reportTerms(report);
  if (++table.reports > HALVE_AFTER) halve(table, (term) => postings[term] !== undefined);
  const weighed: [term: number, weight: number][] = [];
  for (const [word, count] of counts) {
    const term = numberOf(table, word);
    const having = (table.reportsWith[term] ?? 0) + 1;
    table.reportsWith[term] = having;
    const rarity = Math.log((table.reports + 1) / (having + 0.5));
    if (rarity > 0) weighed.push([term, (1 + Math.log(count)) * rarity]);
  }
  weighed.sort((a, b) => b[1] - a[1]);
  const terms = weighed.slice(0, MOST_TERMS.report);
  let squares = 0;
  for (const [, weight] of terms) squares += weight * weight;
  const length = Math.sqrt(squares) || 1;
  for (const term of terms) term[1] /= length;
  return { terms, at: report.at.getTime(), bare };
}

function nearest(state: State, report: WeighedReport): { storyId: number; similarity: number } | null {
  const least = report.bare ? LEAST_SIMILARITY.bare : LEAST_SIMILARITY.full;
  const fade = (report.bare ? FADE_HOURS.bare : FADE_HOURS.full) * HOUR;
  const { heavy, light, most } = divide(report.terms, least);
  state.scratch = roomFor(state.scratch, state.terms.reportsWith.length - 1);
  for (const [term, weight] of light) state.scratch[term] = weight;
  const entries = entriesOf(state.postings, light);
  let compared = 0;
  let strangers: readonly number[] | null = null;
  let found: { storyId: number; similarity: number } | null = null;
  for (const slot of likeliestFirst(state, heavy)) {
    const sum = state.sums[slot] ?? 0;
    const length = state.lengths[slot] ?? 1;
    state.sums[slot] = 0;
    if (sum / length + (strangers ? 0 : most) < Math.max(least, found?.similarity ?? 0)) continue;
    const story = state.stories[slot];
    if (!story) continue;
    const raw = (strangers ? sum : sum + product(story, state.scratch)) / length;
    // Where the words leave too many stories, a look at each costs more than the light terms of all.
    if (!strangers && (compared += story.used) > entries)
      strangers = addProducts(state.postings, light, state.sums);
    if (raw < least || raw <= (found?.similarity ?? 0)) continue;
    const apart = Math.abs(report.at - story.lastAt);
    // After 72 hours a fade of 36 leaves 0.14, less than any report needs: the window needs no end here.
    const similarity = raw * Math.exp(-((apart / fade) ** 2) / 2);
    if (similarity >= least && similarity > (found?.similarity ?? 0))
      found = { storyId: story.id, similarity };
  }
  for (const [term] of light) state.scratch[term] = 0;
  for (const slot of strangers ?? []) state.sums[slot] = 0;
  return found;
}

/** The slots that share one of the terms; the first is the most similar by them, and mostly spares the others a closer look. */
function likeliestFirst({ postings, sums, lengths }: State, terms: readonly Weighed[]): number[] {
  const slots = addProducts(postings, terms, sums);
  let first = 0;
  let most = 0;
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] ?? 0;
    const similarity = (sums[slot] ?? 0) / (lengths[slot] ?? 1);
    if (similarity <= most) continue;
    most = similarity;
    first = i;
  }
  const likeliest = slots[first];
  if (likeliest === undefined) return slots;
  slots[first] = slots[0] ?? likeliest;
  slots[0] = likeliest;
  return slots;
}

/**
 * Its heaviest terms, and the light rest, which can bring no story to `least` (prefix filtering, Bayardo et al. 2007):
 * by Cauchy and Schwarz their share is `most` at the most. They are the words that most stories have, so they are
 * looked up only in the few stories that the heavy ones leave.
 */
function divide(terms: WeighedReport['terms'], least: number) {
  let squares = 0;
  let from = terms.length;
  while (from > 0) {
    const weight = terms[from - 1]?.[1] ?? 0;
    if (Math.sqrt(squares + weight * weight) >= least) break;
    squares += weight * weight;
    from--;
  }
  // A hair more, for what is lost in rounding.
  return { heavy: terms.slice(0, from), light: terms.slice(from), most: Math.sqrt(squares) + 1e-9 };
}

/** Adds a report's terms to what a story has, or takes them away. */
function add(state: State, terms: readonly Weighed[], story: StoryVector, times: 1 | -1): void {
  // Where each term stands in the story, from 1.
  state.scratch = roomFor(state.scratch, state.terms.reportsWith.length - 1);
  for (let i = 0; i < story.used; i++) state.scratch[story.terms[i] ?? 0] = i + 1;
  for (const [term, weight] of terms) {
    const before = (state.scratch[term] ?? 0) - 1;
    // Of what was cut nothing is left to take away.
    if (before < 0 && times < 0) continue;
    const place = addWeight(story, before, [term, times * weight]);
    setWeight(state.postings, term, story.slot, story.weights[place] ?? 0, before < 0);
  }
  for (let i = 0; i < story.used; i++) state.scratch[story.terms[i] ?? 0] = 0;
  state.lengths[story.slot] = lengthOf(story);
}

function cut(state: State, story: StoryVector): void {
  for (const term of trim(story, MOST_TERMS.story)) removeWeight(state.postings, term, story.slot);
  state.lengths[story.slot] = lengthOf(story);
}

function open(state: State, id: number, at: number): StoryVector {
  const slot = state.freeSlots.pop() ?? state.stories.length;
  const story = storyVector(id, slot, at);
  state.stories[slot] = story;
  state.byId.set(id, story);
  state.sums = roomFor(state.sums, slot);
  state.lengths = roomFor(state.lengths, slot);
  return story;
}

function drop(state: State, story: StoryVector): void {
  for (const term of story.terms.subarray(0, story.used)) removeWeight(state.postings, term, story.slot);
  state.byId.delete(story.id);
  state.stories[story.slot] = undefined;
  state.freeSlots.push(story.slot);
}
