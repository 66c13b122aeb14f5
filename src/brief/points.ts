/** The sentences that open a briefing: the event, and what a reader should know of it. */
import type { Item } from '../domain/item.js';
import { best } from './best.js';
import type { Candidate, Reading } from './candidates.js';
import { leansOnPredecessor } from './openings.js';
import { scores } from './score.js';
import { type TopicMatch, topicShare } from './topic-matches.js';

/** Share of the headline's words counts for more in the dek: it must state the event that the headline names. */
const TITLE_WEIGHT = { dek: 1.2, point: 1 };
const TOPIC_WEIGHT = { first: 1, other: 0.25 };
/** Words (Han characters) up to which an article gives two points and no third. */
const SHORT_ARTICLE = { words: 400, han: 700 };
/** Members whose texts are read; stories of hundreds of bare headlines exist. */
export const MOST_READ = 20;

export function chooseDek({ candidates }: Reading): Candidate | null {
  const weights = scores(candidates, TITLE_WEIGHT.dek);
  const free = candidates.filter(standsAlone);
  return best(free, (candidate) => weights[candidate.index] ?? 0, []) ?? candidates[0] ?? null;
}

/** The lead, then the other members that a topic matched. */
export function topicReadings(
  members: readonly Item[],
  lead: Reading,
  matches: readonly TopicMatch[],
  read: (item: Item) => Reading,
): Reading[] {
  const matched = new Set(matches.map(({ itemId }) => itemId));
  const others = members.filter((member) => member.id !== lead.item.id && matched.has(member.id));
  return [lead, ...others.slice(0, MOST_READ).map(read)];
}

/** The first point is about what the reader watches, where a sentence is; the others tell the story. */
export function choosePoints(
  lead: Reading,
  dek: Candidate | null,
  about: readonly Reading[],
  matches: readonly TopicMatch[],
): Candidate[] {
  const first = dek && firstPoint(about, dek, matches);
  const points = first ? [first] : [];
  const worth = worthOf(lead, matches, TOPIC_WEIGHT.other);
  const free = lead.candidates.filter(standsAlone);
  while (dek && points.length < pointsFor(lead)) {
    const next = best(free, worth, [dek, ...points]);
    if (!next) break;
    points.push(next);
  }
  const [opening, ...rest] = points;
  if (first && opening) return [opening, ...rest.sort((a, b) => a.position - b.position)];
  return points.sort((a, b) => a.position - b.position);
}

function firstPoint(
  about: readonly Reading[],
  dek: Candidate,
  matches: readonly TopicMatch[],
): Candidate | null {
  for (const reading of about) {
    const share = (candidate: Candidate) => topicShare(candidate.item, candidate.sentence, matches);
    const onTopic = reading.candidates.filter((candidate) => standsAlone(candidate) && share(candidate) > 0);
    const found = best(onTopic, worthOf(reading, matches, TOPIC_WEIGHT.first), [dek]);
    if (found) return found;
  }
  return null;
}

function worthOf(
  { candidates }: Reading,
  matches: readonly TopicMatch[],
  topic: number,
): (one: Candidate) => number {
  const weights = scores(candidates, TITLE_WEIGHT.point);
  return (one) => (weights[one.index] ?? 0) + topic * topicShare(one.item, one.sentence, matches);
}

function pointsFor({ candidates }: Reading): number {
  const length = candidates.reduce((sum, candidate) => sum + candidate.length, 0);
  const short = candidates[0]?.han ? SHORT_ARTICLE.han : SHORT_ARTICLE.words;
  return length < short ? 2 : 3;
}

const standsAlone = (candidate: Candidate): boolean => !leansOnPredecessor(candidate.sentence.text);
