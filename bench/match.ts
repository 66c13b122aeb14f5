/**
 * Speed of matching, on generated articles and topics: `npx tsx bench/match.ts`, or with
 * some of 10, 1000, 10000 and 100000 behind it; `npm run bench -- match` is the same. Times are of the machine; the ratios,
 * all within one process, are asserted. CPU time of this process, so that neighbours disturb little.
 */
import type { Topic } from '../src/domain/topic.js';
import { compileTopics, indexBytes, type TopicIndex } from '../src/match/compile.js';
import { countMatches, type Matchable, matchArticle } from '../src/match/match.js';
import { scan } from '../src/match/vocabulary.js';
import { countMismatches } from './match-check.js';
import { postgresMatches } from './match-postgres.js';
import { generateArticles, generateTopics, naiveExpressions, naiveMatches } from './match-data.js';

/** Topics, most times the scan alone, least times as fast as regular expressions. */
const TARGETS = [
  { topics: 10, scans: 1.7, naive: 0, postgres: 0 },
  { topics: 1_000, scans: 1.7, naive: 150, postgres: 0 },
  { topics: 10_000, scans: 2.5, naive: 1_000, postgres: 100 },
  { topics: 100_000, scans: 10, naive: 6_000, postgres: 0 },
];
const MOST_BYTES: Readonly<Record<number, number>> = { 10_000: 8e6, 100_000: 30e6 };

type Work = (article: Matchable) => number;

const english = generateArticles('en', 400);
const chinese = generateArticles('zh', 400);
const missed: string[] = [];

// `npm run bench -- match` says what is measured.
const only = process.argv.slice(2).flatMap((word) => (/^\d+$/.test(word) ? [Number(word)] : []));
for (const target of TARGETS) {
  if (only.length > 0 && !only.includes(target.topics)) continue;
  const topics = generateTopics(target.topics);
  const started = process.cpuUsage();
  const { index, refused } = compileTopics(topics);
  if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused[0])}`);
  const build = cpuSince(started);
  const [scanned, matched] = measure(
    english,
    (article) => scanOnly(index, article),
    (article) => countMatches(index, article),
  );
  const [evidence] = measure(english.slice(0, 50), (article) => matchArticle(index, article).length);
  const [matchedChinese] = measure(chinese, (article) => countMatches(index, article));
  const expressions = naiveExpressions(topics);
  const few = english.slice(0, target.topics > 10_000 ? 1 : target.topics > 100 ? 3 : 40);
  const naive = measureOnce(few, (article) => naiveMatches(expressions, article));
  const bytes = indexBytes(index);
  const perArticle = english.reduce((sum, article) => sum + countMatches(index, article), 0) / english.length;

  console.log(`\n${target.topics.toLocaleString('en')} topics, ${perArticle.toFixed(1)} matches an article`);
  console.log(`  built in ${(build / 1000).toFixed(0)} ms, ${(bytes / 1e6).toFixed(1)} MB of tables`);
  console.log(
    `  English  ${rate(matched)}   scan alone ${scanned.toFixed(1)} µs   with evidence ${evidence.toFixed(0)} µs`,
  );
  console.log(`  Chinese  ${rate(matchedChinese)}`);
  console.log(`  regular expressions ${naive.toFixed(0)} µs`);
  expectAtMost(`match / scan`, matched / scanned, target.scans);
  if (target.naive > 0) expectAtLeast('regular expressions / match', naive / matched, target.naive);
  if (target.postgres > 0) await comparePostgres(topics, matched, target.postgres);
  if (target.topics === 10_000)
    console.log(`  an edited topic is live after ${edit(topics, index).toFixed(0)} ms`);
  const most = MOST_BYTES[target.topics];
  if (most) expectAtMost('MB of tables', bytes / 1e6, most / 1e6);
}

const { pairs, matches, mismatches } = countMismatches(300_000);
console.log(`\nagainst the slow evaluator: ${pairs} pairs, ${matches} matches, ${mismatches} mismatches`);
if (mismatches > 0) missed.push(`${mismatches} mismatches`);

if (missed.length > 0) {
  console.error(`\nmissed: ${missed.join('; ')}`);
  process.exitCode = 1;
}

async function comparePostgres(topics: readonly Topic[], matched: number, least: number): Promise<void> {
  const stored = await postgresMatches(topics, english.slice(0, 20));
  if (typeof stored === 'string') {
    console.log(`  no Postgres to compare with: ${stored}`);
    return;
  }
  const { micros, matches } = stored;
  console.log(
    `  stored tsquery in Postgres ${micros.toFixed(0)} µs of its process, ${matches.toFixed(1)} matches`,
  );
  expectAtLeast('stored tsquery / match', micros / matched, least);
}

/** Least ms on the clock until the index with one changed topic has answered. */
function edit(topics: readonly Topic[], index: TopicIndex): number {
  const times = [1, 2, 3].map((version) => {
    const edited = topics.map((topic, i) =>
      i === 5 ? { ...topic, query: 'edited', version: `${version}` } : topic,
    );
    const started = performance.now();
    const { index: fresh } = compileTopics(edited, index);
    for (const article of english.slice(0, 1)) matchArticle(fresh, article);
    return performance.now() - started;
  });
  return Math.min(...times);
}

function scanOnly({ tables: { vocabulary } }: TopicIndex, { title, body }: Matchable): number {
  vocabulary.fitted.length = 0;
  return scan(vocabulary, body, scan(vocabulary, title, 0) + 101);
}

/**
 * Least µs of CPU an article over twelve passes, for one or two kinds of work; two take turns, so that a busy moment of
 * the machine meets both.
 */
function measure(articles: readonly Matchable[], ...works: Work[]): [number, number] {
  const least = works.map(() => Number.POSITIVE_INFINITY);
  for (let pass = 0; pass < 12; pass++) {
    works.forEach((work, i) => {
      const time = measureOnce(articles, work);
      // The first passes fill the vocabulary and warm the compiler up.
      if (pass >= 3) least[i] = Math.min(least[i] ?? time, time);
    });
  }
  return [least[0] ?? 0, least[1] ?? 0];
}

function measureOnce(articles: readonly Matchable[], work: Work): number {
  const started = process.cpuUsage();
  for (const article of articles) work(article);
  return cpuSince(started) / articles.length;
}

/** µs of CPU since. */
function cpuSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return user + system;
}

function rate(microseconds: number): string {
  return `${Math.round(1e6 / microseconds).toLocaleString('en')} items/s, ${microseconds.toFixed(1)} µs an item`;
}

function expectAtMost(what: string, value: number, most: number): void {
  console.log(`  ${what}: ${value.toFixed(2)} (at most ${most})`);
  if (value > most) missed.push(`${what} ${value.toFixed(2)} > ${most}`);
}

function expectAtLeast(what: string, value: number, least: number): void {
  console.log(`  ${what}: ${value.toFixed(0)} (at least ${least})`);
  if (value < least) missed.push(`${what} ${value.toFixed(0)} < ${least}`);
}
