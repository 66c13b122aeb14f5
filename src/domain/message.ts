import type { Button, Marks } from './action.js';
import type { Briefing, Citation } from './briefing.js';
import type { Priority } from './topic.js';

/** Neutral content that a messenger renders. All text in it is hostile until the messenger has escaped it. */
export type Message = AlertMessage | NoticeMessage | UpdateMessage | DigestMessage;

/** A story: the root of its thread, edited as the story grows. */
export interface AlertMessage {
  readonly kind: 'alert';
  readonly briefing: Briefing;
  readonly priority: Priority;
  /** What people have made of it; its buttons follow from that (`postButtons` of the inbox). */
  readonly marks?: Marks;
  /** Who is to be called, by the platform's own ids; of breaking news only. Nobody else is ever mentioned. */
  readonly mention?: readonly string[];
  /** What has gone into the thread since it was posted, oldest first. */
  readonly thread?: readonly ThreadNote[];
  /** The same in words, for a line of its own. */
  readonly standing?: string;
}

/** How a story has changed in a way that its readers should know. */
export type Change = 'fact' | 'dispute' | 'correction' | 'retraction';

export interface ThreadNote {
  readonly change: Change;
  /** ISO 8601. */
  readonly at: string;
}

/** What is new in a story, for the thread of its alert. */
export interface UpdateMessage {
  readonly kind: 'update';
  readonly storyId: number;
  /** Of the story, as it reads now. */
  readonly headline: string;
  readonly change: Change;
  /** The change in a word or two. */
  readonly title: string;
  /** Sentences of sources, or a headline where no sentence tells; one to three. */
  readonly lines: readonly UpdateLine[];
}

export interface UpdateLine {
  readonly text: string;
  readonly source: Citation;
}

/** Many alerts in one message: at a set time, or after a destination could not be reached for a while. */
export interface DigestMessage {
  readonly kind: 'digest';
  readonly occasion: 'scheduled' | 'catch-up';
  readonly title: string;
  /** The counts in words. */
  readonly summary: string;
  /** Best first; empty when it says that there is nothing new. */
  readonly entries: readonly DigestEntry[];
  /** Since the digest before. */
  readonly counts: DigestCounts;
  /** 1-based: those after the first stand in the thread of the first. */
  readonly part: number;
  readonly parts: number;
}

export interface DigestCounts {
  /** Articles that came to this destination's stories. */
  readonly considered: number;
  /** Of them, those that told what another one had told. */
  readonly merged: number;
  /** Stories that were held for the digest. */
  readonly held: number;
}

/** One alert of a digest. */
export interface DigestEntry {
  readonly storyId: number;
  readonly headline: string;
  readonly link: string | null;
  readonly publisher: string;
  /** Independent sources, that one included. */
  readonly sources: number;
  readonly topics: readonly string[];
  /** Null: it is as it was first told. */
  readonly change: Change | null;
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
  /** The platform's own id of it: a change that is asked for comes about once, however often this comes. */
  readonly request?: string;
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
