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

/** Puts a saved article into the folder, whole or not at all; no two have more than the topic's word in common. */
export function writeArticle(folder: string, code: string, seed: number): void {
  const random = chance(seed);
  const title = `${TOPIC_WORD} ${words(random, 5)} ${code}`;
  const paragraphs = Array.from({ length: 4 }, () => `${sentence(random)} ${sentence(random)}`);
  const text = `---\ntitle: ${title}\npublisher: Chaos Wire\n---\n\n${TOPIC_WORD} ${paragraphs.join('\n\n')}\n`;
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
