import pg from 'pg';
import { connect, type Db, migrate } from '../../src/store/db.js';
import { searchItems } from '../../src/store/lookups.js';
import { openDatabase } from '../../src/store/open.js';
import { searchQuery, searchVector } from '../../src/text/search-terms.js';
import { generateArticles } from '../match-data.js';
import { ms, quantile, type Row, timed } from './table.js';

/** Articles put in by one statement. */
const BATCH = 4_500;
/** Times that each question is put. */
const TIMES = 3;

/** Look-ups among ten times more articles of 72 words, and ten times more, on a server; the text index is made as articles come. */
export async function measureSearch(url: string, sizes: readonly number[]): Promise<Row[]> {
  const database = await openDatabase({ dataDir: '', databaseUrl: url, queueClients: 0 });
  const client = new pg.Client({ connectionString: url });
  try {
    const db = connect(database.app);
    await migrate(db);
    await client.connect();
    const rows: Row[] = [];
    let stored = 0;
    for (const size of sizes) {
      for (; stored < size; stored += BATCH) await fill(client, stored);
      await client.query('vacuum analyze ww.search_entry');
      await client.query('vacuum analyze ww.item');
      rows.push(...(await asked(db, stored)));
    }
    return rows;
  } finally {
    await client.end();
    await database.close();
  }
}

/** Straight into the tables: what is measured is how they are searched. */
async function fill(client: pg.Client, from: number): Promise<void> {
  const texts = generateArticles('en', BATCH / 9).flatMap(({ body }) => body.split('\n\n'));
  const [titles, vectors] = [texts.map((text) => text.slice(0, 60)), texts.map(vectorOf)];
  await client.query(
    `insert into ww.item (feed_id, guid, title, body, headings, lang, publisher, published_at, dated, seen_at,
      baseline, feed_hash, words, signature)
    select 'bench', n, title, '', '[]', 'en', 'Wire', to_timestamp($3 + n), true, to_timestamp($3 + n), false, '', 0, '{}'
    from unnest($1::text[]) with ordinality as each (title, i), lateral (select $2::int + i::int as n) as number`,
    [titles, from, EPOCH],
  );
  await client.query(
    `insert into ww.search_entry (item_id, published_at, search)
    select item.id, item.published_at, vector::tsvector
    from unnest($1::text[]) with ordinality as each (vector, i) join ww.item on item.guid = ($2::int + i)::text`,
    [vectors, from],
  );
}

const EPOCH = Date.UTC(2026, 0, 1) / 1_000;
const vectorOf = (text: string) => searchVector(text.slice(0, 60), text);

/** By what people ask: each kind of question has a row. */
async function asked(db: Db, items: number): Promise<Row[]> {
  const texts = generateArticles('en', 40).map(({ body }) =>
    body.toLowerCase().replace(/\./g, '').split(/\s+/),
  );
  const counts = new Map<string, number>();
  for (const word of texts.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
  const frequent = byCount.slice(0, 40);
  const pairs = frequent.map((word, i) => `${word} ${frequent[(i * 7 + 3) % frequent.length]}`);
  const kinds: Readonly<Record<string, readonly string[]>> = {
    'a word of any text': texts.map((words) => words[3] ?? ''),
    'the 40 most frequent words': frequent,
    'two frequent words': pairs,
    'a phrase': texts.map((words) => `"${words[11]} ${words[12]}"`),
    'a frequent word and a rare one': frequent.map((word, i) => `${word} ${byCount.at(-1 - i)}`),
  };
  const rows: Row[] = [];
  for (const [kind, questions] of Object.entries(kinds))
    rows.push(await answered(db, items, kind, questions));
  return rows;
}

async function answered(db: Db, items: number, kind: string, questions: readonly string[]): Promise<Row> {
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++)
    for (const question of questions) {
      const query = searchQuery(question);
      if (query !== null) times.push(await timed(() => searchItems(db, query, 0, 10)));
    }
  return {
    what: `search ${items.toLocaleString('en')} articles`,
    figure: `${ms(quantile(times, 0.5))} / ${ms(quantile(times, 0.95))}`,
    beside: '',
    how: `p50 / p95 of ${times.length}: ${kind}; slowest ${ms(Math.max(...times))}`,
  };
}
