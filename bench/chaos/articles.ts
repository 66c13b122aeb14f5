import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chance, chance } from './random.js';

const SYLLABLES = 'ba ce di fo gu la me ni po ru sa te vi zo ka le mi no pu ra'.split(' ');

/** What the topic of the run watches. */
export const TOPIC_WORD = 'Quendory';

/** A name that stands in one article only: by it the posts of this run are counted. */
export function codeOf(run: string, number: number): string {
  return `${run}x${String(number).padStart(4, '0')}`;
}

/** Puts a saved article into the folder; no two have more than the topic's word in common. */
export function writeArticle(folder: string, code: string, seed: number): void {
  write(folder, code, 'Chaos Wire', articleOf(code, seed));
}

/** Another paper's correction of the article with that code and seed, which goes into the thread of its post. */
export function writeCorrection(folder: string, correction: string, code: string, seed: number): void {
  const { title, body } = articleOf(code, seed);
  write(folder, correction, 'Second Wire', { title: `CORRECTION: ${title} ${correction}`, body });
}

interface Article {
  readonly title: string;
  readonly body: string;
}

function articleOf(code: string, seed: number): Article {
  const random = chance(seed);
  const title = `${TOPIC_WORD} ${words(random, 5)} ${code}`;
  const paragraphs = Array.from({ length: 4 }, () => `${sentence(random)} ${sentence(random)}`);
  return { title, body: `${TOPIC_WORD} ${paragraphs.join('\n\n')}` };
}

/** Whole or not at all. */
function write(folder: string, code: string, publisher: string, { title, body }: Article): void {
  const text = `---\ntitle: "${title}"\npublisher: ${publisher}\n---\n\n${body}\n`;
  mkdirSync(`${folder}-next`, { recursive: true });
  const next = join(`${folder}-next`, `${code}.md`);
  writeFileSync(next, text);
  renameSync(next, join(folder, `${code}.md`));
}

function sentence(random: Chance): string {
  const text = words(random, 14);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function words(random: Chance, count: number): string {
  return Array.from({ length: count }, () =>
    Array.from({ length: 3 }, () => random.pick(SYLLABLES)).join(''),
  ).join(' ');
}
