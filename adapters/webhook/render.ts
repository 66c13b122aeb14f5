import type { Briefing, Citation, CitedSentence } from '../../src/domain/briefing.js';
import type { AlertMessage, DigestMessage, Message, UpdateMessage } from '../../src/domain/message.js';
import { madeInWords } from '../../src/text/briefing-words.js';
import { printable } from '../../src/text/printable.js';

/** Characters that each text may have; a link is whole or not there. With them a body stays under `MOST_BYTES`. */
const LIMITS = { headline: 300, text: 1_000, name: 100, notice: 4_000, link: 2_000 };
const MOST = { points: 8, sources: 20, topics: 10, terms: 8, entries: 20, lines: 6, mentions: 10 };
/** What a receiver must take. */
export const MOST_BYTES = 131_072;

/** A message as plain data: text without markup, and nothing that a screen would obey. */
export function render(message: Message): object {
  switch (message.kind) {
    case 'alert':
      return alert(message);
    case 'update':
      return update(message);
    case 'digest':
      return digest(message);
    case 'notice':
      return {
        kind: 'notice',
        title: cut(message.title, LIMITS.headline),
        text: cut(message.text, LIMITS.notice),
      };
  }
}

function alert({ briefing, priority, mention = [], standing, marks }: AlertMessage): object {
  const { storyId, lang, headline, dek, points, sources, reasons, counts, readingMinutes, made } = briefing;
  return {
    kind: 'alert',
    story: storyId,
    priority,
    lang,
    headline: cut(headline, LIMITS.headline),
    summary: dek === null ? null : sentence(dek, briefing),
    points: points.slice(0, MOST.points).map((point) => sentence(point, briefing)),
    sources: sources.slice(0, MOST.sources).map(source),
    moreSources: Math.max(0, sources.length - MOST.sources),
    counts,
    topics: reasons.slice(0, MOST.topics).map(({ topicId, topicName, terms }) => ({
      id: topicId,
      name: cut(topicName, LIMITS.name),
      terms: terms.slice(0, MOST.terms).map((term) => cut(term, LIMITS.name)),
    })),
    minutes: readingMinutes,
    made: cut(madeInWords(made), LIMITS.headline),
    ...(standing !== undefined && { standing: cut(standing, LIMITS.headline) }),
    ...(marks !== undefined && { marks }),
    ...(mention.length > 0 && { mention: mention.slice(0, MOST.mentions).map((id) => cut(id, LIMITS.name)) }),
  };
}

function update({ storyId, headline, change, title, lines }: UpdateMessage): object {
  return {
    kind: 'update',
    story: storyId,
    change,
    title: cut(title, LIMITS.name),
    headline: cut(headline, LIMITS.headline),
    lines: lines.slice(0, MOST.lines).map((line) => ({
      text: cut(line.text, LIMITS.text),
      source: source(line.source),
    })),
  };
}

function digest({ occasion, title, summary, entries, counts, part, parts }: DigestMessage): object {
  return {
    kind: 'digest',
    occasion,
    title: cut(title, LIMITS.headline),
    summary: cut(summary, LIMITS.headline),
    counts,
    part,
    parts,
    entries: entries.slice(0, MOST.entries).map((entry) => ({
      story: entry.storyId,
      headline: cut(entry.headline, LIMITS.headline),
      link: linkOf(entry.link),
      publisher: cut(entry.publisher, LIMITS.name),
      sources: entry.sources,
      topics: entry.topics.slice(0, MOST.topics).map((topic) => cut(topic, LIMITS.name)),
      change: entry.change,
    })),
  };
}

/** Each sentence says whose it is. */
function sentence({ text, publisher, itemId }: CitedSentence, { sources }: Briefing): object {
  const index = sources.findIndex((cited) => cited.itemId === itemId);
  return {
    text: cut(text, LIMITS.text),
    publisher: cut(publisher, LIMITS.name),
    source: index < 0 || index >= MOST.sources ? null : index,
  };
}

function source({ publisher, origin, via, title, link, lang, publishedAt, dated, mark }: Citation): object {
  const at = Number.isFinite(publishedAt.getTime()) ? publishedAt.toISOString() : null;
  return {
    publisher: cut(publisher, LIMITS.name),
    origin: origin === null ? null : cut(origin, LIMITS.name),
    via: via === null ? null : cut(via, LIMITS.name),
    title: cut(title, LIMITS.headline),
    link: linkOf(link),
    lang,
    publishedAt: at,
    dated,
    mark,
  };
}

/** An http(s) address without a password. */
function linkOf(link: string | null): string | null {
  const url = link !== null && URL.canParse(link) ? new URL(link) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return null;
  return url.href.length <= LIMITS.link ? url.href : null;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Between two characters as a reader sees them; of hostile text no more is read than could be shown. */
function cut(text: string, most: number): string {
  const line = printable(text.slice(0, most * 8)).trim();
  if (line.length <= most) return line;
  let kept = '';
  for (const { segment } of graphemes.segment(line)) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
