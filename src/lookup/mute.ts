import type { Asker } from '../domain/message.js';
import { catchUp, isStory, liftMute, markStory, type Reader, putMute } from '../store/mutes.js';
import type { Tx } from '../store/db.js';
import { utcMinute } from '../text/utc-minute.js';
import { findTopic, noTopic } from './find-topic.js';
import { type Asked, type Library, misused, type Reply, type Verb } from './library.js';
import { type Effect, makeChange, nameOf, told } from './make-change.js';

export const mute: Verb = {
  name: 'mute',
  usage: 'mute <s1|topic> [me] [for 8h]',
  does: 'posts no more of a story, or nothing of a topic for a while (a day unless told); "me" only for you',
  takes: [
    { name: 'what', does: 'A story or a topic; left out: a form', required: false, completes: 'subject' },
    { name: 'whom', does: 'Only for you; left out: for all', required: false, choices: ['me'] },
    { name: 'time', does: 'How long, such as 90m, 8h, 3d or 2w', required: false, after: 'for' },
  ],
  answer: (library, asked) => typed(library, asked, muteSubject),
};

export const unmute: Verb = {
  name: 'unmute',
  usage: 'unmute <s1|topic> [me]',
  does: 'posts it again, with what has come in meanwhile',
  takes: [
    { name: 'what', does: 'A story or a topic', required: true, completes: 'subject' },
    { name: 'whom', does: 'Only for you; left out: for all', required: false, choices: ['me'] },
  ],
  answer: (library, asked) => typed(library, asked, unmuteSubject),
};

/** What is to be muted, for whom and how long. */
export interface Muting {
  readonly asker: Asker | null;
  /** `s12` or a topic's id or name. */
  readonly subject: string;
  readonly onlyMe: boolean;
  /** Null: for good; a topic then rests for a day. */
  readonly minutes: number | null;
  readonly request: string | null;
}

const USAGE = 'Write: mute s12, mute s12 me, or mute <topic> for 8h';

function typed(
  library: Library,
  { rest, asker, request }: Asked,
  act: (library: Library, muting: Muting) => Promise<Reply>,
): Promise<Reply> {
  const [, subject = '', me, time] = /^(.*?)(\s+(?:for )?me)?(?:\s+for\s+(\S+))?$/i.exec(rest.trim()) ?? [];
  const minutes = time === undefined ? null : minutesOf(time);
  if (subject === '' || minutes === undefined) return Promise.resolve(misused(USAGE));
  if (me !== undefined && asker === null)
    return Promise.resolve(misused('Nobody gets direct messages here: leave out “me”.'));
  return act(library, { asker, subject, onlyMe: me !== undefined, minutes, request });
}

const UNITS: Record<string, number> = { m: 1, h: 60, d: 1_440, w: 10_080 };

/** `90m`, `8h`, `3d`, `2w`; undefined for anything else. */
export function minutesOf(text: string): number | undefined {
  const [, count, unit = ''] = /^([1-9]\d{0,3})([mhdw])$/i.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNITS[unit.toLowerCase()] ?? 1);
}

/** A story or a topic that there is. */
export type Subject =
  | { readonly kind: 'story'; readonly id: number; readonly name: string }
  | { readonly kind: 'topic'; readonly id: string; readonly name: string };

/** `s12`, or a topic by its id or name; null when there is none. */
export function readSubject({ topics }: Pick<Library, 'topics'>, text: string): Subject | null {
  const [, story] = /^s(\d{1,9})$/i.exec(text.trim()) ?? [];
  const topic = text.trim() === '' ? undefined : findTopic(topics(), text.trim());
  // A topic may be called s12 only where nobody means a story.
  if (story !== undefined) return { kind: 'story', id: Number(story), name: `story s${Number(story)}` };
  return topic ? { kind: 'topic', id: topic.id, name: topic.name } : null;
}

export const noSubject = ({ topics }: Pick<Library, 'topics'>, text: string) =>
  noTopic(topics(), text, 'story or topic');

const DAY_MINUTES = 1_440;

export async function muteSubject(library: Library, muting: Muting): Promise<Reply> {
  const { asker, onlyMe, request } = muting;
  const subject = readSubject(library, muting.subject);
  if (subject === null) return noSubject(library, muting.subject);
  const minutes = muting.minutes ?? (subject.kind === 'topic' ? DAY_MINUTES : null);
  const until = minutes === null ? null : new Date(library.now().getTime() + minutes * 60_000);
  const made = await makeChange(
    library,
    {
      asker,
      needs: onlyMe ? null : 'mute',
      what: onlyMe ? 'mute-me' : 'mute',
      subject: nameIn(subject),
      ...(until && { detail: `until ${utcMinute(until)}` }),
      request,
    },
    async (tx) => {
      if (subject.kind === 'story' && !(await isStory(tx, subject.id)))
        return noSubject(library, muting.subject);
      const changed = await putMute(
        tx,
        { ...mutedOf(subject), for: readerOf(asker, onlyMe), by: nameOf(asker), until },
        library.now(),
      );
      if (!changed || onlyMe || subject.kind === 'topic') return { changed };
      // Looked at again when it ends: its posts then say so, and what came in meanwhile is told.
      if (until !== null) await catchUp(tx, subject.id, until);
      return { changed, posts: await markStory(tx, subject.id, { mutedBy: nameOf(asker) }, library.now()) };
    },
  );
  const end = until === null ? 'until it is unmuted' : `until ${utcMinute(until)}`;
  return told(made, {
    made: `Muted: ${subject.name}`,
    already: `${capital(subject.name)} is muted already`,
    text: `Nothing more on it is ${onlyMe ? 'sent to you' : 'posted'} ${end}. Look-ups find it as before.`,
    undo: { action: onlyMe ? 'unmute-me' : 'unmute', subject: nameIn(subject), label: 'Undo' },
  });
}

export async function unmuteSubject(library: Library, muting: Muting): Promise<Reply> {
  const { asker, onlyMe, request } = muting;
  const subject = readSubject(library, muting.subject);
  if (subject === null) return noSubject(library, muting.subject);
  const made = await makeChange(
    library,
    {
      asker,
      needs: onlyMe ? null : 'mute',
      what: onlyMe ? 'unmute-me' : 'unmute',
      subject: nameIn(subject),
      request,
    },
    (tx) => lift(tx, subject, readerOf(asker, onlyMe), library.now()),
  );
  return told(made, {
    made: `Unmuted: ${subject.name}`,
    already: `${capital(subject.name)} is not muted`,
    text:
      subject.kind === 'story'
        ? 'It goes on with what has come in meanwhile.'
        : 'What comes in from now on is posted.',
    undo: { action: onlyMe ? 'mute-me' : 'mute', subject: nameIn(subject), label: 'Mute again' },
  });
}

async function lift(tx: Tx, subject: Subject, whose: Reader | null, now: Date): Promise<Effect> {
  const changed = await liftMute(tx, mutedOf(subject), whose);
  if (!changed || subject.kind === 'topic') return { changed };
  await catchUp(tx, subject.id, null);
  const posts = whose === null ? await markStory(tx, subject.id, { mutedBy: null }, now) : [];
  return { changed, posts, story: subject.id };
}

const mutedOf = ({ kind, id }: Subject) => ({ kind, subject: String(id) });

const readerOf = (asker: Asker | null, onlyMe: boolean): Reader | null =>
  onlyMe && asker !== null ? { account: asker.account, user: asker.user } : null;

/** As buttons and the trail name it. */
export const nameIn = (subject: Subject) => (subject.kind === 'story' ? `s${subject.id}` : subject.id);

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
