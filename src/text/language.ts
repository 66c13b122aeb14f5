import { functionShare } from './function-words.js';
import { SIMPLIFIED } from './traditional.js';

/** A Han, kana or Hangul character stands for about a word of five letters. */
const SYLLABIC_WEIGHT = 5;
const SAMPLE = 6_000;
const ENGLISH_SHARE = 0.2;

interface Script {
  readonly name: string;
  readonly pattern: RegExp;
  readonly weight: number;
}

const LATIN: Script = { name: 'Latin', pattern: /\p{Script=Latin}/u, weight: 1 };
const SCRIPTS: readonly Script[] = [
  { name: 'Han', pattern: /\p{Script=Han}/u, weight: SYLLABIC_WEIGHT },
  { name: 'Kana', pattern: /[\p{Script=Hiragana}\p{Script=Katakana}]/u, weight: SYLLABIC_WEIGHT },
  { name: 'Hangul', pattern: /\p{Script=Hangul}/u, weight: SYLLABIC_WEIGHT },
  LATIN,
  { name: 'Cyrillic', pattern: /\p{Script=Cyrillic}/u, weight: 1 },
  { name: 'Arabic', pattern: /\p{Script=Arabic}/u, weight: 1 },
  { name: 'Hebrew', pattern: /\p{Script=Hebrew}/u, weight: 1 },
  { name: 'Greek', pattern: /\p{Script=Greek}/u, weight: 1 },
  { name: 'Thai', pattern: /\p{Script=Thai}/u, weight: 1 },
  { name: 'Devanagari', pattern: /\p{Script=Devanagari}/u, weight: 1 },
];

/** What a script means when nothing says otherwise, and the other languages that a hint may name. */
const LANGUAGES: Readonly<Record<string, { readonly usual: string; readonly others: readonly string[] }>> = {
  Hangul: { usual: 'ko', others: [] },
  Cyrillic: { usual: 'ru', others: ['uk', 'be', 'bg', 'sr', 'mk', 'kk', 'ky', 'mn', 'tg', 'tt'] },
  Arabic: { usual: 'ar', others: ['fa', 'ur', 'ps', 'ug', 'ckb', 'sd'] },
  Hebrew: { usual: 'he', others: ['yi'] },
  Greek: { usual: 'el', others: [] },
  Thai: { usual: 'th', others: [] },
  Devanagari: { usual: 'hi', others: ['mr', 'ne', 'sa'] },
};

/** Primary tags that are never written in Latin letters, so no hint for a Latin text. */
const NOT_LATIN: ReadonlySet<string> = new Set([
  'zh',
  'yue',
  'ja',
  'und',
  ...Object.values(LANGUAGES).flatMap(({ usual, others }) => [usual, ...others]),
]);

/**
 * BCP 47 tag of the language of a text, by its script first: `zh-Hans`, `zh-Hant`, `ja`, `ko`, `ru`, …
 * Between languages of one script the hint (what the feed says) decides; Latin text without a usable
 * hint is `en` when it has the function words of English, else `und`.
 */
export function detectLanguage(text: string, hint?: string): string {
  const sample = text.slice(0, SAMPLE);
  const tag = hint?.trim().replaceAll('_', '-').toLowerCase() ?? '';
  const counts = weigh(sample);
  const kana = counts.get('Kana') ?? 0;
  const han = (counts.get('Han') ?? 0) + kana;
  counts.delete('Kana');
  // Headlines are full of Latin names: what the feed says weighs in.
  counts.set('Han', /^(?:zh|ja|yue)\b/.test(tag) ? han * 2 : han);
  const [script, count] = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best));
  if (count === 0) return 'und';
  if (script === 'Han') return kana * 12 > han ? 'ja' : chinese(sample, tag);
  if (script === 'Latin') return latin(sample, tag);
  return ofScript(script, sample, primary(tag));
}

/** What each script weighs in a text, none left out. */
function weigh(sample: string): Map<string, number> {
  const counts = new Map(SCRIPTS.map(({ name }) => [name, 0]));
  let plain = 0;
  for (let at = 0; at < sample.length; at++) {
    const code = sample.charCodeAt(at);
    if (code < 0x80) {
      // a to z, in either case.
      if (((code | 0x20) - 0x61) >>> 0 < 26) plain++;
      continue;
    }
    const character = String.fromCodePoint(sample.codePointAt(at) ?? 0);
    at += character.length - 1;
    const script = scriptOf(character);
    if (script) counts.set(script.name, (counts.get(script.name) ?? 0) + script.weight);
  }
  counts.set(LATIN.name, (counts.get(LATIN.name) ?? 0) + plain * LATIN.weight);
  return counts;
}

const scripts = new Map<string, Script | undefined>();
const MOST_REMEMBERED = 20_000;

function scriptOf(character: string): Script | undefined {
  if (scripts.has(character)) return scripts.get(character);
  const script = SCRIPTS.find(({ pattern }) => pattern.test(character));
  if (scripts.size < MOST_REMEMBERED) scripts.set(character, script);
  return script;
}

/** Counts characters that only one of the two ways of writing has. Ties go to what the hint says. */
function chinese(sample: string, tag: string): string {
  // A Japanese headline may have no kana; thirty Han characters in a row are Chinese.
  if (/^ja\b/.test(tag) && !/\p{Script=Han}{30}/u.test(sample)) return 'ja';
  const { traditional, simplified } = exclusive();
  let balance = 0;
  for (const character of sample) {
    if (traditional.has(character)) balance++;
    else if (simplified.has(character)) balance--;
  }
  if (balance !== 0) return balance > 0 ? 'zh-Hant' : 'zh-Hans';
  return /hant|-(?:tw|hk|mo)\b/.test(tag) ? 'zh-Hant' : 'zh-Hans';
}

function latin(sample: string, tag: string): string {
  const language = primary(tag);
  if (/^[a-z]{2,3}$/.test(language) && !NOT_LATIN.has(language)) return language;
  const words = sample.split(/\s+/).filter((word) => word !== '');
  return functionShare(words) >= ENGLISH_SHARE ? 'en' : 'und';
}

function ofScript(script: string, sample: string, language: string): string {
  const entry = LANGUAGES[script];
  if (entry === undefined) return 'und';
  if (entry.others.includes(language)) return language;
  if (script === 'Cyrillic' && /[іїєґ]/iu.test(sample)) return 'uk';
  if (script === 'Arabic' && /[پچژگ]/u.test(sample)) return 'fa';
  return entry.usual;
}

function primary(tag: string): string {
  return tag.split('-', 1)[0] ?? '';
}

let sets: { traditional: Set<string>; simplified: Set<string> } | undefined;

/** Characters of one way of writing that the other has no use for. */
function exclusive(): { traditional: Set<string>; simplified: Set<string> } {
  if (sets !== undefined) return sets;
  const left = new Set(SIMPLIFIED.keys());
  const right = new Set(SIMPLIFIED.values());
  sets = {
    traditional: new Set([...left].filter((character) => !right.has(character))),
    simplified: new Set([...right].filter((character) => !left.has(character))),
  };
  return sets;
}
