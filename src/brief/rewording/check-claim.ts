/**
 * Whether what a model wrote says no more than the sentences that it cites. A gate and no proof: it compares words,
 * figures, names and polarity, so it stops most of what is invented or turned round, and some of what is right.
 * What it stops costs nothing, since the source's own sentence stands in its place.
 */
import { countHan } from '../../text/han.js';
import type { Claim, ClaimFault } from './claim.js';
import { figuresIn, strayFigure } from './figures.js';
import { strayName, turnedRound } from './names.js';
import { addedStress, deniedOtherwise, lostHedge, stems, turnedDirection } from './polarity.js';

/** UTF-16 units; Han says as much in a third of it. */
const LENGTH = { least: 20, most: 320, leastHan: 8, mostHan: 140 };
/** Share of a claim's content words that no cited sentence has. */
const MOST_NEW = 0.3;
/** Share of the content words of its own sentence that a claim keeps at least. */
const LEAST_KEPT = 0.4;
/** Share of a claim's Han characters that stand in no cited sentence. */
const MOST_NEW_HAN = 0.12;

/** The first fault found, or null when nothing speaks against the claim. */
export function checkClaim(claim: Claim): ClaimFault | null {
  for (const [kind, find] of CHECKS) {
    const detail = find(claim);
    if (detail !== null) return { kind, detail: detail.slice(0, 80) };
  }
  return null;
}

const CHECKS: readonly (readonly [ClaimFault['kind'], (claim: Claim) => string | null])[] = [
  ['form', ({ text, cited }) => oddForm(text, cited)],
  ['length', ({ text }) => wrongLength(text)],
  ['quotation', ({ text, cited }) => strayQuotation(text, cited)],
  ['figure', ({ text, cited }) => strayFigure(figuresIn(text), cited.flatMap(figuresIn))],
  ['name', ({ text, cited }) => strayName(text, cited)],
  ['order', ({ text, own }) => turnedRound(text, own)],
  ['negation', ({ text, cited }) => deniedOtherwise(text, cited)],
  ['direction', ({ text, cited }) => turnedDirection(text, cited)],
  ['hedge', ({ text, own }) => lostHedge(text, own)],
  ['stress', ({ text, cited }) => addedStress(text, cited)],
  ['new words', ({ text, cited }) => newWords(text, cited)],
  ['left out', ({ text, own }) => leftOut(text, own)],
];

/** Addresses, mentions, markup, and what a model says to its user or was told to say. */
const ADDRESS = /\b[a-z][a-z+.-]{1,9}:\/\/|\bwww\.|@|<\/?[a-z!]|\]\(|[`{}|\\]|[\p{Cc}\u2028\u2029]/iu;
const SPOKEN =
  /\b(?:as an ai|language model|i['’]?m sorry|i (?:cannot|can['’]t|will|am)|ignore (?:all|any|previous|prior|the|above)|system prompt|these instructions|click (?:here|on)|subscribe|sign up|buy now|strong buy|visit (?:our|us|the)|here (?:is|are) (?:the|your)|sure[,!]|note that|please)\b/iu;
const HOST =
  /\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|ai|cn|co|info|biz|xyz|app|dev|me|top|site|online|shop)\b/giu;

function oddForm(text: string, cited: readonly string[]): string | null {
  const odd = ADDRESS.exec(text)?.[0];
  if (odd !== undefined) return JSON.stringify(odd);
  const evidence = cited.join('\n').toLowerCase();
  const said = SPOKEN.exec(text)?.[0];
  if (said !== undefined && !evidence.includes(said.toLowerCase())) return said;
  return [...text.matchAll(HOST)].find(([host]) => !evidence.includes(host.toLowerCase()))?.[0] ?? null;
}

function wrongLength(text: string): string | null {
  const han = countHan(text) > text.length / 3;
  const [least, most] = han ? [LENGTH.leastHan, LENGTH.mostHan] : [LENGTH.least, LENGTH.most];
  return text.length < least || text.length > most ? `${text.length} characters` : null;
}

const QUOTED = /[“"]([^”"]*)[”"]|[「『]([^」』]*)[」』]/gu;

/** What stands between quotation marks must stand so in a source. */
function strayQuotation(text: string, cited: readonly string[]): string | null {
  const evidence = evenly(cited.join('\n'));
  for (const match of text.matchAll(QUOTED)) {
    const said = evenly(match[1] ?? match[2] ?? '').replace(/[.,;:!?，。]$/u, '');
    if (!evidence.includes(said)) return match[0];
  }
  return (text.match(/[“”"「」『』]/gu) ?? []).length % 2 === 1 ? 'an open quotation' : null;
}

const evenly = (text: string): string => text.replace(/[’‘]/g, "'").replace(/\s+/g, ' ').trim();

function newWords(text: string, cited: readonly string[]): string | null {
  if (countHan(text) > 0) return newCharacters(text, cited.join(''));
  const known = new Set(cited.flatMap(stems));
  // Figures have been compared by what they are worth.
  const own = stems(text).filter((term) => !/^\d|^(?:million|billion|trillion|thousand|hundr)/.test(term));
  const fresh = own.filter((term) => !known.has(term));
  return fresh.length > MOST_NEW * own.length ? fresh.join(' ') : null;
}

/** Han has no capitals: names hide among the words, so few characters may be new, and no two together. */
function newCharacters(text: string, evidence: string): string | null {
  const characters = Array.from(text);
  const all = characters.filter((character) => /\p{Script=Han}/u.test(character));
  const isNew = (character: string) =>
    /\p{Script=Han}/u.test(character) && !evidence.includes(character) && !FUNCTION_HAN.has(character);
  const fresh = all.filter(isNew);
  const pair = characters.some((character, i, whole) => isNew(character) && isNew(whole[i + 1] ?? ''));
  return pair || fresh.length > MOST_NEW_HAN * all.length ? fresh.join('') : null;
}

const FUNCTION_HAN = new Set(
  '的了在是和就也与與及等对對从從被把将將而并並但或其之于於以由向中后後前时時还還已',
);

function leftOut(text: string, own: string): string | null {
  const kept = new Set(stems(text));
  const said = [...new Set(stems(own))];
  const missing = said.filter((term) => !kept.has(term));
  return said.length - missing.length < LEAST_KEPT * said.length ? missing.join(' ') : null;
}
