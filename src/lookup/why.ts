import type { AnswerEntry } from '../domain/message.js';
import type { Evidence } from '../domain/match.js';
import { type Explanation, explain, type Named } from '../store/lookups.js';
import { day, excerpt, source } from './item-entry.js';
import { misused, refuse, type Verb } from './library.js';

/** The trace of a story: which words of which topic were found where, and where it went. */
export const why: Verb = {
  name: 'why',
  usage: 'why <s1|i1>',
  does: 'why a story or an article matched, and where it was posted',
  takes: [{ name: 'story', does: 's1 for a story, i1 for an article', required: true, completes: 'story' }],
  async answer({ db, topics }, { rest: name }) {
    const named = parseName(name);
    if (named === null)
      return misused('Why what? Name a story (s1) or an article (i1), as posts and answers show them.');
    const found = await explain(db, named);
    if (found === null) return refuse(`There is no ${named.kind} ${name.trim().slice(0, 40)}.`);
    const entries = found.matches.map((match): AnswerEntry => {
      const topic = topics().get(match.topicId);
      const changed = topic && topic.version !== match.topicVersion ? ' (it has been edited since)' : '';
      return {
        title: topic?.name ?? match.topicId,
        link: match.item.link,
        detail: `${source(match.item)} · ${day(match.item)} · i${match.item.id} · topic version ${match.topicVersion}${changed}`,
        text: telling(match.evidence)
          .map((evidence) => trace(evidence, match.item))
          .join('\n'),
      };
    });
    const title =
      entries.length === 0 ? `Story s${found.storyId} matched no topic` : `Why story s${found.storyId}`;
    return { ok: true, title, text: posted(found), entries, pages: 1 };
  },
};

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

function trace({ term, field, start, end }: Evidence, item: { title: string; body: string }): string {
  const text = field === 'title' ? item.title : item.body;
  return `${term}: ${excerpt(text, start - 50, end + 50)} (${field === 'title' ? 'headline' : 'text'}, character ${start})`;
}

function posted({ alerts }: Explanation): string {
  if (alerts.length === 0) return 'It was not posted.';
  return alerts
    .map(({ destination, state, sentAt, reason }) => {
      const when = sentAt ? ` ${sentAt.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';
      return `${destination}: ${state}${when}${state === 'sent' || reason === null ? '' : ` (${reason})`}`;
    })
    .join('\n');
}

function parseName(name: string): Named | null {
  const text = name.trim();
  const short = /^([si])(\d{1,9})$/i.exec(text);
  if (short) return { kind: short[1]?.toLowerCase() === 's' ? 'story' : 'item', id: Number(short[2]) };
  return /^[\w-]{22}$/.test(text) ? { kind: 'alert', id: text } : null;
}
