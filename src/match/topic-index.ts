/**
 * The tables of all topics. Phrases are paths in a trie over word numbers; what ends a path is an atom. A topic is a
 * small program over atoms, registered under the atoms of its rarest group only. Flat typed arrays, 16 bytes a record.
 */
import { type Atom, type Plan } from './plan.js';
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

/** Atom record: [stamp, first program or -1, start of further programs, their number]. */
export const ATOM_STAMP = 0;
export const ATOM_PROGRAM = 1;
export const ATOM_MORE = 2;
export const ATOM_MORE_COUNT = 3;

export interface Tables {
  readonly vocabulary: Vocabulary;
  readonly nodes: Int32Array;
  readonly rare: Int32Array;
  /** Slots of three: parent node, word, child node. */
  readonly children: Int32Array;
  /** 16 bits an edge, so that most misses touch no slot. */
  readonly bloom: Int32Array;
  readonly atoms: Int32Array;
  /** Words of each atom. */
  readonly lengths: Uint8Array;
  /** [left atom, right atom, distance, ordered] of each NEAR. */
  readonly nears: Int32Array;
  /** [stamp, topic, groups, (size, atom…)…, size of none, atom…]; atom -1-n is NEAR n. */
  readonly programs: Int32Array;
  readonly morePrograms: Int32Array;
  /** Topics that no word selects: held against every article. */
  readonly always: Int32Array;
}

/** Lays out the plans of topics, in their order. */
export function buildTables(plans: readonly Plan[]): Tables {
  const draft = newDraft();
  numberWords(draft, plans);
  const always: number[] = [];
  const programs: number[] = [];
  const postings: number[] = [];
  plans.forEach((plan, topic) => {
    if (plan.groups.length === 0) always.push(topic);
    else addProgram(draft, plan, topic, programs, postings);
  });
  const atoms = new Int32Array(draft.lengths.length * 4);
  return {
    vocabulary: draft.vocabulary,
    nodes: draft.nodes.slice(0, draft.nodeCount * 4),
    rare: Int32Array.from(draft.rare),
    children: draft.children,
    bloom: bloomOf(draft.children),
    atoms,
    lengths: Uint8Array.from(draft.lengths),
    nears: Int32Array.from(draft.nears),
    programs: Int32Array.from(programs),
    morePrograms: layPostings(atoms, postings),
    always: Int32Array.from(always),
  };
}

/** Bytes of all tables, the vocabulary's as far as it has grown. */
export function tableBytes(tables: Tables): number {
  const own = [
    tables.nodes,
    tables.rare,
    tables.children,
    tables.bloom,
    tables.atoms,
    tables.lengths,
    tables.nears,
  ];
  const programs = [tables.programs, tables.morePrograms, tables.always];
  const { kinds, table, words, units } = tables.vocabulary;
  return [...own, ...programs, kinds, table, words, units].reduce(
    (sum, { byteLength }) => sum + byteLength,
    0,
  );
}

/** Where to look for a child first. */
export function edgeHash(node: number, word: number): number {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(word, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

interface Draft {
  readonly vocabulary: Vocabulary;
  nodes: Int32Array;
  nodeCount: number;
  readonly rare: number[];
  children: Int32Array;
  childCount: number;
  /** Words of each atom; the first, unused, stands for none. */
  readonly lengths: number[];
  readonly nears: number[];
  /** Atom of each pattern and NEAR by what it says. */
  readonly known: Map<string, number>;
}

function newDraft(): Draft {
  return {
    vocabulary: newVocabulary(),
    nodes: new Int32Array(1 << 12),
    nodeCount: 1,
    rare: [0, 0],
    children: new Int32Array(3 << 10),
    childCount: 0,
    lengths: [0],
    nears: [],
    known: new Map(),
  };
}

/** Gives the words that most topics ask for the first numbers, so that what is hot lies together. */
function numberWords(draft: Draft, plans: readonly Plan[]): void {
  const counts = new Map<string, number>();
  const count = (words: readonly string[]) => {
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  };
  for (const { groups, none } of plans) {
    for (const group of [...groups, none]) {
      for (const atom of group) {
        if (atom.kind === 'words') count(atom.words);
        if (atom.kind === 'near') count([...atom.left, ...atom.right]);
      }
    }
  }
  for (const [word] of [...counts].sort((a, b) => b[1] - a[1]))
    addWord(draft.vocabulary, word, newNode(draft));
}

/** The number of an atom, the same each time: above 0, or -1-n for NEAR n. */
function addAtom(draft: Draft, atom: Atom): number {
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

/** Writes a topic's program, and under which atoms it is found. */
function addProgram(draft: Draft, plan: Plan, topic: number, programs: number[], postings: number[]): void {
  const groups = plan.groups.map((group) => ({
    atoms: [...new Set(group.map((atom) => addAtom(draft, atom)))],
    weight: group.reduce((sum, atom) => sum + commonness(atom), 0),
  }));
  groups.sort((a, b) => a.weight - b.weight);
  const [access] = groups;
  const start = programs.length;
  const isPlain = access?.atoms.every((atom) => atom > 0);
  // Whoever comes through the access group has met it, unless a NEAR in it is still to be measured.
  const rest = isPlain ? groups.slice(1) : groups;
  programs.push(0, topic, rest.length);
  for (const { atoms } of rest) programs.push(atoms.length, ...atoms);
  const none = plan.none.map((atom) => addAtom(draft, atom));
  programs.push(none.length, ...none);
  const doors = access?.atoms.map((atom) => (atom > 0 ? atom : rarerSide(draft, -atom - 1))) ?? [];
  for (const door of new Set(doors)) postings.push(door, start);
}

function rarerSide(draft: Draft, near: number): number {
  const left = draft.nears[near * 4] ?? 0;
  const right = draft.nears[near * 4 + 1] ?? 0;
  return (draft.lengths[left] ?? 0) >= (draft.lengths[right] ?? 0) ? left : right;
}

/** How often an atom is likely to be met: long phrases and long words are rare. */
function commonness(atom: Atom): number {
  if (atom.kind === 'near') return Math.min(phraseCommonness(atom.left), phraseCommonness(atom.right));
  if (atom.kind === 'pattern') return 12 / atom.pattern.length;
  return phraseCommonness(atom.words) * (atom.title ? 0.3 : 1);
}

function phraseCommonness(words: readonly string[]): number {
  let all = 1;
  for (const word of words)
    all *= Math.min(1, word.charCodeAt(0) > 0x2e80 ? 0.3 : 6 / (word.length * word.length));
  return all;
}

function bloomOf(children: Int32Array): Int32Array {
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

/** Puts (atom, program) pairs into the atom records: the first inline, further ones in one list. */
function layPostings(atoms: Int32Array, postings: readonly number[]): Int32Array {
  for (let atom = 0; atom < atoms.length; atom += 4) atoms[atom + ATOM_PROGRAM] = -1;
  const more = new Map<number, number[]>();
  for (let i = 0; i < postings.length; i += 2) {
    const atom = postings[i] ?? 0;
    const program = postings[i + 1] ?? 0;
    const list = more.get(atom);
    if (atoms[atom * 4 + ATOM_PROGRAM] === -1) atoms[atom * 4 + ATOM_PROGRAM] = program;
    else if (list) list.push(program);
    else more.set(atom, [program]);
  }
  const all: number[] = [];
  for (const [atom, programs] of more) {
    atoms[atom * 4 + ATOM_MORE] = all.length;
    atoms[atom * 4 + ATOM_MORE_COUNT] = programs.length;
    for (const program of programs) all.push(program);
  }
  return Int32Array.from(all);
}
