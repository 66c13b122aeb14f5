/** One pass over an article: which topics may it satisfy? */
import {
  edgeHash,
  NODE_ATOM,
  NODE_MASK,
  NODE_RARE,
  NODE_STAMP,
  PLACES_ANY,
  PLACES_TITLE,
  RARE_PLACES,
  RARE_TITLE,
} from './atoms.js';
import { ATOM_MORE, ATOM_MORE_COUNT, ATOM_PROGRAM, ATOM_SIZE } from './programs.js';
import { FARTHEST_NEAR } from './syntax.js';
import type { Tables } from './topic-index.js';
import { grown, scan } from './vocabulary.js';

/** What a pass leaves behind. Stamps instead of clearing: a record counts when it bears the pass's number. */
export interface Pass {
  number: number;
  /** Atoms met, in order. */
  met: Int32Array;
  metCount: number;
  /** Last place of each atom in `places`; 0 = none. */
  readonly lastPlace: Int32Array;
  /** Pairs: position, index of the place before. */
  places: Int32Array;
  placeCount: number;
  /** The output: topics, in no order. */
  selected: Int32Array;
}

export function newPass(tables: Tables, topics: number): Pass {
  const atoms = tables.stamps.length;
  return {
    number: 0,
    met: new Int32Array(atoms),
    metCount: 0,
    lastPlace: new Int32Array(tables.nears.length > 0 ? atoms : 1),
    places: new Int32Array(256),
    placeCount: 1,
    selected: new Int32Array(topics),
  };
}

/** Fills `pass.selected` with the topics whose program holds; returns their number. */
export function selectTopics(tables: Tables, pass: Pass, title: string, body: string): number {
  meetAtoms(tables, pass, title, body);
  const { atoms, programs, morePrograms } = tables;
  const { met, selected, number } = pass;
  let count = 0;
  for (let i = 0; i < pass.metCount; i++) {
    const atom = (met[i] as number) * ATOM_SIZE;
    let program = atoms[atom + ATOM_PROGRAM] as number;
    if (program < 0) continue;
    let more = atoms[atom + ATOM_MORE] as number;
    const end = more + (atoms[atom + ATOM_MORE_COUNT] as number);
    for (;;) {
      if (programs[program] !== number) {
        programs[program] = number;
        if (holds(tables, pass, program + 2)) selected[count++] = programs[program + 1] as number;
      }
      if (more === end) break;
      program = morePrograms[more++] as number;
    }
  }
  for (const topic of tables.always) selected[count++] = topic;
  return count;
}

/** Notes every atom that the article has. */
function meetAtoms(tables: Tables, pass: Pass, title: string, body: string): void {
  const { vocabulary } = tables;
  pass.number++;
  pass.metCount = 0;
  pass.placeCount = 1;
  vocabulary.fitted.length = 0;
  const titleEnd = scan(vocabulary, title, 0);
  const fittedInTitle = vocabulary.fitted.length;
  // Farther apart than any NEAR reaches.
  const bodyStart = titleEnd + FARTHEST_NEAR + 1;
  const bodyEnd = scan(vocabulary, body, bodyStart);
  if (vocabulary.words.length <= bodyEnd) vocabulary.words = grown(vocabulary.words, bodyEnd + 1);
  vocabulary.words[titleEnd] = 0;
  vocabulary.words[bodyEnd] = 0;
  meetPatterns(tables, pass, fittedInTitle);
  walk(tables, pass, 0, titleEnd, true);
  walk(tables, pass, bodyStart, bodyEnd, false);
}

function meetPatterns(tables: Tables, pass: Pass, inTitle: number): void {
  const { fitted, fits } = tables.vocabulary;
  for (let i = 0; i < fitted.length; i++) {
    for (const atom of fits[fitted[i] as number]?.atoms ?? []) {
      if (atom > 0 || i < inTitle) meet(tables, pass, Math.abs(atom));
    }
  }
}

