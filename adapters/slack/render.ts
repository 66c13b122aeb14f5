import type { types } from '@slack/bolt';
import type { Briefing, Citation, CitedSentence, Reason } from '../../src/domain/briefing.js';
import type { AlertMessage, Message, NoticeMessage } from '../../src/domain/message.js';
import { markLines, postButtons } from '../../src/lookup/inbox.js';
import {
  conflictHeading,
  copiesInWords,
  countsInWords,
  foundInWords,
  madeInWords,
  markInWords,
  originInWords,
  partsInOrder,
  relationInWords,
  toldSides,
  weaknessesInWords,
} from '../../src/text/briefing-words.js';
import { context, section } from './blocks.js';
import { buttonBlocks } from './buttons.js';
import { link, mrkdwn, plain } from './escape.js';
import { calls } from './mention.js';
import { digestSections, updateSections } from './render-digest.js';

/** What is posted: blocks for the reader, `text` for notifications and screen readers, metadata for `find`. */
export interface Rendered {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
  readonly metadata: types.MessageMetadata;
}

export const METADATA_EVENT = 'wirewatch_delivery';

/** The block that carries the key of its message, where metadata is not shown. */
export function markerBlockId(key: string): string {
  return `ww:${key}`;
}

/**
 * Block Kit for one message, marked with `key` twice. Always within Slack's limits: 3000 characters a
 * section, 50 blocks, and under 10,000 characters of JSON in all, as Slack refuses a message at about
 * 13,200 (bolt-js#2509) without saying so in its manual.
 */
export function render(message: Message, key: string): Rendered {
  const body = bodyOf(message);
  const [first, ...rest] = body.sections;
  return {
    text: body.text || 'Wirewatch',
    blocks: [{ ...(first ?? section('…')), block_id: markerBlockId(key) }, ...rest],
    metadata: { event_type: METADATA_EVENT, event_payload: { delivery_id: key } },
  };
}

interface Body {
  readonly text: string;
  readonly sections: types.KnownBlock[];
}

function bodyOf(message: Message): Body {
  switch (message.kind) {
    case 'alert':
      return alert(message);
    case 'notice':
      return notice(message);
    case 'update': {
      const text = plain(`${message.title}: ${message.lines[0]?.text ?? message.headline}`, MAX_NOTIFICATION);
      return { text, sections: updateSections(message) };
    }
    case 'digest':
      return { text: plain(message.title, MAX_NOTIFICATION), sections: digestSections(message) };
  }
}

/** Characters of JSON that each part may take; with links and scaffolding they stay under 10,000. */
const BUDGET = {
  headline: 300,
  dek: 450,
  point: 350,
  part: 220,
  value: 40,
  related: 100,
  sources: 2000,
  publisher: 60,
  topic: 80,
  term: 30,
  snippet: 160,
  notice: 2500,
};
const MAX_POINTS = 3;
const MAX_IN_PART = 2;
const MAX_CONFLICTS = 2;
const MAX_RELATED = 3;
const MAX_SOURCES = 6;
const MAX_REASONS = 3;
const MAX_TERMS = 6;
const MAX_NOTIFICATION = 150;

function alert(message: AlertMessage): Body {
  const { briefing, priority, mention = [], standing, marks } = message;
  const { headline, dek, points, sources, reasons, conflicts } = briefing;
  const url = sources.find((source) => source.link !== null)?.link ?? null;
  const lead = priority === 'breaking' ? `:rotating_light: ${calls(mention)}` : '';
  const sections: types.KnownBlock[] = [section(`${lead}*${link(url, headline, BUDGET.headline)}*`)];
  const made = marks === undefined ? [] : markLines(marks);
  if (made.length > 0) sections.push(context(made.map((line) => mrkdwn(line, BUDGET.snippet))));
  if (standing !== undefined) sections.push(context([`:thread: ${mrkdwn(standing, BUDGET.snippet)}`]));
  const quoted = dek === null ? '' : mrkdwn(dek.text, BUDGET.dek);
  if (quoted !== '') sections.push(section(quoted));
  const list = bullets(points, MAX_POINTS, BUDGET.point);
  if (list !== '') sections.push(section(list));
  for (const { heading, sentences } of partsInOrder(briefing))
    sections.push(section(`*${heading}*\n${bullets(sentences, MAX_IN_PART, BUDGET.part)}`));
  if (conflicts.length > 0) sections.push(section(conflictLines(briefing)));
  if (sources.length > 0) sections.push(context(sourceLines(briefing)));
  sections.push(context([...reasons.slice(0, MAX_REASONS).map(whyLine), footer(briefing)]));
  sections.push(...buttonBlocks(postButtons(message)));
  const topic = reasons[0]?.topicName;
  return { text: plain(topic ? `${topic}: ${headline}` : headline, MAX_NOTIFICATION), sections };
}

