import type { Article } from '../../src/domain/item.js';
import { compileTopics } from '../../src/match/compile.js';
import { arriving } from '../../src/pipeline/in-full.js';
import type { PipelineParts } from '../../src/pipeline/parts.js';
import { createReader } from '../../src/pipeline/read.js';
import { storeArticles } from '../../src/store/arrivals.js';
import { connect, type Db, migrate } from '../../src/store/db.js';
import { searchItems } from '../../src/store/lookups.js';
import type { Database } from '../../src/store/open.js';
import { searchQuery } from '../../src/text/search-terms.js';
import { openDatabase } from '../../src/store/open.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateArticles, generateTopics } from '../match-data.js';
import { ms, quantile, rate, type Row, timed } from './table.js';

const TOPICS = 1_000;
/** As one feed after another brings them. */
const AT_ONCE = 20;

/** Articles of 650 words through cluster, match and store, and then searched for; on one home. */
export async function measureRead(
  name: string,
  url: string | undefined,
  items: number,
  reverse: boolean,
): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ww-bench-'));
  const database = await openDatabase({ dataDir, databaseUrl: url, queueClients: 0 });
  try {
    const db = connect(database.app);
    await migrate(db);
    const articles = written(items);
    const stored = await timed(() => storeAll(db, articles));
    const topics = generateTopics(TOPICS);
    const { index } = compileTopics(topics);
    let matches = 0;
    const parts = {
      db,
      now: () => new Date(),
      report: () => void matches++,
      queue: { wake: async () => undefined },
      live: () => ({
        feeds: new Map(),
        topics: new Map(topics.map((topic) => [topic.id, topic])),
        index,
        tierOf: () => 2,
      }),
    } as unknown as PipelineParts;
    const read = await timed(() => createReader(parts, false).read());
    const peer = reverse ? await reverseSearch(database, articles.slice(0, 100)) : '';
    return [
      {
        what: `store an article, ${name}`,
        figure: rate(items, stored),
        beside: '',
        how: `${items} articles of 650 words, ${AT_ONCE} a transaction, with both indexes`,
      },
      {
        what: `read an article, ${name}`,
        figure: rate(items, read),
        beside: peer,
        how: `clustered, matched with ${TOPICS} topics, stored; ${matches} matches`,
      },
      {
        what: `store and read, ${name}`,
        figure: rate(items, stored + read),
        beside: '',
        how: 'one after the other in one process',
      },
      await searched(db, name, items),
    ];
  } finally {
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function storeAll(db: Db, articles: readonly Article[]): Promise<void> {
  for (let from = 0; from < articles.length; from += AT_ONCE) {
    const some = articles.slice(from, from + AT_ONCE).map((article) => arriving(article));
    const delivery = { feedId: 'bench', at: new Date(), baseline: false, held: false };
    await db.transaction().execute((tx) => storeArticles(tx, some, delivery));
  }
}

function written(count: number): Article[] {
  const begun = Date.now();
  return generateArticles('en', count).map(({ title, body }, i) => ({
    guid: `g${i}`,
    url: `https://news.example/${i}`,
    link: null,
    title,
    body,
    headings: [],
    lang: 'en',
    publisher: `Wire ${i % 50}`,
    author: null,
    via: null,
    publishedAt: new Date(begun - i * 1_000),
    dated: true,
  }));
}

/** Every way of asking takes the newest few hundred that it finds. */
async function searched(db: Db, name: string, items: number): Promise<Row> {
  const words = written(60).map(({ body }) => body.split(/\s+/));
  const questions = words.flatMap((text) => [
    text[3] ?? '',
    `${text[5]} ${text[9]}`,
    `"${text[11]} ${text[12]}"`,
  ]);
  const times: number[] = [];
  for (const question of questions) {
    const query = searchQuery(question.replace(/[.,]/g, ''));
    if (query !== null) times.push(await timed(() => searchItems(db, query, 0, 10)));
  }
  const figure = `${ms(quantile(times, 0.5))} / ${ms(quantile(times, 0.95))}`;
  return {
    what: `search, ${name}`,
    figure,
    beside: '',
    how: `p50 / p95 of ${times.length} questions among ${items} articles: a word, two words, a phrase`,
  };
}

/** Topics as tsqueries in a table, asked which of them an article satisfies: without phrases, fields or NEAR. */
async function reverseSearch({ app }: Database, articles: readonly Article[]): Promise<string> {
  await app.query('create table ww.reverse (id int, query tsquery)');
  for (let i = 0; i < TOPICS; i++) {
    const words = (articles[i % articles.length]?.body ?? '').split(/\W+/).filter((word) => word.length > 4);
    const query = `${words[i % words.length]} & (${words[(i * 7) % words.length]} | ${words[(i * 13) % words.length]})`;
    await app.query(`insert into ww.reverse values ($1, to_tsquery('simple', $2))`, [i, query]);
  }
  const took = await timed(async () => {
    for (const { title, body } of articles)
      await app.query(`select id from ww.reverse where to_tsvector('simple', $1) @@ query`, [
        `${title} ${body}`,
      ]);
  });
  await app.query('drop table ww.reverse');
  return `matching alone, tsqueries in a table ${rate(articles.length, took)}`;
}
