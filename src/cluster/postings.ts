/**
 * Sparse vectors by slot number, turned over: for each term, by its number, which slots have it and how much. Parallel
 * arrays, since a report is compared with every story that shares a word with it.
 */
interface Posting {
  readonly slots: number[];
  readonly weights: number[];
}

export type Postings = (Posting | undefined)[];

/** A term's number and its weight. */
export type Weighed = readonly [term: number, weight: number];

/** Adds the dot products of a vector with all slots to `sums`, and returns the slots that share a term, once each. */
export function addProducts(postings: Postings, vector: readonly Weighed[], sums: Float64Array): number[] {
  const touched: number[] = [];
  for (const [term, weight] of vector) {
    const posting = postings[term];
    if (!posting) continue;
    const { slots, weights } = posting;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i] ?? 0;
      const sum = sums[slot] ?? 0;
      if (sum === 0) touched.push(slot);
      sums[slot] = sum + weight * (weights[i] ?? 0);
    }
  }
  return touched;
}

/** Entries that `addProducts` would go through. */
export function entriesOf(postings: Postings, vector: readonly Weighed[]): number {
  return vector.reduce((sum, [term]) => sum + (postings[term]?.slots.length ?? 0), 0);
}

/** Sets what a slot has of a term. `isNew`: it has had none. */
export function setWeight(
  postings: Postings,
  term: number,
  slot: number,
  weight: number,
  isNew: boolean,
): void {
  const posting = postings[term];
  if (!posting) {
    // No holes: the array stays one.
    while (postings.length < term) postings.push(undefined);
    postings[term] = { slots: [slot], weights: [weight] };
  } else if (isNew) {
    posting.slots.push(slot);
    posting.weights.push(weight);
  } else {
    // News goes on with what is new: stories of late stand at the end.
    posting.weights[posting.slots.lastIndexOf(slot)] = weight;
  }
}

export function removeWeight(postings: Postings, term: number, slot: number): void {
  const posting = postings[term];
  const at = posting?.slots.lastIndexOf(slot) ?? -1;
  if (!posting || at < 0) return;
  const { slots, weights } = posting;
  // The last one takes its place.
  slots[at] = slots.at(-1) ?? 0;
  weights[at] = weights.at(-1) ?? 0;
  slots.pop();
  weights.pop();
  if (slots.length === 0) postings[term] = undefined;
}
