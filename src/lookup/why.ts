import type { AnswerEntry } from '../domain/message.js';
import type { Evidence } from '../domain/match.js';
import type { Trace } from '../domain/trace.js';
import { type Explanation, explain, type Named } from '../store/lookups.js';
import { topicOfVersion } from '../store/topics.js';
import { utcMinute } from '../text/utc-minute.js';
import { findTopic, noTopic } from './find-topic.js';
import { day, excerpt, source } from './item-entry.js';
import { type Library, misused, refuse, type Verb } from './library.js';

/** The trace of a story: which words of which topic were found where, and where it went. */
export const why: Verb = {
  name: 'why',
  usage: 'why <s1|i1> [topic]',
  does: 'why a story or an article matched, and where it was posted; of one topic, each part of its query',
  takes: [
    { name: 'story', does: 'A story (s1) or an article (i1)', required: true, completes: 'story' },
    { name: 'topic', does: 'Shows each part of its query', required: false, completes: 'topic' },
  ],
  async answer(library, { rest }) {
    const [, name = '', about = ''] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
    const named = parseName(name);
    if (named === null)
      return misused('Why what? Name a story (s1) or an article (i1), as posts and answers show them.');
    const found = await explain(library.db, named);
    if (found === null) return refuse(`There is no ${named.kind} ${name.slice(0, 40)}.`);
    const topicId = about === '' ? null : topicNamed(library, found, about);
    if (topicId === undefined) return noTopic(library.topics(), about);
    const matches = found.matches.filter((match) => topicId === null || match.topicId === topicId);
    const entries = await Promise.all(
      matches.map((match) => (topicId === null ? inShort(library, match) : inFull(library, match))),
    );
    const what = topicId === null ? 'no topic' : `not ${topicId}. Ask: why-not ${name} ${topicId}`;
    const title =
      entries.length === 0 ? `Story s${found.storyId} matched ${what}` : `Why story s${found.storyId}`;
    return { ok: true, title, text: posted(found), entries, pages: 1 };
  },
};

type Matched = Explanation['matches'][number];

/** A topic that is watched, else one that was when it matched. */
const topicNamed = ({ topics }: Library, { matches }: Explanation, name: string): string | undefined =>
  findTopic(topics(), name)?.id ?? matches.find(({ topicId }) => topicId === name)?.topicId;

/** The places that say most, and what came close to keeping it out. */
async function inShort(library: Library, match: Matched): Promise<AnswerEntry> {
  const { nearly } = (await traceOf(library, match)) ?? { nearly: [] };
  const found = telling(match.evidence).map((evidence) => place(evidence, match.item));
  return { ...headOf(library, match), text: [...found, ...nearly.map(close)].join('\n') };
}

/** Each part of the query, under the version that it matched. */
async function inFull(library: Library, match: Matched): Promise<AnswerEntry> {
  const traced = await traceOf(library, match);
  if (traced === null) return inShort(library, match);
  return { ...headOf(library, match), text: [...traced.lines, ...traced.nearly.map(close)].join('\n') };
}

const close = (line: string) => `nearly excluded by ${line}`;

async function traceOf(
  { db, trace }: Library,
  { topicId, topicVersion, item }: Matched,
): Promise<Trace | null> {
  const version = await topicOfVersion(db, topicId, topicVersion);
  return version && trace(version, item);
}

function headOf({ topics }: Library, { topicId, topicVersion, item }: Matched) {
  const topic = topics().get(topicId);
  const changed = topic && topic.version !== topicVersion ? ' (it has been edited since)' : '';
  return {
    title: topic?.name ?? topicId,
    link: item.link,
    detail: `${source(item)} · ${day(item)} · i${item.id} · topic version ${topicVersion}${changed}`,
  };
}

/** Pieces of evidence shown of a match. */
const SHOWN = 4;

/** The pieces that say most, in the order of the article: a whole phrase before one of its words. */
function telling(evidence: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>();
  const distinct = evidence
    .toSorted((a, b) => b.text.length - a.text.length)
    .filter(({ text }) => {
      const folded = text.toLowerCase();
      const inside = [...seen].some((longer) => longer.includes(folded));
      seen.add(folded);
      return !inside;
    });
  const kept = new Set(distinct.slice(0, SHOWN));
  return evidence.filter((piece) => kept.has(piece));
}

function place({ term, field, start, end, across }: Evidence, item: { title: string; body: string }): string {
  const text = field === 'title' ? item.title : item.body;
  return `${term}: ${excerpt(text, start - 50, end + 50)} (${field === 'title' ? 'headline' : 'text'}, character ${start}${across === true ? ', across words' : ''})`;
}

function posted({ alerts }: Explanation): string {
  if (alerts.length === 0) return 'It was not posted.';
  return alerts
    .map(({ destination, state, sentAt, reason }) => {
      const when = sentAt ? ` ${utcMinute(sentAt)}` : '';
      return `${destination}: ${state}${when}${state === 'sent' || reason === null ? '' : ` (${reason})`}`;
    })
    .join('\n');
}

function parseName(name: string): Named | null {
  const text = name.trim();
  const short = /^(?:s\d{1,9}\/)?([si])(\d{1,9})$/i.exec(text);
  if (short) return { kind: short[1]?.toLowerCase() === 's' ? 'story' : 'item', id: Number(short[2]) };
  return /^[\w-]{22}$/.test(text) ? { kind: 'alert', id: text } : null;
}
