/**
 * Reports of one event in other words: online clustering by TF-IDF centroids that fade with time (Gaussian), over an
 * inverted index. On the streams this was measured on, sparse vectors with time come within half a point of sentence
 * embeddings; what tells look-alike events apart is the clock.
 *
 * Holds the stories of the last 72 hours in memory. The store is the truth: after a start, `join` what it has.
 */
import { EVERYDAY_WORDS, USUAL_WORDS } from './news-words.js';
import { addProducts, type Postings, removeWeight, setWeight } from './postings.js';
import { reportTerms, stemOf } from './report-terms.js';

export interface Report {
  readonly title: string;
  readonly body: string;
  readonly at: Date;
}

/** A report weighed against those before it: at most 60 terms, unit length. */
export interface WeighedReport {
  readonly terms: readonly (readonly [term: string, weight: number])[];
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
  /** Stories held. */
  size(): number;
}

const HOUR = 3_600_000;
const WINDOW = 72 * HOUR;
/** Terms kept of a report and of a story. */
const MOST_TERMS = { report: 60, story: 180 };
const LEAST_SIMILARITY = { full: 0.25, bare: 0.08 };
const FADE_HOURS = { full: 36, bare: 12 };
/** Old news is looked for and dropped each so many reports. */
const SWEEP_EVERY = 512;
/** Reports after which counts of terms are halved, so that they follow the news and stay bounded. */
const HALVE_AFTER = 200_000;
/** Reports that an index has as good as read when it is new. */
const BACKGROUND = 3_000;

interface StoryVector {
  readonly id: number;
  readonly slot: number;
  readonly weights: Map<string, number>;
  length: number;
  lastAt: number;
}

interface State {
  readonly byId: Map<number, StoryVector>;
  /** By slot; a slot is used again when its story is forgotten. */
  readonly stories: (StoryVector | undefined)[];
  readonly freeSlots: number[];
  readonly postings: Postings;
  /** One sum a slot, all 0 between calls. */
  sums: Float64Array;
  readonly reportsWith: Map<string, number>;
  reports: number;
  joins: number;
}

export function eventIndex(): EventIndex {
  const state: State = {
    byId: new Map(),
    stories: [],
    freeSlots: [],
    postings: new Map(),
    sums: new Float64Array(1024),
    reportsWith: background(),
    reports: BACKGROUND,
    joins: 0,
  };
  return {
    weigh: (report) => weigh(state, report),
    nearest: (report) => nearest(state, report),
    join: (report, storyId) => join(state, report, storyId),
    size: () => state.byId.size,
  };
}

function background(): Map<string, number> {
  const reportsWith = new Map<string, number>();
  for (const word of USUAL_WORDS) reportsWith.set(stemOf(word), 0.03 * BACKGROUND);
  for (const word of EVERYDAY_WORDS) reportsWith.set(stemOf(word), 0.1 * BACKGROUND);
  return reportsWith;
}

function weigh(state: State, report: Report): WeighedReport {
  const { counts, bare } = reportTerms(report);
  state.reports++;
  for (const term of counts.keys()) state.reportsWith.set(term, (state.reportsWith.get(term) ?? 0) + 1);
  if (state.reports > HALVE_AFTER) halve(state);
  const weighed: [string, number][] = [];
  for (const [term, count] of counts) {
    const rarity = Math.log((state.reports + 1) / ((state.reportsWith.get(term) ?? 0) + 0.5));
    if (rarity > 0) weighed.push([term, (1 + Math.log(count)) * rarity]);
  }
  weighed.sort((a, b) => b[1] - a[1]);
  const terms = weighed.slice(0, MOST_TERMS.report);
  const length = lengthOf(terms.map(([, weight]) => weight));
  return { terms: terms.map(([term, weight]) => [term, weight / length]), at: report.at.getTime(), bare };
}

function nearest(state: State, report: WeighedReport): { storyId: number; similarity: number } | null {
  const least = report.bare ? LEAST_SIMILARITY.bare : LEAST_SIMILARITY.full;
  const fade = (report.bare ? FADE_HOURS.bare : FADE_HOURS.full) * HOUR;
  let found: { storyId: number; similarity: number } | null = null;
  for (const slot of addProducts(state.postings, report.terms, state.sums)) {
    const story = state.stories[slot];
    const raw = story ? (state.sums[slot] ?? 0) / story.length : 0;
    state.sums[slot] = 0;
    if (!story || raw < least || raw <= (found?.similarity ?? 0)) continue;
    const apart = Math.abs(report.at - story.lastAt);
    if (apart > WINDOW) continue;
    const similarity = raw * Math.exp(-((apart / fade) ** 2) / 2);
    if (similarity >= least && similarity > (found?.similarity ?? 0))
      found = { storyId: story.id, similarity };
  }
  return found;
}

function join(state: State, report: WeighedReport, storyId: number): void {
  const story = state.byId.get(storyId) ?? open(state, storyId, report.at);
  story.lastAt = Math.max(story.lastAt, report.at);
  for (const [term, weight] of report.terms) {
    const before = story.weights.get(term);
    const after = (before ?? 0) + weight;
    story.weights.set(term, after);
    setWeight(state.postings, term, story.slot, after, before === undefined);
  }
  if (story.weights.size > 1.5 * MOST_TERMS.story) trim(state, story);
  story.length = lengthOf(story.weights.values());
  if (++state.joins % SWEEP_EVERY === 0) sweep(state, report.at);
}

function open(state: State, id: number, at: number): StoryVector {
  const slot = state.freeSlots.pop() ?? state.stories.length;
  const story = { id, slot, weights: new Map<string, number>(), length: 1, lastAt: at };
  state.stories[slot] = story;
  state.byId.set(id, story);
  if (slot >= state.sums.length) state.sums = new Float64Array(2 * state.sums.length);
  return story;
}

function lengthOf(weights: Iterable<number>): number {
  let squares = 0;
  for (const weight of weights) squares += weight * weight;
  return Math.sqrt(squares) || 1;
}

function trim(state: State, story: StoryVector): void {
  const least = [...story.weights].sort((a, b) => b[1] - a[1]).slice(MOST_TERMS.story);
  for (const [term] of least) {
    story.weights.delete(term);
    removeWeight(state.postings, term, story.slot);
  }
}

/** Forgets the stories that nothing was added to for 72 hours. */
function sweep(state: State, now: number): void {
  for (const story of state.byId.values()) {
    if (now - story.lastAt <= WINDOW) continue;
    for (const term of story.weights.keys()) removeWeight(state.postings, term, story.slot);
    state.byId.delete(story.id);
    state.stories[story.slot] = undefined;
    state.freeSlots.push(story.slot);
  }
}

function halve(state: State): void {
  state.reports = Math.ceil(state.reports / 2);
  for (const [term, count] of state.reportsWith) {
    if (count > 1) state.reportsWith.set(term, Math.ceil(count / 2));
    else state.reportsWith.delete(term);
  }
}
