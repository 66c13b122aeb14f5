/** A topic is a small program over atoms, registered under the atoms of its rarest group only. */
import { addAtom, type Draft } from './atoms.js';
import type { Atom, Plan } from './plan.js';

/** Atom record: [first program or -1, start of further programs, their number]. */
export const ATOM_SIZE = 3;
export const ATOM_PROGRAM = 0;
export const ATOM_MORE = 1;
export const ATOM_MORE_COUNT = 2;

export interface ProgramDraft {
  readonly code: readonly number[];
  /** Atoms under which the program is found. */
  readonly doors: readonly number[];
}

/** A topic's program, and under which atoms it is found. */
export function draftProgram(draft: Draft, plan: Plan, topic: number): ProgramDraft {
  const groups = plan.groups.map((group) => ({
    atoms: [...new Set(group.map((atom) => addAtom(draft, atom)))],
    weight: group.reduce((sum, atom) => sum + commonness(draft, atom), 0),
  }));
  groups.sort((a, b) => a.weight - b.weight);
  const access = groups[0]?.atoms ?? [];
  // Whoever comes through the access group has met it, unless a NEAR in it is still to be measured.
  const rest = access.every((atom) => atom > 0) ? groups.slice(1) : groups;
  const none = plan.none.map((atom) => addAtom(draft, atom));
  const code = [0, topic, rest.length];
  for (const { atoms } of rest) code.push(atoms.length, ...atoms);
  code.push(none.length, ...none);
  const doors = new Set(access.map((atom) => (atom > 0 ? atom : rarerSide(draft, -atom - 1))));
  return { code, doors: [...doors].sort((a, b) => a - b) };
}

/** Programs behind one atom lie side by side; pairs of an atom and a program's place. */
export function layPrograms(drafts: ProgramDraft[]): { programs: number[]; postings: number[] } {
  const programs: number[] = [];
  const postings: number[] = [];
  for (const { code, doors } of drafts.sort((a, b) => (a.doors[0] ?? 0) - (b.doors[0] ?? 0))) {
    for (const door of doors) postings.push(door, programs.length);
    for (const value of code) programs.push(value);
  }
  return { programs, postings };
}

function rarerSide(draft: Draft, near: number): number {
  const left = draft.nears[near * 4] ?? 0;
  const right = draft.nears[near * 4 + 1] ?? 0;
  return (draft.lengths[left] ?? 0) >= (draft.lengths[right] ?? 0) ? left : right;
}

/** How often an atom is likely to be met, for want of statistics: long phrases and long words are rare. */
function commonness({ uses }: Draft, atom: Atom): number {
  const phrase = (words: readonly string[]) => {
    let all = 1;
    for (const word of words) {
      const shape = word.charCodeAt(0) > 0x2e80 ? 0.3 : Math.min(1, 6 / (word.length * word.length));
      // What many topics watch, much is written about.
      all *= Math.min(1, shape * Math.log2(2 + (uses.get(word) ?? 0)) * 0.3);
    }
    return all;
  };
  if (atom.kind === 'near') return Math.min(phrase(atom.left), phrase(atom.right));
  if (atom.kind === 'pattern') return 12 / atom.pattern.length;
  return phrase(atom.words) * (atom.title ? 0.3 : 1);
}

/** Puts (atom, program) pairs into the atom records: the first inline, further ones in one list. */
export function layPostings(atoms: Int32Array, postings: readonly number[]): Int32Array {
  for (let atom = 0; atom < atoms.length; atom += ATOM_SIZE) atoms[atom + ATOM_PROGRAM] = -1;
  const more = new Map<number, number[]>();
  for (let i = 0; i < postings.length; i += 2) {
    const atom = postings[i] ?? 0;
    const program = postings[i + 1] ?? 0;
    const list = more.get(atom);
    if (atoms[atom * ATOM_SIZE + ATOM_PROGRAM] === -1) atoms[atom * ATOM_SIZE + ATOM_PROGRAM] = program;
    else if (list) list.push(program);
    else more.set(atom, [program]);
  }
  const all: number[] = [];
  for (const [atom, programs] of more) {
    atoms[atom * ATOM_SIZE + ATOM_MORE] = all.length;
    atoms[atom * ATOM_SIZE + ATOM_MORE_COUNT] = programs.length;
    for (const program of programs) all.push(program);
  }
  return Int32Array.from(all);
}
