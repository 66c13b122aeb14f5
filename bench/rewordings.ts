/** How many corrupted sentences the checks of a rewording stop, and how many good ones. */
import { checkClaim } from '../src/brief/rewording/check-claim.js';
import type { Claim } from '../src/brief/rewording/claim.js';
import { splitSentences } from '../src/text/sentences.js';
import { contentTerms } from '../src/text/terms.js';
import { CORRUPTIONS, HARMLESS, seeded } from '../tests/brief/corruptions.js';
import { type LabelledArticle, readBriefings } from './labelled.js';

interface Tally {
  stopped: number;
  of: number;
}

const PEOPLE = 'written by people';

/** As claims: what people wrote of the article, and its own sentences; each cites the two sentences nearest to it. */
export function scoreRewordings(path: string): void {
  for (const { file, articles } of readBriefings(path)) {
    if (articles.length === 0) continue;
    const random = seeded(1);
    const tallies = new Map<string, Tally>();
    const kinds = new Map<string, number>();
    const count = (name: string, claim: Claim) => {
      const fault = checkClaim(claim);
      const tally = tallies.get(name) ?? { stopped: 0, of: 0 };
      tallies.set(name, { stopped: tally.stopped + (fault ? 1 : 0), of: tally.of + 1 });
      if (fault && name === PEOPLE) kinds.set(fault.kind, (kinds.get(fault.kind) ?? 0) + 1);
      if (process.env['SHOW'] === name && Boolean(fault) === (process.env['STOPPED'] === '1'))
        console.log(`${fault?.kind}: ${fault?.detail}\n  CLAIM ${claim.text}\n  OWN   ${claim.own}`);
    };
    const begun = performance.now();
    for (const article of articles) {
      for (const { group, text, cited } of claims(article)) {
        const claim = (written: string): Claim => ({ text: written, own: cited[0] ?? '', cited });
        count(group, claim(text));
        for (const [name, say] of Object.entries(HARMLESS)) {
          const otherwise = say(text);
          if (group !== PEOPLE && otherwise !== text) {
            count(`${group}, said otherwise`, claim(otherwise));
            count(`${group}, said otherwise: ${name}`, claim(otherwise));
          }
        }
        for (const [name, corrupt] of Object.entries(CORRUPTIONS)) {
          const wrong = corrupt(text, article.text, random);
          if (wrong !== null && wrong !== text) count(`${group}, ${name}`, claim(wrong));
        }
      }
    }
    const checked = [...tallies.values()].reduce((sum, { of }) => sum + of, 0);
    console.log(`${file}: ${checked} claims, ${((performance.now() - begun) / checked).toFixed(3)} ms each`);
    for (const [name, { stopped, of }] of [...tallies].toSorted(([a], [b]) => a.localeCompare(b)))
      console.log(`  ${name.padEnd(44)} ${percent(stopped, of)} stopped of ${of}`);
    console.log(
      `  why what people wrote is stopped: ${[...kinds].map(([kind, n]) => `${kind} ${n}`).join(', ')}`,
    );
  }
}

function* claims({ text, references }: LabelledArticle) {
  const sentences = splitSentences(text, 'en').map((sentence) => sentence.text);
  const terms = sentences.map((sentence) => new Set(contentTerms(sentence)));
  for (const written of (references[0] ?? []).filter(({ length }) => length >= 20 && length <= 320)) {
    const own = contentTerms(written);
    const shared = (i: number) =>
      own.filter((term) => terms[i]?.has(term)).length / (2 + (terms[i]?.size ?? 0) / 10);
    // What sums up many sentences is no rewording.
    if (0.6 * own.length > Math.max(...terms.map((of) => own.filter((term) => of.has(term)).length)))
      continue;
    const nearest = [...sentences.keys()].toSorted((a, b) => shared(b) - shared(a)).slice(0, 2);
    yield { group: PEOPLE, text: written, cited: nearest.map((i) => sentences[i] ?? '') };
  }
  for (const sentence of sentences.slice(0, 5).filter(({ length }) => length >= 40 && length <= 320))
    yield { group: 'as the source has it', text: sentence, cited: [sentence] };
}

const percent = (part: number, of: number): string =>
  `${((100 * part) / Math.max(1, of)).toFixed(1).padStart(5)} %`;
