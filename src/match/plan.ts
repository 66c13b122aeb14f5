/**
 * What a query needs, in terms that the index can see: groups of atoms of which each must have one present, and atoms
 * that must be absent. Where that says less than the query, the plan is not exact and the evaluator decides.
 */
import { hasPlaces, type Near, type Phrase, type Query } from './syntax.js';
import { literalWords } from './terms.js';

/** Something the index notices in an article. `title` holds it to the title. */
export type Atom =
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly title: boolean }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly title: boolean }
  | {
      readonly kind: 'near';
      readonly left: readonly string[];
      readonly right: readonly string[];
      readonly distance: number;
      readonly ordered: boolean;
      readonly title: boolean;
    };

export interface Plan {
  readonly groups: readonly (readonly Atom[])[];
  readonly none: readonly Atom[];
  /** The plan holds if and only if the query does; otherwise only if. */
  readonly exact: boolean;
}

export function planQuery(query: Query): Plan {
  return plan(query, false);
}

/** Groups, and pairs of a NEAR, that are still spelled out; beyond, the plan says less. */
const MOST = 16;
const NOTHING: Plan = { groups: [], none: [], exact: false };

function plan(query: Query, title: boolean): Plan {
  switch (query.kind) {
    case 'phrase':
      return planPhrase(query, title);
    case 'raw':
      return needing(rawWords(query.text).map((word) => ({ kind: 'words', words: [word], title })));
    case 'and':
      return planAnd(query.of, title);
    case 'or':
      return planOr(query.of.map((part) => plan(part, title)));
    case 'not':
      return planAnd([query], title);
    case 'scope':
      return query.scope === 'title' ? plan(query.of, true) : loose(plan(query.of, title));
    case 'near':
      return planNear(query, title);
    case 'sentence':
      return loose(planAnd(query.of, title));
    case 'atleast':
      return loose(plan(query.of, title));
    case 'score':
      return loose(planOr(query.items.filter(({ weight }) => weight > 0).map(({ of }) => plan(of, title))));
    default:
      return NOTHING;
  }
}

function planPhrase({ words, casing }: Phrase, title: boolean): Plan {
  const [only] = words;
  if (only?.pattern && words.length === 1)
    return { groups: [[{ kind: 'pattern', pattern: only.text, title }]], none: [], exact: casing === 'any' };
  if (words.every((word) => !word.pattern)) {
    const atom: Atom = { kind: 'words', words: words.map(({ text }) => text), title };
    return { groups: [[atom]], none: [], exact: casing === 'any' };
  }
  return needing(
    words.map(({ pattern, text }) =>
      pattern ? { kind: 'pattern', pattern: text, title } : { kind: 'words', words: [text], title },
    ),
  );
}

/** All of these, and more that the index cannot see. */
function needing(atoms: readonly Atom[]): Plan {
  return { groups: atoms.map((atom) => [atom]), none: [], exact: false };
}

/** Words that any text with `raw` in it has; an "s" may turn out to be a possessive, and thus no word. */
function rawWords(raw: string): string[] {
  return /[\ud800-\udfff]/.test(raw)
    ? []
    : literalWords(raw).flatMap(({ text }) => (text === 's' ? [] : [text]));
}

function planAnd(of: readonly Query[], title: boolean): Plan {
  const groups: (readonly Atom[])[] = [];
  const none: Atom[] = [];
  let exact = true;
  for (const part of of) {
    const needed = part.kind === 'not' ? excluding(plan(part.of, title)) : plan(part, title);
    groups.push(...needed.groups);
    none.push(...needed.none);
    exact &&= needed.exact;
  }
  return { groups, none, exact };
}

/** Absence can be told when presence is a plain choice of atoms. */
function excluding({ groups, none, exact }: Plan): Plan {
  const [choice, ...others] = groups;
  return choice && others.length === 0 && none.length === 0 && exact
    ? { groups: [], none: choice, exact }
    : NOTHING;
}

/** One group of each branch must be met: all combinations while they are few, else the shortest of each branch. */
function planOr(branches: readonly Plan[]): Plan {
  if (branches.length === 0 || branches.some(({ groups }) => groups.length === 0)) return NOTHING;
  const exact = branches.every((branch) => branch.exact && branch.none.length === 0);
  const combinations = branches.reduce((count, { groups }) => count * groups.length, 1);
  if (combinations > MOST) {
    const shortest = branches.flatMap(({ groups }) => groups.reduce((a, b) => (b.length < a.length ? b : a)));
    return { groups: [shortest], none: [], exact: false };
  }
  let groups: Atom[][] = [[]];
  for (const branch of branches)
    groups = groups.flatMap((some) => branch.groups.map((group) => [...some, ...group]));
  return { groups, none: [], exact };
}

function planNear(near: Near, title: boolean): Plan {
  if (near.negated) return loose(plan(near.left, title));
  const left = phrases(near.left);
  const right = phrases(near.right);
  if (!left || !right || left.length * right.length > MOST)
    return loose(planAnd([near.left, near.right], title));
  const { distance, ordered } = near;
  const pairs = left.flatMap((a) =>
    right.map((b): Atom => ({ kind: 'near', left: a, right: b, distance, ordered, title })),
  );
  return { groups: [pairs], none: [], exact: true };
}

/** The phrases of a choice of plain phrases; null for anything else. */
function phrases(query: Query): string[][] | null {
  if (query.kind === 'or' && hasPlaces(query)) {
    const all = query.of.map(phrases);
    return all.every((each) => each !== null) ? all.flat() : null;
  }
  if (query.kind !== 'phrase' || query.casing !== 'any' || query.words.some((word) => word.pattern))
    return null;
  return [query.words.map((word) => word.text)];
}

/** The same needs of a part that asks for more than them; what must be absent may be absent in part only. */
function loose({ groups }: Plan): Plan {
  return { groups, none: [], exact: false };
}
