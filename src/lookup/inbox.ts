import type { Button } from '../domain/action.js';
import type {
  Draft,
  FormReply,
  FormRequest,
  Home,
  Press,
  Suggested,
  Suggestion,
  VerbHelp,
} from '../domain/conversation.js';
import type { AlertMessage, Answer, Asker, Question } from '../domain/message.js';

/** A question from chat: there is always somebody who asks. */
export type ChatQuestion = Question & { readonly asker: Asker };

/**
 * All that a platform can hand in, and what it shows for it. None of these throws: what goes wrong is an
 * answer with `ok: false`. Who may do what, replays and two clicks at once are seen to behind it: a platform
 * passes on what it got, with its own ids of who, where and which click.
 */
export interface Conversation {
  /** What can be asked, in the order in which help lists it. */
  readonly verbs: readonly VerbHelp[];
  /** The form that is meant where a form is asked for in words, as by "add"; null for what is simply asked. */
  formOf(text: string): Pick<FormRequest, 'form' | 'subject'> | null;
  /** `/wirewatch …`. The answer is shown to the asker alone. */
  ask(question: ChatQuestion): Promise<Answer>;
  /** A button was pressed. The answer is shown to who pressed; the posts change by themselves, as updates. */
  press(press: Press): Promise<Answer>;
  /** A form is asked for: by a button, by "Watch this" on a message, or by a command. */
  open(request: FormRequest): Promise<FormReply>;
  /** The form as it is filled in so far, with faults and preview. Changes nothing. */
  preview(draft: Draft): Promise<FormReply>;
  /** The form is sent off: `answer` when it is done, `form` when something is to be mended first. */
  submit(draft: Draft): Promise<FormReply>;
  /** Completions of what is typed, the likeliest first, 25 at the most. */
  suggest(what: Suggested, typed: string, asker: Asker): Promise<readonly Suggestion[]>;
  home(asker: Asker): Promise<Home>;
}

/** PORT: what people say and do on a chat platform. */
export interface Inbox {
  /** Connects and answers, privately to who asked, until closed. Resolves once connected. */
  listen(conversation: Conversation): Promise<void>;
  close(): Promise<void>;
}

/** What an adapter itself has to say to somebody. */
export function notice(title: string, text: string): Answer {
  return { ok: false, title, text, entries: [], page: 1, pages: 1, question: '' };
}

export const APOLOGY = notice(
  'Something went wrong',
  'The question could not be answered. Try again; the operator has been told.',
);

/** The buttons of a post, in order, alike on every platform. Only ids travel in them. */
export function postButtons({ briefing, marks = {} }: AlertMessage): Button[] {
  const subject = marks.mergedInto ?? `s${briefing.storyId}`;
  const look = lookButtons(subject);
  // The post of the story that it is part of has the other buttons.
  if (marks.mergedInto !== undefined) return look;
  return [
    marks.mutedBy === undefined
      ? { kind: 'act', action: 'mute', subject, label: 'Mute story' }
      : { kind: 'act', action: 'unmute', subject, label: 'Unmute' },
    marks.irrelevantBy === undefined
      ? { kind: 'act', action: 'irrelevant', subject, label: 'Not relevant' }
      : { kind: 'act', action: 'unjudge', subject, label: 'Undo not relevant' },
    ...look,
  ];
}

/** Those that change nothing. */
export function lookButtons(subject: string): Button[] {
  return [
    { kind: 'act', action: 'why', subject, label: 'Why' },
    { kind: 'act', action: 'timeline', subject, label: 'Timeline' },
  ];
}

/** What people have made of a post, in a line each; the names in it are hostile text. */
export function markLines({
  mutedBy,
  irrelevantBy,
  mergedInto,
}: NonNullable<AlertMessage['marks']>): string[] {
  return [
    ...(mergedInto === undefined ? [] : [`Part of story ${mergedInto} now: what comes in on it goes there`]),
    ...(mutedBy === undefined ? [] : [`Muted by @${mutedBy}: what comes in on it is not posted`]),
    ...(irrelevantBy === undefined ? [] : [`Not relevant, says @${irrelevantBy}`]),
  ];
}

/** Where somebody's own alerts go: a destination whose channel is `@<user id>`, for the adapter to resolve. */
export const DIRECT = /^@(.{1,80})$/;
