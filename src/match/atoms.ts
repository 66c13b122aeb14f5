/**
 * Words, phrases and NEARs of all topics, each once. A phrase is a path in a trie over word numbers; what ends a path is
 * an atom. Records are 16 bytes, so that one lies in one cache line.
 */
import type { Atom, Plan } from './plan.js';
import { addPattern, addWord, grown, newVocabulary, type Vocabulary } from './vocabulary.js';

/** Node record: [atom, rare record, mask of children, stamp]. A word's number is its root node. */
export const NODE_ATOM = 0;
export const NODE_RARE = 1;
export const NODE_MASK = 2;
export const NODE_STAMP = 3;

/** Rare record: [atom that fires in titles only, which of the two keep their places]. */
export const RARE_TITLE = 0;
export const RARE_PLACES = 1;
export const PLACES_ANY = 1;
export const PLACES_TITLE = 2;

/** Where to look for a child first. */
export function edgeHash(node: number, word: number): number {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(word, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** Atoms and trie while they grow. */
export interface Draft {
  readonly vocabulary: Vocabulary;
  nodes: Int32Array;
  nodeCount: number;
  readonly rare: number[];
  children: Int32Array;
  childCount: number;
  /** How many terms have each word. */
  readonly uses: Map<string, number>;
  /** Words of each atom; the first, unused, stands for none. */
  readonly lengths: number[];
  readonly nears: number[];
  /** Atom of each pattern and NEAR by what it says. */
  readonly known: Map<string, number>;
}

export function newDraft(): Draft {
  return {
    vocabulary: newVocabulary(),
    nodes: new Int32Array(1 << 12),
    nodeCount: 1,
    rare: [0, 0],
    children: new Int32Array(3 << 10),
    childCount: 0,
    uses: new Map(),
    lengths: [0],
    nears: [],
    known: new Map(),
  };
}

/** Gives the words that most topics ask for the first numbers, so that what is hot lies together. */
export function numberWords(draft: Draft, plans: readonly Plan[]): void {
  const { uses } = draft;
  const alone = new Set<string>();
  const count = (words: readonly string[]) => {
    for (const word of words) uses.set(word, (uses.get(word) ?? 0) + 1);
  };
  for (const { groups, none } of plans) {
    for (const group of [...groups, none]) {
      for (const atom of group) {
        if (atom.kind === 'words') count(atom.words);
        if (atom.kind === 'words' && atom.words.length === 1 && !atom.title) alone.add(atom.words[0] ?? '');
        if (atom.kind === 'near') count([...atom.left, ...atom.right]);
      }
    }
  }
  const byUse = [...uses].sort((a, b) => b[1] - a[1]).map(([word]) => word);
  for (const word of byUse) addWord(draft.vocabulary, word, newNode(draft));
  for (const word of byUse) if (alone.has(word)) addWords(draft, [word], false);
}

/** The number of an atom, the same each time: above 0, or -1-n for NEAR n. */
export function addAtom(draft: Draft, atom: Atom): number {
  if (atom.kind === 'words') return addWords(draft, atom.words, atom.title);
  const key = JSON.stringify(atom);
  const known = draft.known.get(key);
  if (known !== undefined) return known;
  const made =
    atom.kind === 'pattern' ? addPatternAtom(draft, atom.pattern, atom.title) : addNear(draft, atom);
  draft.known.set(key, made);
  return made;
}

function addWords(draft: Draft, words: readonly string[], title: boolean): number {
  const node = path(draft, words);
  const at = title ? rareRecord(draft, node) * 2 + RARE_TITLE : node * 4 + NODE_ATOM;
  const home = title ? draft.rare : draft.nodes;
  const known = home[at] ?? 0;
  if (known !== 0) return known;
  const made = draft.lengths.push(words.length) - 1;
  home[at] = made;
  return made;
}

/** The node that a phrase leads to. */
function path(draft: Draft, words: readonly string[]): number {
  let node = 0;
  for (const [i, text] of words.entries()) {
    const word = draft.vocabulary.numbers.get(text) ?? 0;
    node = i === 0 ? word : childOf(draft, node, word);
  }
  return node;
}

function childOf(draft: Draft, node: number, word: number): number {
  if ((draft.childCount + 1) * 15 > draft.children.length * 4) {
    const old = draft.children;
    draft.children = new Int32Array(old.length * 2);
    for (let slot = 0; slot < old.length; slot += 3) {
      const parent = old[slot] ?? 0;
      const at = parent === 0 ? -1 : slotOf(draft.children, parent, old[slot + 1] ?? 0);
      if (at >= 0) draft.children.set(old.subarray(slot, slot + 3), at);
    }
  }
  const slot = slotOf(draft.children, node, word);
  const known = draft.children[slot + 2] ?? 0;
  if (known !== 0) return known;
  const child = newNode(draft);
  draft.children.set([node, word, child], slot);
  draft.childCount++;
  const mask = node * 4 + NODE_MASK;
  draft.nodes[mask] = (draft.nodes[mask] ?? 0) | (1 << (word & 31));
  return child;
}

/** The slot of an edge, or the free one where it belongs. */
function slotOf(children: Int32Array, node: number, word: number): number {
  const slots = children.length / 3 - 1;
  let slot = (edgeHash(node, word) & slots) * 3;
  while (children[slot] !== 0 && (children[slot] !== node || children[slot + 1] !== word)) {
    slot = slot === slots * 3 ? 0 : slot + 3;
  }
  return slot;
}

function newNode(draft: Draft): number {
  const node = draft.nodeCount++;
  if (draft.nodes.length < draft.nodeCount * 4) draft.nodes = grown(draft.nodes, draft.nodeCount * 4);
  return node;
}

function rareRecord(draft: Draft, node: number): number {
  const known = draft.nodes[node * 4 + NODE_RARE] ?? 0;
  if (known !== 0) return known;
  const made = draft.rare.push(0, 0) / 2 - 1;
  draft.nodes[node * 4 + NODE_RARE] = made;
  return made;
}

/** Title-only pattern atoms are negative in the vocabulary. */
function addPatternAtom(draft: Draft, pattern: string, title: boolean): number {
  const made = draft.lengths.push(1) - 1;
  addPattern(draft.vocabulary, pattern, title ? -made : made);
  return made;
}

function addNear(draft: Draft, near: Atom & { kind: 'near' }): number {
  const sides = [near.left, near.right].map((words) => {
    const record = rareRecord(draft, path(draft, words)) * 2 + RARE_PLACES;
    draft.rare[record] = (draft.rare[record] ?? 0) | (near.title ? PLACES_TITLE : PLACES_ANY);
    return addWords(draft, words, near.title);
  });
  draft.nears.push(...sides, near.distance, near.ordered ? 1 : 0);
  return -draft.nears.length / 4;
}

/** 16 bits an edge, so that most misses touch no slot. */
export function bloomOf(children: Int32Array): Int32Array {
  const bloom = new Int32Array(children.length / 6);
  const mask = bloom.length - 1;
  for (let slot = 0; slot < children.length; slot += 3) {
    const node = children[slot] ?? 0;
    if (node === 0) continue;
    const hash = edgeHash(node, children[slot + 1] ?? 0);
    bloom[(hash >>> 5) & mask] = (bloom[(hash >>> 5) & mask] ?? 0) | (1 << (hash & 31));
  }
  return bloom;
}
