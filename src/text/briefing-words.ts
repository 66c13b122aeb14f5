/** How a briefing speaks of itself and its sources, alike on the screen, in chat and on the page. What is of a feed is not escaped. */
import type {
  Briefing,
  BriefingPart,
  Citation,
  CitedSentence,
  Conflict,
  ConflictSide,
  Counts,
  Made,
  Reason,
  RelatedStory,
  Weakness,
  WireMark,
} from '../domain/briefing.js';
import type { Change } from '../domain/message.js';
import { around } from './snippet.js';

/** The parts of a briefing under their headings, in order; without those that are empty. */
export function partsInOrder({
  happened,
  context,
  next,
}: Briefing): { heading: string; sentences: readonly CitedSentence[] }[] {
  const parts = [
    { heading: 'What happened', sentences: happened },
    { heading: 'Context', sentences: context },
    { heading: 'What to watch next', sentences: next },
  ];
  return parts.filter(({ sentences }) => sentences.length > 0);
}

/** Where the words of a reason stand: "in the headline". */
export const foundInWords = (field: Reason['field']): string =>
  ({ title: 'in the headline', body: 'in the text', both: 'in the headline and the text' })[field];

/** "2 independent sources · 3 copies": nothing is called confirmed here. */
export function countsInWords({ origins, copies }: Counts): string {
  const sources =
    origins === 0
      ? 'no source that reported it itself'
      : origins === 1
        ? 'one source'
        : `${origins} independent sources`;
  return copies === 0 ? sources : `${sources} · ${copiesInWords(copies)}`;
}

/** "3 copies"; empty for none. */
export function copiesInWords(copies: number): string {
  if (copies === 0) return '';
  return copies === 1 ? '1 copy' : `${copies} copies`;
}

/** ", from Securities Times via Reuters": whom a source has it from; `shown` escapes names. */
export function originInWords(
  { origin, via }: Pick<Citation, 'origin' | 'via'>,
  shown: (name: string) => string = (name) => name,
): string {
  return `${origin ? `, from ${shown(origin)}` : ''}${via ? ` via ${shown(via)}` : ''}`;
}

/** " and 2 more", after the first of three publishers. */
export const othersInWords = (publishers: number): string =>
  publishers > 1 ? ` and ${publishers - 1} more` : '';

/** What has become of a story, for a digest; empty where it is news like any other. */
export const changeInWords = (change: Change | null): string =>
  change === null || change === 'fact' ? '' : change;

const WEAKNESSES: Readonly<Record<Weakness, string>> = {
  placeholders: 'placeholders left in',
  essay: 'an essay that names no sources',
  contradiction: 'contradicts itself',
  'machine-assisted': 'says that a machine helped to write it',
};

/** "⚠ contradicts itself, placeholders left in"; empty for a source that nothing speaks against. */
export function weaknessesInWords({ weaknesses }: Pick<Citation, 'weaknesses'>): string {
  return weaknesses.length === 0 ? '' : `⚠ ${weaknesses.map((one) => WEAKNESSES[one]).join(', ')}`;
}

const MARKS: Readonly<Record<WireMark, string>> = {
  update: 'updated',
  correction: 'corrected',
  retraction: 'withdrawn',
};

export const markInWords = (mark: WireMark | null): string => (mark === null ? '' : MARKS[mark]);

const RELATIONS: Readonly<Record<RelatedStory['relation'], string>> = {
  disputes: 'says otherwise',
  earlier: 'earlier',
  later: 'later',
  parallel: 'also',
};

export const relationInWords = (relation: RelatedStory['relation']): string => RELATIONS[relation];

const PARTS: Readonly<Record<BriefingPart, string>> = {
  headline: 'headline',
  dek: 'summary',
  points: 'key points',
  happened: 'what happened',
  context: 'context',
  next: 'what to watch next',
};

/** How the text came about, in a line. */
export function madeInWords(made: Made): string {
  if (made.how === 'extracted') return "the sources' own sentences, chosen by rule";
  const parts = made.reworded.map((part) => PARTS[part]).join(', ');
  return `${parts} reworded by ${made.model}, checked against the sources`;
}

/** A side as it is shown. */
export interface ToldSide {
  /** "July 9" */
  readonly value: string;
  /** "unsigned ⚠ weak source: contradicts itself" */
  readonly by: string;
  /** The sentence; of one that stands on the card already, what is around the value. */
  readonly text: string;
}

/** "Sources disagree", and that dates of acts of one kind may be dates of two events. */
export function conflictHeading(conflicts: readonly Conflict[]): string {
  const perhaps = conflicts.length > 0 && conflicts.every(({ alike }) => !alike);
  return perhaps ? 'Sources disagree on the date, unless they tell of two events' : 'Sources disagree';
}

export function toldSides(briefing: Briefing, most: number): ToldSide[] {
  const { dek, points, happened, context, next, conflicts } = briefing;
  const shown = [...(dek ? [dek] : []), ...points, ...happened, ...context, ...next];
  const told: ToldSide[] = [];
  for (const side of conflicts.slice(0, most).flatMap(({ sides }) => sides)) {
    const { value, sentence } = side;
    const again = shown.some((one) => isSame(one, sentence));
    told.push({ value, by: sideBy(side), text: again ? excerpt(sentence.text, value) : sentence.text });
    shown.push(sentence);
  }
  return told;
}

/** Who says it, and what speaks against that source. */
export function sideBy({ sentence, weaknesses }: ConflictSide): string {
  if (weaknesses.length === 0) return sentence.publisher;
  return `${sentence.publisher} ${weaknessesInWords({ weaknesses }).replace('⚠', '⚠ weak source:')}`;
}

const isSame = (one: CitedSentence, other: CitedSentence): boolean =>
  one.itemId === other.itemId && one.start < other.end && other.start < one.end;

/** UTF-16 units of a sentence that is shown again, half of them before the value: what it is of stands on either side. */
const EXCERPT = 140;

function excerpt(text: string, value: string): string {
  const at = Math.max(0, text.indexOf(value));
  return around(text, Math.max(0, at - EXCERPT / 6), at + value.length, EXCERPT);
}
