/**
 * Figures and dates that a story's publishers give differently. Both are shown, with their sentences; none is picked.
 * Of what is found by sentences alike in all but the figure, about four in five are true conflicts.
 */
import type { Conflict, ConflictSide } from '../domain/briefing.js';
import { contentTerms, cosine, type TermVector, termVector } from '../text/terms.js';
import { type Candidate, cited, type Reading } from './candidates.js';
import { type Claim, claimsIn, disagree } from './claims.js';
import { weaknesses } from './weaknesses.js';

interface Statement {
  readonly of: Candidate;
  readonly claims: readonly Claim[];
  /** Without figures. */
  readonly terms: TermVector;
  readonly acts: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

const MOST = { items: 12, statements: 40, conflicts: 5 };
const ALIKE = 0.6;
/** Names that two sentences on one act share at least; they are members of one story already. */
const SHARED_NAMES = 3;

/**
 * At most five conflicts among a story's items, and of these with `others` of related stories; the most alike
 * sentences first. The first items count when a story has many.
 */
export function conflicts(items: readonly Reading[], others: readonly Reading[] = []): Conflict[] {
  const byItem = items.slice(0, MOST.items).map(statements);
  const elsewhere = others.slice(0, MOST.items).flatMap(statements);
  const found: { conflict: Conflict; similarity: number }[] = [];
  for (const [i, own] of byItem.entries()) {
    for (const other of [...byItem.slice(i + 1).flat(), ...elsewhere]) {
      for (const one of own) {
        const conflict = between(one, other);
        if (conflict) found.push(conflict);
      }
    }
  }
  found.sort((a, b) => b.similarity - a.similarity);
  return distinct(found.map(({ conflict }) => conflict)).slice(0, MOST.conflicts);
}

function statements({ candidates }: Reading): Statement[] {
  const made: Statement[] = [];
  for (const of of candidates) {
    const claims = claimsIn(of.sentence.text);
    if (claims.length === 0) continue;
    const { text } = of.sentence;
    made.push({ of, claims, terms: termVector(withoutFigures(text)), acts: acts(text), names: names(text) });
    if (made.length === MOST.statements) break;
  }
  return made;
}

const withoutFigures = (text: string): string[] => contentTerms(text).filter((term) => !/\d/.test(term));

function between(a: Statement, b: Statement): { conflict: Conflict; similarity: number } | null {
  if (a.of.item.publisher === b.of.item.publisher) return null;
  const similarity = cosine(a.terms, b.terms);
  const alikeInAll = similarity >= ALIKE;
  if (!alikeInAll && !sameAct(a, b)) return null;
  for (const one of a.claims) {
    for (const other of b.claims) {
      if (!disagree(one, other) || agreeSomewhere(a, b, one)) continue;
      const alike = alikeInAll && sameSurroundings(a, one, b, other);
      if (!alike && !(one.kind === 'date' && sameAct(a, b))) continue;
      const sides = [side(a, one), side(b, other)] as const;
      return { conflict: { kind: one.kind, sides, alike }, similarity };
    }
  }
  return null;
}

const side = ({ of }: Statement, { text }: Claim): ConflictSide => ({
  value: text,
  sentence: cited(of),
  weaknesses: weaknesses(of.item),
});

/** Sentences that share one figure of a unit speak of two things with the other: "rose to 65 from 52". */
const agreeSomewhere = (a: Statement, b: Statement, { kind, unit }: Claim): boolean =>
  a.claims.some(
    (one) =>
      one.kind === kind &&
      one.unit === unit &&
      b.claims.some((other) => other.unit === unit && other.value === one.value),
  );

/** Half of the words around the two figures are the same, at least two; the acts next to them are no different ones. */
function sameSurroundings(a: Statement, one: Claim, b: Statement, other: Claim): boolean {
  const [here, there] = [around(a, one), around(b, other)];
  const shared = [...here].filter((word) => there.has(word)).length;
  if (shared < 2 || shared < 0.5 * Math.min(here.size, there.size)) return false;
  const [first, second] = [acts([...here].join(' ')), acts([...there].join(' '))];
  return first.size === 0 || second.size === 0 || [...first].some((act) => second.has(act));
}

function around({ of }: Statement, { at, text }: Claim): Set<string> {
  const whole = of.sentence.text;
  const before = withoutFigures(whole.slice(Math.max(0, at - 120), at)).slice(-6);
  const after = withoutFigures(whole.slice(at + text.length, at + text.length + 120)).slice(0, 6);
  return new Set([...before, ...after]);
}

/** For dates: the same act in whatever words ("block", "halt") of the same three names. */
function sameAct(a: Statement, b: Statement): boolean {
  if (![...a.acts].some((act) => b.acts.has(act))) return false;
  return [...a.names].filter((name) => b.names.has(name)).length >= SHARED_NAMES;
}

const NAME = /(?<!\p{L})\p{Lu}[\p{L}\p{N}]+/gu;
const NOT_A_NAME =
  /^(?:The|This|That|But|And|In|On|At|It|If|As|Its|According|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$/;

const names = (text: string): Set<string> =>
  new Set(
    text
      .slice(0, 1000)
      .match(NAME)
      ?.filter((name) => !NOT_A_NAME.test(name)),
  );

/** Acts by class, whatever the wording. */
const ACTS: readonly (readonly [name: string, wording: RegExp])[] = [
  [
    'stop',
    /\b(?:block|halt|suspend|restrict|ban|bar|cut(?:ting)? off|shut|clos|stop)\w*|停止|封锁|封鎖|暂停|暫停|限制|关闭|關閉/i,
  ],
  ['start', /\b(?:launch|start|begin|began|open|releas|unveil)\w*|启动|啟動|推出|发布|發布|开放|開放/i],
  ['die', /\b(?:kill|die|dead|death|fatal)\w*|死亡|遇难|遇難/i],
  ['hurt', /\b(?:injur|wound|hurt)\w*|受伤|受傷/i],
  ['take', /\b(?:acquir|buy|bought|purchas|takeover|bid|offer)\w*|收购|收購/i],
  ['arrest', /\b(?:arrest|detain|charg|sentenc|convict)\w*|逮捕|拘留/i],
  ['rise', /\b(?:rise|rose|gain|jump|climb|increas|grew)\w*|上涨|上漲|增长|增長/i],
  ['fall', /\b(?:fall|fell|drop|declin|decreas|slump)\w*|下跌|下降/i],
  ['staff', /\b(?:hire|hiring|lay(?:ing)? off|layoff|dismiss|job cut)\w*|招聘|裁员|裁員/i],
  ['miss', /\b(?:missing|displac|evacuat|strand)\w*|失踪|失蹤/i],
];

const acts = (text: string): Set<string> =>
  new Set(ACTS.filter(([, wording]) => wording.test(text.slice(0, 1000))).map(([name]) => name));

/** One conflict a pair of values. */
function distinct(all: readonly Conflict[]): Conflict[] {
  const seen = new Set<string>();
  return all.filter((conflict) => {
    const key = valuesOf(conflict);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** What a conflict is about as one text, the same however its sides stand. */
export function valuesOf({ kind, sides }: Conflict): string {
  const values = sides.map(({ value }) => value.toLowerCase()).sort();
  return `${kind} ${values.join(' | ')}`;
}
