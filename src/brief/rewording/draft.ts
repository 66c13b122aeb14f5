import type { Briefing, BriefingPart, CitedSentence } from '../../domain/briefing.js';
import { printable } from '../../text/printable.js';
import type { Draft } from '../rewriter.js';

/** The parts that may be reworded, in the order in which they are read; a headline stays its source's own. */
export const PARTS = [
  'dek',
  'points',
  'happened',
  'context',
  'next',
] as const satisfies readonly BriefingPart[];

/** The sentences of a briefing, numbered from 1 in the order in which they are read. */
export function draftOf(briefing: Briefing): Draft {
  const sentences = PARTS.flatMap((part) =>
    sentencesOf(briefing, part).map((sentence) => ({ part, sentence })),
  );
  return {
    lang: briefing.lang,
    headline: printable(briefing.headline),
    sentences: sentences.map(({ part, sentence }, i) => ({
      id: i + 1,
      part,
      publisher: printable(sentence.publisher),
      text: printable(sentence.text),
    })),
  };
}

export function sentencesOf(briefing: Briefing, part: (typeof PARTS)[number]): readonly CitedSentence[] {
  if (part === 'dek') return briefing.dek ? [briefing.dek] : [];
  return briefing[part];
}
