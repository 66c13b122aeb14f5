import type { Briefing, BriefingPart, CitedSentence } from '../../domain/briefing.js';
import type { Draft, Wording } from '../rewriter.js';
import { checkClaim } from './check-claim.js';
import type { ClaimFault } from './claim.js';
import { draftOf, PARTS, sentencesOf } from './draft.js';

export interface Reworded {
  /** With the sentences that stood the checks in other words, and all others as their sources have them. */
  readonly briefing: Briefing;
  readonly accepted: number;
  /** Why the others were not taken. */
  readonly faults: readonly (ClaimFault & { readonly id: number })[];
}

/** Puts wordings into the briefing that they were asked for, each for itself where nothing speaks against it. */
export function reword(briefing: Briefing, wordings: readonly Wording[], model: string): Reworded {
  const draft = draftOf(briefing);
  const accepted = new Map<number, string>();
  const faults: (ClaimFault & { id: number })[] = [];
  for (const wording of wordings) {
    if (accepted.has(wording.id)) continue;
    const text = wording.text.trim();
    const own = draft.sentences[wording.id - 1]?.text;
    // Nothing was asked of it, or nothing was changed.
    if (own === undefined || own === text) continue;
    const cited = citedBy(wording, draft);
    const fault = cited ? checkClaim({ text, own, cited }) : BAD_CITATION;
    if (fault) faults.push({ ...fault, id: wording.id });
    else accepted.set(wording.id, text);
  }
  return { briefing: withWordings(briefing, accepted, draft, model), accepted: accepted.size, faults };
}

const BAD_CITATION: ClaimFault = {
  kind: 'citation',
  detail: 'cites what is not there, or not its own sentence',
};

/** Sentences that one wording may rest on. */
const MOST_CITED = 3;

function citedBy({ id, cite }: Wording, { sentences }: Draft): string[] | null {
  const cited = [...new Set(cite)].map((one) => sentences[one - 1]?.text);
  const isSound = cite.includes(id) && cited.length <= MOST_CITED;
  return isSound && cited.every((text) => text !== undefined) ? cited : null;
}

function withWordings(
  briefing: Briefing,
  accepted: ReadonlyMap<number, string>,
  { sentences }: Draft,
  model: string,
): Briefing {
  if (accepted.size === 0) return briefing;
  let id = 0;
  const [dek = [], points = [], happened = [], context = [], next = []] = PARTS.map((part) =>
    sentencesOf(briefing, part).map((sentence): CitedSentence => {
      const text = accepted.get(++id);
      return text === undefined ? sentence : { ...sentence, text, original: sentence.text };
    }),
  );
  const parts = new Set<BriefingPart>(sentences.flatMap((one) => (accepted.has(one.id) ? [one.part] : [])));
  const made = { how: 'reworded', model, reworded: [...parts] } as const;
  return { ...briefing, dek: dek[0] ?? null, points, happened, context, next, made };
}