/** Follows the trie from every word that begins a path. */
function walk(tables: Tables, pass: Pass, from: number, to: number, title: boolean): void {
  const { nodes, stamps, children, bloom } = tables;
  const { words } = tables.vocabulary;
  const { met, number } = pass;
  const lastSlot = children.length - 3;
  const slots = children.length / 3 - 1;
  const bloomMask = bloom.length - 1;
  for (let i = from; i < to; i++) {
    let node = words[i] as number;
    if (node === 0) continue;
    let record = node << 2;
    const rare = nodes[record + NODE_RARE] as number;
    if (rare !== 0) meetRare(tables, pass, record, i, title);
    else if (nodes[record + NODE_STAMP] !== number) {
      nodes[record + NODE_STAMP] = number;
      const atom = nodes[record + NODE_ATOM] as number;
      if (atom !== 0 && stamps[atom] !== number) {
        stamps[atom] = number;
        met[pass.metCount++] = atom;
      }
    }
    let mask = nodes[record + NODE_MASK] as number;
    let next = i + 1;
    while (mask !== 0) {
      const word = words[next++] as number;
      if (word === 0 || ((mask >>> (word & 31)) & 1) === 0) break;
      const hash = edgeHash(node, word);
      if ((((bloom[(hash >>> 5) & bloomMask] as number) >>> (hash & 31)) & 1) === 0) break;
      let slot = (hash & slots) * 3;
      let parent = children[slot] as number;
      while (parent !== 0 && (parent !== node || children[slot + 1] !== word)) {
        slot = slot === lastSlot ? 0 : slot + 3;
        parent = children[slot] as number;
      }
      if (parent === 0) break;
      node = children[slot + 2] as number;
      record = node << 2;
      if (nodes[record + NODE_RARE] !== 0) meetRare(tables, pass, record, i, title);
      else if (nodes[record + NODE_ATOM] !== 0) meet(tables, pass, nodes[record + NODE_ATOM] as number);
      mask = nodes[record + NODE_MASK] as number;
    }
  }
}

function meet(tables: Tables, pass: Pass, atom: number): void {
  if (tables.stamps[atom] === pass.number) return;
  tables.stamps[atom] = pass.number;
  if (pass.lastPlace.length > 1) pass.lastPlace[atom] = 0;
  pass.met[pass.metCount++] = atom;
}

/** Atoms for titles only, and atoms whose places a NEAR measures. */
function meetRare(tables: Tables, pass: Pass, record: number, position: number, title: boolean): void {
  const rare = (tables.nodes[record + NODE_RARE] as number) * 2;
  const kept = tables.rare[rare + RARE_PLACES] as number;
  const atom = tables.nodes[record + NODE_ATOM] as number;
  if (atom !== 0) meetAt(tables, pass, atom, position, (kept & PLACES_ANY) !== 0);
  const titleAtom = title ? (tables.rare[rare + RARE_TITLE] as number) : 0;
  if (titleAtom !== 0) meetAt(tables, pass, titleAtom, position, (kept & PLACES_TITLE) !== 0);
}

function meetAt(tables: Tables, pass: Pass, atom: number, position: number, keep: boolean): void {
  meet(tables, pass, atom);
  if (!keep) return;
  const at = pass.placeCount++ * 2;
  if (pass.places.length < at + 2) pass.places = grown(pass.places, at + 2);
  pass.places[at] = position;
  pass.places[at + 1] = pass.lastPlace[atom] as number;
  pass.lastPlace[atom] = at;
}

/** Runs a program from its groups on. */
function holds(tables: Tables, pass: Pass, from: number): boolean {
  const { programs } = tables;
  let at = from;
  for (let groups = programs[at++] as number; groups > 0; groups--) {
    const end = at + 1 + (programs[at] as number);
    at++;
    while (at < end && !isMet(tables, pass, programs[at] as number)) at++;
    if (at === end) return false;
    at = end;
  }
  for (let none = programs[at++] as number; none > 0; none--) {
    if (isMet(tables, pass, programs[at++] as number)) return false;
  }
  return true;
}

function isMet(tables: Tables, pass: Pass, atom: number): boolean {
  if (atom > 0) return tables.stamps[atom] === pass.number;
  const near = (-atom - 1) * 4;
  const left = tables.nears[near] as number;
  const right = tables.nears[near + 1] as number;
  if (!isMet(tables, pass, left) || !isMet(tables, pass, right)) return false;
  const distance = tables.nears[near + 2] as number;
  if (isFollowed(tables, pass, left, right, distance)) return true;
  return tables.nears[near + 3] === 0 && isFollowed(tables, pass, right, left, distance);
}

/** Whether some `first` ends at most `distance` words before some `second` starts; places run from last to first. */
function isFollowed(tables: Tables, pass: Pass, first: number, second: number, distance: number): boolean {
  const { places } = pass;
  const length = tables.lengths[first] as number;
  let a = pass.lastPlace[first] as number;
  let b = pass.lastPlace[second] as number;
  while (a !== 0 && b !== 0) {
    const gap = (places[b] as number) - (places[a] as number) - length + 1;
    if (gap >= 1 && gap <= distance) return true;
    if (gap > distance) b = places[b + 1] as number;
    else a = places[a + 1] as number;
  }
  return false;
}
