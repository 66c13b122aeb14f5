import type { BriefingPart } from '../domain/briefing.js';

/** What a rewriter is given: the sentences of a briefing, numbered. They are quotations, whatever they say. */
export interface Draft {
  readonly lang: string;
  readonly headline: string;
  readonly sentences: readonly DraftSentence[];
}

export interface DraftSentence {
  /** From 1. */
  readonly id: number;
  readonly part: BriefingPart;
  readonly publisher: string;
  readonly text: string;
}

/** One sentence in other words, as a rewriter gave it: untrusted. */
export interface Wording {
  /** The sentence that it stands in for. */
  readonly id: number;
  readonly text: string;
  /** Ids of the sentences that it rests on. */
  readonly cite: readonly number[];
}

export type Rewriting =
  | { readonly kind: 'reworded'; readonly wordings: readonly Wording[]; readonly tokens: number }
  /** What came is of no use, and would be if asked again. */
  | { readonly kind: 'useless'; readonly reason: string; readonly tokens: number }
  /** Nothing came; another time it may. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly tokens: number };

/** Says the sentences of a briefing in other words. Without one, they are shown as they were written. */
export interface Rewriter {
  /** What readers are told: "reworded by …". */
  readonly name: string;
  /** Names who answers and how it is asked: what was answered under another id is not reused. */
  readonly id: string;
  /** Tokens that asking and answering may cost at the most. */
  estimate(draft: Draft): number;
  /** Ends within a minute, sooner when `signal` says so; throws nothing. `tokens` is what it cost, asked in vain or not. */
  rewrite(draft: Draft, signal: AbortSignal): Promise<Rewriting>;
}

/** Wordings in what a rewriter was answered; null when it is not of that form. */
export function readWordings(value: unknown): Wording[] | null {
  const list = isRecord(value) ? value['sentences'] : null;
  if (!Array.isArray(list) || list.length > MOST_WORDINGS) return null;
  const wordings = list.map(readWording);
  return wordings.every((wording) => wording !== null) ? wordings : null;
}

const MOST_WORDINGS = 60;

function readWording(value: unknown): Wording | null {
  if (!isRecord(value)) return null;
  const { id, text, cite } = value;
  if (typeof id !== 'number' || typeof text !== 'string' || !Array.isArray(cite)) return null;
  if (!cite.every((one) => typeof one === 'number')) return null;
  return { id, text: text.slice(0, LONGEST), cite: cite.slice(0, MOST_WORDINGS) };
}

/** More than any check lets pass. */
const LONGEST = 2_000;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
