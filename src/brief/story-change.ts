/** What a story's readers have not been told yet: decides between an edit in silence and a line in its thread. */
import type { Briefing, Citation, CitedSentence } from '../domain/briefing.js';
import type { StoryChange } from '../domain/story.js';
import { contentTerms, cosine, termVector } from '../text/terms.js';
import { valuesOf } from './conflicts.js';
import { particularsOf } from './particulars.js';

/** Cosine from which two sentences say the same. */
const SAME = 0.5;
const MOST_FACTS = 3;

export function storyChange(before: Briefing, after: Briefing): StoryChange {
  const known = new Map(before.sources.map((source) => [source.itemId, source]));
  const sources = after.sources
    .filter((source) => isNews(source, known.get(source.itemId)))
    .toSorted((a, b) => gravity(b) - gravity(a));
  const facts = newFacts(before, after, known);
  const told = new Set(before.conflicts.map(valuesOf));
  const disputes = after.conflicts.filter((conflict) => !told.has(valuesOf(conflict)));
  return { kind: kindOf({ sources, facts, disputes }), sources, facts, disputes };
}

/** Nobody has it from the source yet, or the source has changed its mind since. */
function isNews(source: Citation, known: Citation | undefined): boolean {
  if (source.standing === 'background') return false;
  return known === undefined || (source.mark !== known.mark && gravity(source) > 1);
}

const gravity = ({ mark }: Citation): number =>
  mark === 'retraction' ? 3 : mark === 'correction' ? 2 : mark === 'update' ? 1 : 0;

function newFacts(before: Briefing, after: Briefing, known: ReadonlyMap<number, Citation>): CitedSentence[] {
  const said = sentencesOf(before);
  const vectors = said.map(({ text }) => termVector(contentTerms(text)));
  const particulars = new Set([before.headline, ...said.map(({ text }) => text)].flatMap(particularsOf));
  const weak = new Set(
    after.sources.flatMap(({ itemId, weaknesses, standing }) =>
      weaknesses.length > 0 || standing === 'background' ? [itemId] : [],
    ),
  );
  const facts = sentencesOf(after).filter(({ text, itemId, start }) => {
    if (weak.has(itemId)) return false;
    // Chosen this time from a text that has not changed: it was there to be read.
    if (known.has(itemId) && !said.some((one) => one.itemId === itemId && one.start === start)) return false;
    if (said.some((one) => one.text === text)) return false;
    const vector = termVector(contentTerms(text));
    if (!particularsOf(text).some((one) => !particulars.has(one))) return false;
    return known.has(itemId) || vectors.every((other) => cosine(vector, other) < SAME);
  });
  return facts.slice(0, MOST_FACTS);
}

/** As the sources have them: other words for a sentence are no news. */
const sentencesOf = ({ dek, points, happened, context, next }: Briefing): CitedSentence[] =>
  [...(dek ? [dek] : []), ...points, ...happened, ...context, ...next].map((one) => ({
    ...one,
    text: one.original ?? one.text,
  }));

function kindOf({ sources, facts, disputes }: Omit<StoryChange, 'kind'>): StoryChange['kind'] {
  const [first] = sources;
  if (first?.mark === 'retraction') return 'retraction';
  if (first?.mark === 'correction') return 'correction';
  if (disputes.length > 0) return 'dispute';
  if (facts.length > 0) return 'fact';
  return first === undefined ? 'none' : 'source';
}
