import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageTurns } from '../../src/pipeline/page-turns.js';
import type { Db } from '../../src/store/db.js';
import { forgetLeases } from '../../src/store/leases.js';
import { openStoreForTest, type TestDatabase } from '../support/embedded.js';

let database: TestDatabase;
let db: Db;
const never = new AbortController().signal;
const soon = async () => {};

beforeAll(async () => {
  ({ database, db } = await openStoreForTest());
});
afterAll(() => database.drop());

async function secondsLeft(host: string): Promise<number> {
  const { rows } = await database.db.app.query<{ left: number }>(
    `select extract(epoch from until - clock_timestamp())::float8 as left from ww.lease where name = $1`,
    [`pages ${host}`],
  );
  return rows[0]?.left ?? 0;
}
const turnsOf = (wait: () => Promise<void>) => pageTurns(db, wait);
const age = (name: string, by: string) =>
  database.db.app.query(`update ww.lease set until = until - $2::interval where name = $1`, [name, by]);

test('of two processes one at a time visits a host, and the other one waits for two seconds more', async () => {
  const end = await turnsOf(soon)('wire.example', never);
  let looks = 0;
  const second = turnsOf(async () => {
    looks += 1;
    if (looks === 1) await end?.();
    else {
      expect(await secondsLeft('wire.example')).toBeLessThanOrEqual(2);
      await age('pages wire.example', '3 seconds');
    }
  });
  expect(await second('elsewhere.example', never)).not.toBeNull();
  expect(looks).toBe(0);
  expect(await second('wire.example', never)).not.toBeNull();
  expect(looks).toBe(2);
});

test('a process goes on at once with a host that it has visited, and gives up when there is no more time', async () => {
  const [first, second] = [turnsOf(soon), turnsOf(soon)];
  await (await first('desk.example', never))?.();
  expect(await first('desk.example', never)).not.toBeNull();
  const over = new AbortController();
  const waiting = turnsOf(async () => over.abort())('desk.example', over.signal);
  expect(await waiting).toBeNull();
  expect(await second('desk.example', AbortSignal.abort())).toBeNull();
});

test('what a visit left is forgotten an hour later', async () => {
  const turns = turnsOf(soon);
  await turns('old.example', never);
  await turns('new.example', never);
  await age('pages old.example', '2 hours');
  await forgetLeases(db);
  const { rows } = await database.db.app.query<{ name: string }>(`select name from ww.lease`);
  const names = rows.map(({ name }) => name);
  expect(names).toContain('pages new.example');
  expect(names).not.toContain('pages old.example');
});
