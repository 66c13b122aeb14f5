/**
 * Reports of one event in other words: online clustering by TF-IDF centroids that fade with time (Gaussian), over an
 * inverted index. On the streams this was measured on, sparse vectors with time come within half a point of sentence
 * embeddings; what tells look-alike events apart is the clock.
 *
 * Holds the stories of the last 72 hours in memory. The store is the truth: after a start, `join` what it has.
 */
import { reportTerms } from './report-terms.js';

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

interface StoryVector {
  readonly id: number;
  readonly weights: Map<string, number>;
  length: number;
  lastAt: number;
}

interface State {
  readonly stories: Map<number, StoryVector>;
  /** Term to the stories that have it, and their weights of it. */
  readonly postings: Map<string, Map<StoryVector, number>>;
  readonly reportsWith: Map<string, number>;
  reports: number;
  joins: number;
}

export function eventIndex(): EventIndex {
  const state: State = {
    stories: new Map(),
    postings: new Map(),
    reportsWith: new Map(),
    reports: 0,
    joins: 0,
  };
  return {
    weigh: (report) => weigh(state, report),
    nearest: (report) => nearest(state, report),
    join: (report, storyId) => join(state, report, storyId),
    size: () => state.stories.size,
  };
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
  const length = Math.hypot(...terms.map(([, weight]) => weight)) || 1;
  return { terms: terms.map(([term, weight]) => [term, weight / length]), at: report.at.getTime(), bare };
}

function nearest(state: State, report: WeighedReport): { storyId: number; similarity: number } | null {
  const products = new Map<StoryVector, number>();
  for (const [term, weight] of report.terms) {
    for (const [story, own] of state.postings.get(term) ?? []) {
      products.set(story, (products.get(story) ?? 0) + weight * own);
    }
  }
  const least = report.bare ? LEAST_SIMILARITY.bare : LEAST_SIMILARITY.full;
  const fade = report.bare ? FADE_HOURS.bare : FADE_HOURS.full;
  let found: { storyId: number; similarity: number } | null = null;
  for (const [story, product] of products) {
    const raw = product / story.length;
    if (raw < least || raw <= (found?.similarity ?? 0)) continue;
    const apart = Math.abs(report.at - story.lastAt);
    if (apart > WINDOW) continue;
    const similarity = raw * Math.exp(-((apart / HOUR / fade) ** 2) / 2);
    if (similarity >= least && similarity > (found?.similarity ?? 0))
      found = { storyId: story.id, similarity };
  }
  return found;
}

function join(state: State, report: WeighedReport, storyId: number): void {
  const story = state.stories.get(storyId) ?? {
    id: storyId,
    weights: new Map(),
    length: 1,
    lastAt: report.at,
  };
  state.stories.set(storyId, story);
  story.lastAt = Math.max(story.lastAt, report.at);
  for (const [term, weight] of report.terms)
    setWeight(state, story, term, (story.weights.get(term) ?? 0) + weight);
  if (story.weights.size > 1.5 * MOST_TERMS.story) trim(state, story);
  story.length = Math.hypot(...story.weights.values()) || 1;
  if (++state.joins % SWEEP_EVERY === 0) sweep(state, report.at);
}

function setWeight(state: State, story: StoryVector, term: string, weight: number): void {
  story.weights.set(term, weight);
  const posting = state.postings.get(term) ?? new Map<StoryVector, number>();
  posting.set(story, weight);
  state.postings.set(term, posting);
}

function removeTerm(state: State, story: StoryVector, term: string): void {
  const posting = state.postings.get(term);
  posting?.delete(story);
  if (posting?.size === 0) state.postings.delete(term);
}

function trim(state: State, story: StoryVector): void {
  const least = [...story.weights].sort((a, b) => b[1] - a[1]).slice(MOST_TERMS.story);
  for (const [term] of least) {
    story.weights.delete(term);
    removeTerm(state, story, term);
  }
}

/** Forgets the stories that nothing was added to for 72 hours. */
function sweep(state: State, now: number): void {
  for (const story of state.stories.values()) {
    if (now - story.lastAt <= WINDOW) continue;
    for (const term of story.weights.keys()) removeTerm(state, story, term);
    state.stories.delete(story.id);
  }
}

function halve(state: State): void {
  state.reports = Math.ceil(state.reports / 2);
  for (const [term, count] of state.reportsWith) {
    if (count > 1) state.reportsWith.set(term, Math.ceil(count / 2));
    else state.reportsWith.delete(term);
  }
}
