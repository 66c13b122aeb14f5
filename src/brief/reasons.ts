import type { Reason } from '../domain/briefing.js';
import type { Evidence } from '../domain/match.js';
import type { Reading } from './candidates.js';
import { evidenceIn, termsOf, type TopicMatch } from './topic-matches.js';

/** Longest snippet, in UTF-16 units. */
const SNIPPET = 280;

/** One reason a topic, in the order of the matches; the lead item's match speaks where several items matched. */
export function reasons(
  matches: readonly TopicMatch[],
  leadId: number,
  read: (id: number) => Reading | null,
): Reason[] {
  const byTopic = new Map<string, TopicMatch>();
  for (const one of matches) {
    const known = byTopic.get(one.match.topicId);
    if (!known || (known.itemId !== leadId && one.itemId === leadId)) byTopic.set(one.match.topicId, one);
  }
  return Array.from(byTopic.values(), (one) => reason(one, read(one.itemId)));
}

function reason({ topicName, match }: TopicMatch, reading: Reading | null): Reason {
  const { topicId, topicVersion, evidence } = match;
  const place = bestPlace(evidence, reading);
  // A reader looks for them there.
  const there = evidence.filter(({ field }) => field === place.field);
  return { topicId, topicName, topicVersion, terms: wordsFound(there), ...place };
}

/** A longer run of words is a sentence, not a term. UTF-16 units. */
const LONGEST_TERM = 48;
const MOST_TERMS = 4;

/** The words that satisfied the query, as the source has them: those that say most first, none inside another. */
function wordsFound(evidence: readonly Evidence[]): string[] {
  const found = new Map(evidence.map(({ text }) => [text.toLowerCase(), text.replace(/\s+/g, ' ')]));
  const short = [...found.values()].filter((text) => text.length <= LONGEST_TERM);
  const telling = short.toSorted((a, b) => b.length - a.length);
  const kept = telling.filter((text, i) => !telling.slice(0, i).some((longer) => holds(longer, text)));
  return (kept.length === 0 ? wordsAsked(evidence) : kept).slice(0, MOST_TERMS);
}

/** The words of the query, for evidence that is a whole sentence. */
const wordsAsked = (evidence: readonly Evidence[]) => [
  ...new Set(termsOf(evidence).flatMap((term) => term.split(/ (?:SENTENCE|O?NEAR(?:\/\d+)?) /))),
];

const holds = (longer: string, text: string) => longer.toLowerCase().includes(text.toLowerCase());

/** The place where most terms stand together: a sentence of the body, or the title when no sentence has as many. */
function bestPlace(
  evidence: readonly Evidence[],
  reading: Reading | null,
): Pick<Reason, 'field' | 'snippet'> {
  const inTitle = evidence.filter((one) => one.field === 'title');
  let most = 0;
  let snippet = '';
  for (const sentence of reading?.sentences ?? []) {
    const here = evidenceIn(sentence, evidence);
    const terms = termsOf(here).length;
    const [first] = here;
    if (terms <= most || !first) continue;
    most = terms;
    snippet = around(sentence.text, first.start - sentence.start, first.end - sentence.start);
  }
  if (most === 0 && inTitle.length === 0) return unplaced(evidence, reading);
  if (termsOf(inTitle).length <= most) return { field: 'body', snippet };
  return { field: 'title', snippet: reading?.item.title ?? inTitle[0]?.text ?? '' };
}

/** Evidence that runs over a sentence boundary, as NEAR does: the text around its first piece. */
function unplaced(evidence: readonly Evidence[], reading: Reading | null): Pick<Reason, 'field' | 'snippet'> {
  const [first] = evidence;
  if (!first || !reading) return { field: 'body', snippet: first?.text ?? '' };
  return { field: 'body', snippet: around(reading.item.body, first.start, first.end) };
}

/** At most 280 characters around an offset, cut between words, with an ellipsis where something is left out. */
function around(text: string, start: number, end: number): string {
  if (text.length <= SNIPPET) return text;
  let from = Math.max(0, Math.min(start - SNIPPET / 3, text.length - SNIPPET));
  let to = Math.min(text.length, from + SNIPPET);
  from = from === 0 ? 0 : Math.min(start, afterSpace(text, from));
  to = to === text.length ? to : Math.max(Math.min(end, text.length), beforeSpace(text, to));
  return `${from > 0 ? '…' : ''}${text.slice(from, to).trim().toWellFormed()}${to < text.length ? '…' : ''}`;
}

function afterSpace(text: string, at: number): number {
  const space = text.slice(at, at + 24).search(/\s/);
  return Math.floor(space < 0 ? at : at + space + 1);
}

function beforeSpace(text: string, at: number): number {
  const head = text.slice(Math.max(0, at - 24), at);
  const space = head.search(/\s\S*$/);
  return Math.floor(space < 0 ? at : at - head.length + space);
}
