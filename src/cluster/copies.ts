import { BANDS, bandKeys, BINS, type Fingerprint, isCopy } from './fingerprint.js';

/** Texts of the last days by fingerprint: 860 bytes each, found in some 20 µs whatever their number. */
export interface CopyIndex {
  /** The text that this one is a copy of, the most similar first; null when of none. Similarity: Jaccard, 0 to 1. */
  nearest(of: Fingerprint, allowed?: (itemId: number) => boolean): Copy | null;
  add(itemId: number, of: Fingerprint, at: number): void;
  size(): number;
}

export interface Copy {
  readonly itemId: number;
  readonly similarity: number;
}

/** How far back a reprint is looked for. */
const WINDOW_MS = 72 * 3_600_000;
/** A text that half the wire has reprinted is found at once; the rest of the list says nothing new. */
const MOST_COMPARED = 500;

/**
 * Flat arrays, since a Map entry a band would take ten times as much. They are a ring: when there is room for no more,
 * the oldest text gives its slot. `next` chains what shares a bucket, newest first; what comes after an older one and
 * is newer stands in a slot that was given away, and ends the chain.
 */
interface Table {
  readonly heads: Int32Array;
  readonly next: Int32Array;
  readonly items: Int32Array;
  readonly words: Int32Array;
  /** Of `signatures`: bins that a text has. */
  readonly lengths: Uint8Array;
  readonly signatures: Int32Array;
  readonly at: Float64Array;
  /** Texts added so far; the number of a slot's text is the last one that falls on it. */
  added: number;
}

/** `most`: texts held. There is room for `capacity` of them at first. */
export function copyIndex(most = 262_144, capacity = 1_024): CopyIndex {
  let table = emptyTable(Math.min(capacity, most));
  return {
    nearest: (of, allowed = () => true) => nearest(table, of, allowed),
    add(itemId, of, at) {
      if (of.signature.length === 0) return;
      const room = table.items.length;
      const oldest = table.at[table.added % room] ?? 0;
      if (table.added >= room && room < most && at - oldest <= WINDOW_MS) table = enlarged(table, most);
      insert(table, itemId, of, at);
    },
    size: () => Math.min(table.added, table.items.length),
  };
}

function emptyTable(capacity: number): Table {
  return {
    heads: new Int32Array(2 ** Math.ceil(Math.log2(capacity * BANDS))).fill(-1),
    next: new Int32Array(capacity * BANDS),
    items: new Int32Array(capacity),
    words: new Int32Array(capacity),
    lengths: new Uint8Array(capacity),
    signatures: new Int32Array(capacity * BINS),
    at: new Float64Array(capacity),
    added: 0,
  };
}

function enlarged(old: Table, most: number): Table {
  const room = old.items.length;
  const table = emptyTable(Math.min(2 * room, most));
  for (let number = old.added - room; number < old.added; number++) {
    const slot = number % room;
    const words = old.words[slot] ?? 0;
    insert(table, old.items[slot] ?? 0, { words, signature: signatureAt(old, slot) }, old.at[slot] ?? 0);
  }
  return table;
}

function insert(table: Table, itemId: number, { words, signature }: Fingerprint, at: number): void {
  const slot = table.added++ % table.items.length;
  table.items[slot] = itemId;
  table.words[slot] = words;
  table.at[slot] = at;
  table.lengths[slot] = signature.length;
  table.signatures.set(signature, slot * BINS);
  for (const [band, key] of bandKeys(signature).entries()) {
    const bucket = key & (table.heads.length - 1);
    const entry = slot * BANDS + band;
    const head = table.heads[bucket] ?? -1;
    // Left by the text that had this slot before: all that came after it in the chain is gone as well.
    const isStale = head >= entry && head < (slot + 1) * BANDS;
    table.next[entry] = isStale ? -1 : head;
    table.heads[bucket] = entry;
  }
}

function nearest(table: Table, of: Fingerprint, allowed: (itemId: number) => boolean): Copy | null {
  let found: Copy | null = null;
  const compared = new Set<number>();
  for (const key of bandKeys(of.signature)) {
    let entry = table.heads[key & (table.heads.length - 1)] ?? -1;
    let age = -1;
    while (entry >= 0 && compared.size < MOST_COMPARED) {
      const slot = Math.floor(entry / BANDS);
      const older = ageOf(table, slot);
      if (older < age) break;
      age = older;
      entry = table.next[entry] ?? -1;
      if (compared.has(slot)) continue;
      compared.add(slot);
      const similarity = similarityAt(table, slot, of.signature);
      if (similarity <= (found?.similarity ?? 0)) continue;
      const itemId = table.items[slot] ?? 0;
      if (isCopy(similarity, Math.min(of.words, table.words[slot] ?? 0)) && allowed(itemId))
        found = { itemId, similarity };
    }
  }
  return found;
}

/** How many texts came after that of a slot. */
const ageOf = ({ added, items }: Table, slot: number) => (added - 1 - slot) % items.length;

/**
 * Share of equal bins, an estimate of Jaccard with a standard error of 0.04. No view is made of what is stored, for
 * this is done hundreds of times a text.
 */
function similarityAt({ signatures, lengths }: Table, slot: number, signature: ArrayLike<number>): number {
  if (lengths[slot] !== signature.length) return 0;
  let same = 0;
  for (let i = 0, at = slot * BINS; i < signature.length; i++, at++)
    if (signatures[at] === signature[i]) same++;
  return same / signature.length;
}

const signatureAt = (table: Table, slot: number) =>
  table.signatures.subarray(slot * BINS, slot * BINS + (table.lengths[slot] ?? 0));
