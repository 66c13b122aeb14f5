/**
 * The parts of a briefing as news desks write them. A heading of the source decides; without one, cues and place
 * with rounded weights do, and a part that nothing speaks for stays empty. On labelled news "what happened" is right
 * four times in five; "what to watch" only every second time even when it is sure, so readers see it as a hint.
 */
import { best } from './best.js';
import type { Candidate, Reading } from './candidates.js';
import { AHEAD, EXPLAINS, HEADINGS, NO_FORECAST, PAST, REPORTS } from './cues.js';
import { leansOnPredecessor } from './openings.js';
import { titleShare } from './score.js';

/** What happened, after the dek; why it matters; what to watch next. */
export interface Sections {
  readonly happened: readonly Candidate[];
  readonly context: readonly Candidate[];
  readonly next: readonly Candidate[];
}

export type Section = keyof Sections;

/** Sentences in a part; a third of a short article. */
const MOST = 2;
/** Least score to be shown; under a heading that says so, less will do. */
const LEAST: Readonly<Record<Section, number>> = { happened: 1, context: 0.9, next: 3 };
const LEAST_UNDER_HEADING: Readonly<Record<Section, number>> = {
  happened: -Infinity,
  context: -Infinity,
  next: 1.6,
};

/** The parts of a briefing on a story: each from the first of its texts, the lead's first, that has something for it. */
export function storySections(readings: readonly Reading[], shown: readonly Candidate[]): Sections {
  const taken = [...shown];
  const filled: Record<Section, Candidate[]> = { happened: [], context: [], next: [] };
  for (const reading of readings) {
    const parts = sections(reading, taken);
    for (const section of SECTIONS) {
      if (filled[section].length > 0 || parts[section].length === 0) continue;
      filled[section] = [...parts[section]];
      taken.push(...parts[section]);
    }
    if (SECTIONS.every((section) => filled[section].length > 0)) break;
  }
  return filled;
}

/** The parts of a briefing on one text, without what is `shown` already. */
export function sections(reading: Reading, shown: readonly Candidate[]): Sections {
  const taken = [...shown];
  const filled: Record<Section, Candidate[]> = { happened: [], context: [], next: [] };
  // Happened first, since it is surest; context last, since most sentences could be it.
  for (const section of SECTIONS) {
    const found = choose(reading, section, taken);
    taken.push(...found);
    filled[section] = found.toSorted((a, b) => a.position - b.position);
  }
  return filled;
}

function choose(reading: Reading, section: Section, taken: readonly Candidate[]): Candidate[] {
  const under = headed(reading, section);
  const least = under.length > 0 ? LEAST_UNDER_HEADING[section] : LEAST[section];
  const score = sectionScore(reading.candidates, section);
  const elsewhere = new Set(SECTIONS.filter((one) => one !== section).flatMap((one) => headed(reading, one)));
  const pool = (under.length > 0 ? under : reading.candidates).filter(
    (one) => !leansOnPredecessor(one.sentence.text) && !elsewhere.has(one) && score(one) >= least,
  );
  const found: Candidate[] = [];
  const most = Math.min(MOST, Math.max(1, Math.floor(reading.candidates.length / 3)));
  while (found.length < most) {
    const next = best(pool, score, [...taken, ...found]);
    if (!next) break;
    found.push(next);
  }
  return found;
}

const SECTIONS: readonly Section[] = ['happened', 'next', 'context'];

/** Candidates that stand under a heading of the source for this part. */
function headed({ item, candidates }: Reading, section: Section): Candidate[] {
  return candidates.filter(({ sentence }) => {
    const heading = item.headings.findLast(({ at }) => at <= sentence.start);
    return heading !== undefined && HEADINGS[section].test(heading.text.trim());
  });
}

/** How much a candidate of the item speaks for a part; comparable within one part only. */
export function sectionScore(of: readonly Candidate[], section: Section): (one: Candidate) => number {
  const inTitle = titleShare(of);
  if (section === 'happened') return (one) => happened(one, inTitle(one));
  if (section === 'next') return (one) => ahead(one, one.index / Math.max(1, of.length));
  return (one) => context(one, inTitle(one));
}

function happened(one: Candidate, inTitle: number): number {
  const text = one.sentence.text.slice(0, READ);
  const quoted = text.length - text.replace(QUOTED, '').length;
  return (
    2.4 * Math.exp(-one.index / 4) -
    0.6 / (1 + one.index) +
    (one.index === 0 ? 0.6 : 0) +
    3.2 * inTitle +
    says(0.9, REPORTS.day, text) +
    says(0.5, REPORTS.verb, text) +
    says(0.3, REPORTS.attributed, text) +
    says(0.9, REPORTS.han, text) -
    says(2, EXPLAINS.han, text) -
    says(2, AHEAD.han, text) -
    (quoted > 0 ? 0.3 : 0) -
    (0.5 * quoted) / Math.max(1, text.length) -
    says(1.6, QUESTION, text) -
    2 * tooShort(one)
  );
}

function ahead(one: Candidate, place: number): number {
  const text = one.sentence.text.slice(0, READ);
  if (NO_FORECAST.test(text)) return 0;
  return (
    says(2.7, AHEAD.expect, text) +
    says(2.5, AHEAD.will, text) +
    says(2.1, AHEAD.would, text) +
    says(1.6, AHEAD.might, text) +
    says(1.5, AHEAD.plan, text) +
    says(0.9, AHEAD.time, text) +
    says(0.6, AHEAD.condition, text) +
    says(0.5, EXPLAINS.impact, text) +
    says(3.8, AHEAD.han, text) +
    0.6 * place -
    1.2 / (1 + one.index) -
    0.9 * Math.exp(-one.index / 4) -
    Math.max(says(0.6, PAST.year, text), says(0.6, PAST.ago, text)) -
    says(0.8, QUESTION, text) -
    says(0.4, PAST.passive, text)
  );
}

function context(one: Candidate, inTitle: number): number {
  const text = one.sentence.text.slice(0, READ);
  return (
    says(0.7, EXPLAINS.impact, text) +
    says(0.6, EXPLAINS.significance, text) +
    says(0.6, EXPLAINS.expert, text) +
    says(0.5, EXPLAINS.cause, text) +
    says(0.4, EXPLAINS.setting, text) +
    says(2.2, EXPLAINS.han, text) +
    0.4 * inTitle -
    2.4 / (1 + one.index) -
    says(0.8, AHEAD.will, text) -
    says(0.6, PAST.year, text)
  );
}

/** Characters of a sentence that cues are looked for in. */
const READ = 1000;
const QUOTED = /[“"][^”"]{8,}?[”"]|「[^」]*」/g;
const QUESTION = /[?？]["”’']?$/;

const says = (weight: number, cue: RegExp, text: string): number => (cue.test(text) ? weight : 0);

/** 0 from nine words, 1 below four. */
const tooShort = ({ length, han }: Candidate): number =>
  Math.min(1, Math.max(0, ((han ? 18 : 9) - length) / (han ? 12 : 6)));
