import type { Button, Marks } from './action.js';
import type { Briefing } from './briefing.js';
import type { Priority } from './topic.js';

/** Neutral content that a messenger renders. All text in it is hostile until the messenger has escaped it. */
export type Message = AlertMessage | NoticeMessage;

export interface AlertMessage {
  readonly kind: 'alert';
  readonly briefing: Briefing;
  readonly priority: Priority;
  /** What people have made of it; its buttons follow from that (`postButtons` of the inbox). */
  readonly marks?: Marks;
}

/** A plain line or two from Wirewatch itself: to an operator, or in a story's thread. */
export interface NoticeMessage {
  readonly kind: 'notice';
  readonly title: string;
  readonly text: string;
}

/** A question as it came in: what was typed after `/wirewatch`, and where. */
export interface Question {
  readonly text: string;
  /** 1-based page of the answer. */
  readonly page: number;
  /** Absent on the command line: who sits at this machine may do all. */
  readonly asker?: Asker;
}

/** Who asks, and where, by the platform's own ids. */
export interface Asker {
  /** Id of the account that the question came through. */
  readonly account: string;
  readonly user: string;
  /** What people call the user: untrusted, for showing only. */
  readonly name: string;
  readonly channel: string | null;
  /** Discord roles; Slack has none. */
  readonly roles: readonly string[];
}

/** One line of an answer. */
export interface AnswerEntry {
  readonly title: string;
  readonly link: string | null;
  /** Small print: publisher, date, id. */
  readonly detail: string;
  /** A quotation or an explanation under it. */
  readonly text: string | null;
  /** The same for a program: ids, times (ISO 8601) and what else the small print has. No messenger shows it. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What is answered, alike in Slack, in Discord and on the command line. */
export interface Answer {
  readonly ok: boolean;
  /** Not ok because the question cannot be meant so, whatever is stored. */
  readonly misused?: boolean;
  readonly title: string;
  readonly text: string | null;
  readonly entries: readonly AnswerEntry[];
  readonly page: number;
  readonly pages: number;
  /** The question that leads to another page, when there is more than one. */
  readonly question: string;
  /** What can be done next, such as Undo. */
  readonly buttons?: readonly Button[];
}
