/** Articles and topics for the benchmark: words of a Zipfian vocabulary, the same at every run. */
import type { Topic } from '../src/domain/topic.js';
import type { Matchable } from '../src/match/match.js';
import { seeded } from './seeded.js';

const random = seeded(777);
const ENGLISH = vocabulary(40_000, englishWord);
const CHINESE = vocabulary(8_000, chineseWord);

/** English articles of 650 words, Chinese ones of about 1,000 characters. */
export function generateArticles(lang: 'en' | 'zh', count: number): Matchable[] {
  return Array.from({ length: count }, () => ({
    title: text(lang, 8),
    body: Array.from({ length: 9 }, () => text(lang, lang === 'en' ? 72 : 58)).join('\n\n'),
    lang,
    publisher: 'Wire',
    author: null,
    url: null,
    feedId: 'wire',
    tier: 1,
  }));
}

/** About 4.4 terms a topic: choices of words and phrases, some joined by AND, NOT, NEAR; a fifth in Chinese. */
export function generateTopics(count: number): Topic[] {
  return Array.from({ length: count }, (_, i) => {
    const lang = random() < 0.2 ? 'zh' : 'en';
    return {
      id: `t${i}`,
      name: `t${i}`,
      watchlist: 'bench',
      query: query(lang),
      aliases: {},
      destinations: [],
      priority: 'normal',
      tests: { match: [], ignore: [] },
      version: '00000000',
    };
  });
}

type Lang = 'en' | 'zh';

function query(lang: Lang): string {
  const choice = (least: number, most: number) => {
    const size = least + Math.floor(random() * (most - least + 1));
    return `(${Array.from({ length: size }, () => term(lang)).join(' OR ')})`;
  };
  const kind = random();
  let text: string;
  if (kind < 0.42) text = choice(1, 6);
  else if (kind < 0.8) text = `${choice(1, 3)} AND ${choice(1, 4)}`;
  else if (kind < 0.9) text = `${choice(1, 2)} AND ${choice(1, 3)} AND ${choice(1, 4)}`;
  else
    text = `${phrase(lang, 1)} NEAR/${3 + Math.floor(random() * 10)} ${phrase(lang, random() < 0.3 ? 2 : 1)}`;
  if (random() < 0.06) text = `title:(${text})`;
  return random() < 0.25 ? `${text} NOT ${choice(1, 3)}` : text;
}

function term(lang: Lang): string {
  const kind = random();
  const word = rareWord(lang);
  if (kind < 0.06 && lang === 'en' && word.length >= 7) return `${word.slice(0, 6)}*`;
  return phrase(lang, kind < 0.45 ? 1 : kind < 0.82 ? 2 : 3);
}

function phrase(lang: Lang, words: number): string {
  return `"${Array.from({ length: words }, () => rareWord(lang)).join(lang === 'en' ? ' ' : '')}"`;
}

function text(lang: Lang, words: number): string {
  const all = Array.from({ length: words }, (_, i) => {
    const word = anyWord(lang);
    if (lang === 'zh') return i % 11 === 10 ? `${word}，` : word;
    const shown = i % 14 === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word;
    return i % 14 === 13 ? `${shown}.` : shown;
  });
  return all.join(lang === 'en' ? ' ' : '');
}

/** Zipf's law: the word of rank r is met about 1/r as often as the first. */
function anyWord(lang: Lang): string {
  const words = lang === 'en' ? ENGLISH : CHINESE;
  return words[Math.floor(words.length ** random()) - 1] ?? words[0] ?? '';
}

/** What people watch for is rarer than that. */
function rareWord(lang: Lang): string {
  const words = lang === 'en' ? ENGLISH : CHINESE;
  const common = lang === 'en' ? 400 : 150;
  return words[common + Math.floor((words.length - common) * random() ** 1.6)] ?? '';
}

function vocabulary(size: number, make: () => string): string[] {
  const words = new Set<string>();
  while (words.size < size) words.add(make());
  // Common words are short.
  return [...words].sort((a, b) => a.length - b.length);
}

function englishWord(): string {
  const syllables = 1 + Math.floor(random() * 4);
  return Array.from(
    { length: syllables },
    () =>
      pick('b c d f g h k l m n p r s t v w st tr ch') +
      pick('a e i o u ai ea') +
      (random() < 0.4 ? pick('n r t l m') : ''),
  ).join('');
}

/** Characters follow Zipf's law as well: 3,000 of them in use. */
function chineseWord(): string {
  const characters = random() < 0.75 ? 2 : 3;
  return Array.from({ length: characters }, () =>
    String.fromCharCode(0x4e00 + Math.floor(3000 ** random()) * 6),
  ).join('');
}

function pick(choices: string): string {
  const all = choices.split(' ');
  return all[Math.floor(random() * all.length)] ?? '';
}

/** What a simple bot does: one regular expression for each choice of a topic. */
export interface NaiveTopic {
  readonly all: readonly RegExp[];
  readonly none: RegExp | null;
  readonly title: boolean;
}

export function naiveExpressions(topics: readonly Topic[]): NaiveTopic[] {
  return topics.map(({ query }) => {
    const text = query as string;
    const title = text.startsWith('title:');
    const [wanted = '', unwanted] = text.replace('title:', '').split(' NOT ');
    return {
      all: wanted.split(/ AND | NEAR\/\d+ /).map(expression),
      none: unwanted ? expression(unwanted) : null,
      title,
    };
  });
}

function expression(choice: string): RegExp {
  const terms = choice.replace(/[()"]/g, '').split(' OR ');
  const source = terms.map((term) =>
    /^[a-z]/.test(term) ? `\\b${term.replace('*', '\\w*')}${term.endsWith('*') ? '' : '\\b'}` : term,
  );
  return new RegExp(source.join('|'), 'i');
}

export function naiveMatches(topics: readonly NaiveTopic[], { title, body }: Matchable): number {
  const all = `${title}\n${body}`;
  let count = 0;
  for (const topic of topics) {
    const text = topic.title ? title : all;
    if (topic.all.every((each) => each.test(text)) && !topic.none?.test(text)) count++;
  }
  return count;
}
