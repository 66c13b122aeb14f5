import type { Evidence } from './match.js';

/**
 * What happens in a run, for `--json` and the log: one object each, `event` first. The shapes are stable:
 * fields may be added, none is renamed or removed.
 */
export type RunEvent =
  | FeedEvent
  | ItemEvent
  | MatchEvent
  | DeliveryEvent
  | ModelEvent
  | AlertEvent
  | ImportedEvent
  | SummaryEvent;

/** A feed was polled. */
export interface FeedEvent {
  readonly event: 'feed';
  readonly feed: string;
  readonly outcome: string;
  readonly items: number;
  readonly new: number;
  /** New, and not handed on until `wirewatch feeds accept`: most of a known feed was suddenly new. */
  readonly held: number;
  /** Entries and files that could not be used, each with its reason. */
  readonly setAside: readonly string[];
  readonly error: string | null;
  /** What the operator should know, said once. */
  readonly notice: string | null;
  /** Null: polled no more. */
  readonly nextPollAt: string | null;
}

/** An article was stored, or changed at its source. */
export interface ItemEvent {
  readonly event: 'item';
  readonly item: number;
  readonly feed: string;
  readonly change: 'new' | 'changed';
  readonly title: string;
  readonly publisher: string;
  readonly lang: string;
  readonly link: string | null;
  readonly published: string;
  /** False: the source gave no usable date, and `published` is when it was first seen. */
  readonly dated: boolean;
}

/** An item satisfied a topic. */
export interface MatchEvent {
  readonly event: 'match';
  readonly item: number;
  readonly story: number;
  readonly topic: string;
  readonly title: string;
  readonly evidence: readonly Evidence[];
}

/** A language model was asked to reword a briefing. */
export interface ModelEvent {
  readonly event: 'model';
  readonly story: number;
  readonly model: string;
  /** `useless`: what it answered was no rewording; `unavailable`: it did not answer. */
  readonly outcome: 'reworded' | 'useless' | 'unavailable';
  readonly reason: string | null;
  readonly tokens: number;
  readonly seconds: number;
}

/** An alert reached its destination, was changed there, or was parked. */
export interface AlertEvent {
  readonly event: 'alert';
  readonly alert: string;
  /** Null for a notice of Wirewatch's own. */
  readonly story: number | null;
  readonly topics: readonly string[];
  readonly destination: string;
  readonly state: 'sent' | 'updated' | 'parked';
  readonly headline: string;
  readonly reason: string | null;
}

/** One call to a platform for an alert. */
export interface DeliveryEvent {
  readonly event: 'delivery';
  readonly alert: string;
  readonly story: number | null;
  /** Ids of the articles that it draws on. */
  readonly items: readonly number[];
  readonly destination: string;
  readonly action: 'send' | 'update' | 'reply' | 'find';
  readonly outcome: string;
  /** When the destination takes the next one, where it asked for patience. */
  readonly until: string | null;
  /** When the first of its sources was published, as far as that is known. */
  readonly published: string | null;
}

/** What `import` was given has been stored. */
export interface ImportedEvent {
  readonly event: 'imported';
  readonly articles: number;
  readonly new: number;
  readonly setAside: readonly { readonly path: string; readonly reason: string }[];
}

/** The end of `run --once`. */
export interface SummaryEvent {
  readonly event: 'summary';
  readonly feeds: { readonly polled: number; readonly failed: number };
  readonly items: { readonly new: number; readonly changed: number };
  readonly matches: number;
  readonly alerts: { readonly sent: number; readonly updated: number; readonly parked: number };
  readonly seconds: number;
}

export type Report = (event: RunEvent) => void;
