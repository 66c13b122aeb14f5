/** How a briefing speaks of itself and its sources, alike on the screen, in chat and on the page. Nothing in it is of a feed. */
import type {
  Briefing,
  BriefingPart,
  Citation,
  CitedSentence,
  Counts,
  Made,
  Reason,
  RelatedStory,
  Weakness,
  WireMark,
} from '../domain/briefing.js';

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

export const CONFLICT_HEADING = 'Sources disagree';

/** "2 independent sources · 3 copies": nothing is called confirmed here. */
export function countsInWords({ origins, copies }: Counts): string {
  const sources =
    origins === 0
      ? 'no source that reported it itself'
      : origins === 1
        ? 'one source'
        : `${origins} independent sources`;
  return copies === 0 ? sources : `${sources} · ${copies === 1 ? '1 copy' : `${copies} copies`}`;
}

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
