/** The tables of all topics: flat typed arrays, laid out once and written to only for the stamps of a pass. */
import { bloomOf, newDraft, numberWords } from './atoms.js';
import type { Plan } from './plan.js';
import { ATOM_SIZE, draftProgram, layPostings, layPrograms, type ProgramDraft } from './programs.js';
import { newVocabularySpace, type Vocabulary } from './vocabulary.js';

export interface Tables {
  readonly vocabulary: Vocabulary;
  readonly nodes: Int32Array;
  readonly rare: Int32Array;
  /** Slots of three: parent node, word, child node. */
  readonly children: Int32Array;
  /** 16 bits an edge, so that most misses touch no slot. */
  readonly bloom: Int32Array;
  readonly atoms: Int32Array;
  /** Number of the pass that met each atom last: apart from the records, for they are read most. */
  readonly stamps: Int32Array;
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
  const drafts: ProgramDraft[] = [];
  plans.forEach((plan, topic) => {
    if (plan.groups.length === 0) always.push(topic);
    else drafts.push(draftProgram(draft, plan, topic));
  });
  const { programs, postings } = layPrograms(drafts);
  const atoms = new Int32Array(draft.lengths.length * ATOM_SIZE);
  return {
    vocabulary: draft.vocabulary,
    nodes: draft.nodes.slice(0, draft.nodeCount * 4),
    rare: Int32Array.from(draft.rare),
    children: draft.children,
    bloom: bloomOf(draft.children),
    atoms,
    stamps: new Int32Array(draft.lengths.length),
    lengths: Uint8Array.from(draft.lengths),
    nears: Int32Array.from(draft.nears),
    programs: Int32Array.from(programs),
    morePrograms: layPostings(atoms, postings),
    always: Int32Array.from(always),
  };
}

/** Tables as they go from one thread to another, and the memory that goes along. */
export function portable(tables: Tables): { tables: Tables; buffers: ArrayBuffer[] } {
  const sent = { ...tables, vocabulary: ownOf(tables.vocabulary) as Vocabulary };
  return { tables: sent, buffers: arraysOf(tables).map(({ buffer }) => buffer as ArrayBuffer) };
}

/** Tables that have arrived: what every thread has by itself is put back. */
export function settled(tables: Tables): Tables {
  return { ...tables, vocabulary: { ...newVocabularySpace(), ...tables.vocabulary } };
}

/** All arrays of the tables, but for what every thread has by itself. */
export function arraysOf(tables: Tables): ArrayBufferView[] {
  return [...Object.values(tables), ...Object.values(ownOf(tables.vocabulary))].filter((each) =>
    ArrayBuffer.isView(each),
  );
}

function ownOf({ bytes: _bytes, units: _units, fold: _fold, ...own }: Vocabulary) {
  return own;
}
