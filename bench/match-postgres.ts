/** The same topics as stored queries in Postgres: what a table of tsquery costs an article. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Topic } from '../src/domain/topic.js';
import type { Matchable } from '../src/match/match.js';
import { searchQuery, searchVector } from '../src/text/search-terms.js';
import { startPostgres } from '../tests/support/start-postgres.js';

/** µs of CPU an article of the server process, with the vector made beforehand; a reason when there is no server. */
export async function postgresMatches(
  topics: readonly Topic[],
  articles: readonly Matchable[],
): Promise<{ micros: number; matches: number } | string> {
  const server = await startPostgres();
  if (typeof server === 'string') return server;
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query('set max_parallel_workers_per_gather = 0; set jit = off');
    await client.query('create temp table topic (id int, query tsquery)');
    const queries = topics.map(({ query }) => searchQuery(plain(query as string)) ?? "'none'");
    await client.query(
      'insert into topic select n, q::tsquery from unnest($1::text[]) with ordinality as t (q, n)',
      [queries],
    );
    await client.query('analyze topic');
    const vectors = articles.map(({ title, body }) => searchVector(title, body));
    const count = 'select count(*)::int as n from topic where $1::tsvector @@ query';
    await client.query(count, [vectors[0]]);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const started = cpuOf(rows[0]?.pid ?? 0);
    let matches = 0;
    for (const vector of vectors) {
      const found = await client.query<{ n: number }>(count, [vector]);
      matches += found.rows[0]?.n ?? 0;
    }
    const micros = cpuOf(rows[0]?.pid ?? 0) - started;
    return { micros: micros / articles.length, matches: matches / articles.length };
  } finally {
    await client.end();
    await server.stop?.();
  }
}

/** As a look-up takes it: nearness counts as presence, and a title as anywhere, which is less work. */
function plain(query: string): string {
  return query.replace(/ NEAR\/\d+ /g, ' AND ').replace('title:', '');
}

/** µs that a process has been on a core, in steps of 10 ms. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
