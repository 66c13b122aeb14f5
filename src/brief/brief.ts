/**
 * Writes what a reader gets on a story, from its sources' own sentences: nothing is rephrased, so each sentence can
 * point at where it stands.
 */
import type { Briefing } from '../domain/briefing.js';
import type { Item } from '../domain/item.js';
import { cited, readItem, type Reading } from './candidates.js';
import { conflicts } from './conflicts.js';
import { foldCopies, type Known, originFirst } from './origins.js';
import { chooseDek, choosePoints, MOST_READ, topicReadings } from './points.js';
import { readingMinutes } from './reading-time.js';
import { reasons } from './reasons.js';
import { alike, type Neighbour, relatedStories } from './related.js';
import { storySections } from './sections.js';
import { cite, countsOf, languagesOf } from './sources.js';
import type { TopicMatch } from './topic-matches.js';

/** `roles`, `tiers` and `background` say of members what is known of them; the last are old news, no more than sources. */
export interface StoryToBrief extends Known {
  readonly storyId: number;
  /** The story's members, in any order; at least one. */
  readonly items: readonly Item[];
  readonly matches: readonly TopicMatch[];
  /** Other stories that may have to do with it. */
  readonly neighbours?: readonly Neighbour[];
}

export function writeBriefing(story: StoryToBrief): Briefing {
  const { storyId, matches, neighbours = [] } = story;
  const sources = foldCopies(originFirst(story.items, story));
  const members = sources.flatMap(({ member, copies }) => [member, ...copies].map(({ item }) => item));
  const weak = new Set(
    sources.flatMap(({ member }) => (member.weaknesses.length > 0 ? [member.item.id] : [])),
  );
  const heads = sources.map(({ member }) => member.item);
  const read = reader();
  const lead = leadOf(
    heads.filter(({ id }) => !story.background?.has(id)),
    read,
  );
  const { item } = lead;
  const dek = chooseDek(lead);
  const points = choosePoints(lead, dek, topicReadings(members, lead, matches, read), matches);
  const tellers = [
    lead,
    ...heads
      .filter(({ id }) => id !== item.id)
      .slice(0, MOST_TOLD)
      .map(read),
  ];
  // What speaks against a source speaks against telling from it; what it disputes is shown all the same.
  const sound = tellers.filter((one) => one === lead || !weak.has(one.item.id));
  const parts = storySections(sound, dek ? [dek, ...points] : points);
  const others = alike(item, neighbours);
  const disputes = conflicts(
    tellers,
    others.map((one) => read(one.item)),
  );
  return {
    storyId,
    lang: item.lang,
    headline: item.title.trim() || dek?.sentence.text || item.body.trim().slice(0, 120),
    dek: dek && cited(dek),
    points: points.map(cited),
    happened: parts.happened.map(cited),
    context: parts.context.map(cited),
    next: parts.next.map(cited),
    conflicts: disputes,
    sources: sources.map(cite),
    counts: countsOf(sources),
    languages: languagesOf(item.lang, sources),
    related: relatedStories(item, others, disputes),
    reasons: reasons(matches, item.id, (id) => readById(members, id, read)),
    readingMinutes: readingMinutes(item.body),
    made: { how: 'extracted' },
  };
}

/** Sources beside the lead that parts and conflicts are looked for in. */
const MOST_TOLD = 11;

/** Reads each item once. */
function reader(): (item: Item) => Reading {
  const readings = new Map<number, Reading>();
  return (item) => {
    const reading = readings.get(item.id) ?? readItem(item);
    readings.set(item.id, reading);
    return reading;
  };
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