function notice({ title, text }: NoticeMessage): Body {
  const sections = [section(`*${mrkdwn(title, BUDGET.headline) || 'Wirewatch'}*`)];
  const line = mrkdwn(text, BUDGET.notice);
  if (line !== '') sections.push(section(line));
  return { text: plain(`${title}: ${text}`, MAX_NOTIFICATION), sections };
}

function bullets(sentences: readonly CitedSentence[], most: number, budget: number): string {
  const lines = sentences.slice(0, most).map(({ text }) => mrkdwn(text, budget));
  return lines.flatMap((line) => (line === '' ? [] : [`• ${line}`])).join('\n');
}

function conflictLines(briefing: Briefing): string {
  const lines = toldSides(briefing, MAX_CONFLICTS).map(
    ({ value, by, text }) =>
      `≠ ${mrkdwn(value, BUDGET.value)} (${mrkdwn(by, BUDGET.publisher + 80)}): ${mrkdwn(text, BUDGET.part)}`,
  );
  return [`*${conflictHeading(briefing.conflicts)}*`, ...lines].join('\n');
}

/** One element a source. When the links together grow too long, later sources keep their names only. */
function sourceLines({ sources, counts, related }: Briefing): string[] {
  const lines = [countsInWords(counts)];
  let left = BUDGET.sources;
  for (const source of sources.slice(0, MAX_SOURCES)) {
    const full = sourceLine(source, source.link);
    const line = full.length <= left ? full : sourceLine(source, null);
    left = Math.max(0, left - line.length);
    lines.push(line);
  }
  const more = sources.length - MAX_SOURCES;
  if (more > 0) lines.push(`and ${more} more`);
  const see = related.slice(0, MAX_RELATED).map(({ storyId, headline, relation }) => {
    return `s${storyId} ${relationInWords(relation)}: ${mrkdwn(headline, BUDGET.related)}`;
  });
  return see.length === 0 ? lines : [...lines, see.join('\n')];
}

function sourceLine(source: Citation, url: string | null): string {
  const { publisher, publishedAt, dated, mark, copies } = source;
  const from = originInWords(source, (name) => mrkdwn(name, BUDGET.publisher));
  return [
    `${link(url, publisher, BUDGET.publisher)}${from}`,
    `${dated ? '' : 'seen '}${date(publishedAt)}`,
    markInWords(mark),
    copiesInWords(copies.count),
    weaknessesInWords(source),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Shown in the reader's own zone; the fallback is for clients that can't. */
function date(at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  if (!Number.isSafeInteger(seconds) || seconds <= 0) return 'no date';
  return `<!date^${seconds}^{date_short} {time}|${FALLBACK_DATE.format(at)} UTC>`;
}

const FALLBACK_DATE = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

function whyLine({ topicName, terms, field, snippet }: Reason): string {
  const found = terms.slice(0, MAX_TERMS).map((term) => `“${mrkdwn(term, BUDGET.term)}”`);
  const place = foundInWords(field);
  const quoted = field !== 'title' ? mrkdwn(snippet, BUDGET.snippet) : '';
  return [
    `*Why you got this:* ${mrkdwn(topicName, BUDGET.topic)}`,
    ...(found.length > 0 ? [`${found.join(', ')} ${place}`] : []),
    ...(quoted === '' ? [] : [quoted]),
  ].join(' · ');
}

function footer({ readingMinutes, made }: Briefing): string {
  return `${Math.max(1, Math.round(readingMinutes))} min read · ${mrkdwn(madeInWords(made), BUDGET.snippet)}`;
}
