/**
 * Writes what a reader gets on a story, from its sources' own sentences: nothing is rephrased, so each sentence can
 * point at where it stands.
 */
import type { Briefing } from '../domain/briefing.js';
import type { Item } from '../domain/item.js';
import { type Candidate, cited, readItem, type Reading } from './candidates.js';
import { leansOnPredecessor } from './openings.js';
import { readingMinutes } from './reading-time.js';
import { reasons } from './reasons.js';
import { scores } from './score.js';
import { cite, originFirst } from './sources.js';
import { best } from './summarise.js';
import { type TopicMatch, topicShare } from './topic-matches.js';

export interface StoryToBrief {
  readonly storyId: number;
  /** The story's members, in any order; at least one. */
  readonly items: readonly Item[];
  readonly matches: readonly TopicMatch[];
  /** Some of the members: old when their feed was first read, so they are sources and no news. */
  readonly background?: ReadonlySet<number>;
}

/** Share of the headline's words counts for more in the dek: it must state the event that the headline names. */
const TITLE_WEIGHT = { dek: 1.2, point: 1 };
const TOPIC_WEIGHT = { first: 1, other: 0.25 };
/** Words (Han characters) up to which an article gives two points and no third. */
const SHORT_ARTICLE = { words: 400, han: 700 };

export function writeBriefing(story: StoryToBrief): Briefing {
  const members = originFirst(story.items, story.background);
  const readings = new Map<number, Reading>();
  const read = (item: Item): Reading => readings.get(item.id) ?? remember(readings, item);
  const lead = leadOf(
    members.filter(({ id }) => !story.background?.has(id)),
    read,
  );
  const dek = chooseDek(lead);
  const points = choosePoints(lead, dek, topicReadings(members, lead, story.matches, read), story.matches);
  return {
    storyId: story.storyId,
    lang: lead.item.lang,
    headline: lead.item.title.trim() || dek?.sentence.text || lead.item.body.trim().slice(0, 120),
    dek: dek && cited(dek),
    points: points.map(cited),
    sources: members.map(cite),
    reasons: reasons(story.matches, lead.item.id, (id) => readById(members, id, read)),
    readingMinutes: readingMinutes(lead.item.body),
  };
}

function remember(readings: Map<number, Reading>, item: Item): Reading {
  const reading = readItem(item);
  readings.set(item.id, reading);
  return reading;
}

function readById(members: readonly Item[], id: number, read: (item: Item) => Reading): Reading | null {
  const item = members.find((member) => member.id === id);
  return item ? read(item) : null;
}

/** The member that the briefing is written from: the first, unless it is a bare headline and another one isn't. */
function leadOf(members: readonly Item[], read: (item: Item) => Reading): Reading {
  let lead: Reading | null = null;
  for (const member of members.slice(0, MOST_READ)) {
    const reading = read(member);
    if (reading.candidates.length >= 2) return reading;
    if (!lead || reading.candidates.length > lead.candidates.length) lead = reading;
  }
  if (!lead) throw new Error('A story without an item has no briefing');
  return lead;
}

/** Members looked at for a text; stories of hundreds of bare headlines exist. */
const MOST_READ = 20;

function chooseDek({ candidates }: Reading): Candidate | null {
  const weights = scores(candidates, TITLE_WEIGHT.dek);
  const free = candidates.filter(standsAlone);
  return best(free, (candidate) => weights[candidate.index] ?? 0, []) ?? candidates[0] ?? null;
}

/** The lead, then the other members that a topic matched. */
function topicReadings(
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
function choosePoints(
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
