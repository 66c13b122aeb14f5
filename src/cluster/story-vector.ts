import type { Weighed } from './postings.js';

/** What a story is about: its terms by number and their weights, beside each other in the order in which they came. */
export interface StoryVector {
  readonly id: number;
  readonly slot: number;
  terms: Int32Array;
  weights: Float32Array;
  /** Terms it has; the arrays have room for more. */
  used: number;
  /** Put into it. */
  reports: number;
  lastAt: number;
}

/** Room for a report's terms; a story of one report, as most are, needs no more. */
const ROOM = 60;

export function storyVector(id: number, slot: number, lastAt: number): StoryVector {
  const [terms, weights] = [new Int32Array(ROOM), new Float32Array(ROOM)];
  return { id, slot, terms, weights, used: 0, reports: 0, lastAt };
}

/** Adds to the weight of a term, which stands at `place` when the story has it, else -1; returns where it stands. */
export function addWeight(story: StoryVector, place: number, [term, weight]: Weighed): number {
  if (place >= 0) {
    story.weights[place] = (story.weights[place] ?? 0) + weight;
    return place;
  }
  if (story.used === story.terms.length) grow(story);
  story.terms[story.used] = term;
  story.weights[story.used] = weight;
  return story.used++;
}

function grow(story: StoryVector): void {
  const terms = new Int32Array(2 * story.used);
  const weights = new Float32Array(2 * story.used);
  terms.set(story.terms);
  weights.set(story.weights);
  Object.assign(story, { terms, weights });
}

/** Keeps its `most` heaviest terms; returns the numbers of those that go. */
export function trim(story: StoryVector, most: number): number[] {
  const { terms, weights, used } = story;
  const places = Array.from({ length: used }, (_, place) => place);
  places.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
  const gone = new Set(places.slice(most));
  const removed = [...gone].map((place) => terms[place] ?? 0);
  let kept = 0;
  for (let place = 0; place < used; place++) {
    if (gone.has(place)) continue;
    terms[kept] = terms[place] ?? 0;
    weights[kept++] = weights[place] ?? 0;
  }
  story.used = kept;
  return removed;
}

/** `wanted` by number of term. */
export function product({ terms, weights, used }: StoryVector, wanted: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < used; i++) sum += (wanted[terms[i] ?? 0] ?? 0) * (weights[i] ?? 0);
  return sum;
}

export function lengthOf({ weights, used }: StoryVector): number {
  let squares = 0;
  for (let i = 0; i < used; i++) squares += (weights[i] ?? 0) ** 2;
  return Math.sqrt(squares) || 1;
}
