import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/store/open.js';
import { explainFailure } from '../../src/store/server-failure.js';
import { homes, openEmbeddedForTest, type TestDatabase } from '../support/embedded.js';
import { freePort } from '../support/guarded-server.js';
import { freshDatabase, hasPostgres } from '../support/postgres.js';

const withServer = it.skipIf(!(await hasPostgres()));

describe.each(await homes())('a database on the $name home', ({ name, open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.drop());

  it('says which home it is', () => {
    expect(database.db.kind).toBe(name);
  });

  it('has both schemas, and each pool its own', async () => {
    const path = async (pool: 'app' | 'queue'): Promise<unknown> =>
      (await database.db[pool].query('SELECT current_schema() AS schema')).rows[0];
    expect(await path('app')).toEqual({ schema: 'ww' });
    expect(await path('queue')).toEqual({ schema: 'bullmq' });
  });
});

it('closing a database twice, or opening the same one twice in a row, is fine', async () => {
  const { db, dataDir, drop } = await openEmbeddedForTest();
  await db.app.query('CREATE TABLE kept AS SELECT 7 AS number');
  await Promise.all([db.close(), db.close()]);
  const again = await openEmbeddedForTest({ dataDir });
  expect((await again.db.app.query('SELECT number FROM kept')).rows).toEqual([{ number: 7 }]);
  await again.drop();
  await drop();
});

describe('a server that cannot be used', () => {
  const open = (databaseUrl: string): Promise<unknown> =>
    openDatabase({ dataDir: '/nonexistent', databaseUrl, queueClients: 1 }).catch((error: unknown) => error);

  it('because nothing listens there is named, without its password', async () => {
    const error = await open(`postgres://anna:s3cret@127.0.0.1:${await freePort()}/news`);
    expect(error).toMatchObject({ fault: 'unreachable' });
    expect(String(error)).toMatch(/anna@127\.0\.0\.1:\d+\/news: connect ECONNREFUSED/);
    expect(inspect(error, { depth: 9 })).not.toContain('s3cret');
  });

  it('because its URL is none is told so, without repeating it', async () => {
    for (const url of ['mysql://root:s3cret@localhost/db', 'localhost:s3cret', '']) {
      const error = await open(url);
      expect(error).toMatchObject({ fault: 'bad-url' });
      expect(inspect(error, { depth: 9 })).not.toContain('s3cret');
    }
  });

  withServer('because the database or the user is missing is told apart', async () => {
    const { url, drop } = await freshDatabase();
    onTestFinished(drop);
    const other = (change: (parsed: URL) => void): string => {
      const parsed = new URL(url);
      change(parsed);
      return parsed.href;
    };
    expect(await open(other((parsed) => (parsed.pathname = '/missing')))).toMatchObject({
      fault: 'no-database',
    });
    expect(await open(other((parsed) => (parsed.username = 'missing')))).toMatchObject({
      fault: 'refused-login',
    });
  });

  withServer('because the user may not create schemas is told what to grant', async () => {
    const { url, drop } = await freshDatabase();
    onTestFinished(drop);
    const role = `role_${new URL(url).pathname.slice(1)}`;
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    onTestFinished(() => admin.end());
    await admin.query(`CREATE ROLE ${role} LOGIN`);
    const theirs = new URL(url);
    theirs.username = role;
    expect(await open(theirs.href)).toMatchObject({ fault: 'no-right' });

    await admin.query(`CREATE SCHEMA ww AUTHORIZATION ${role}`);
    await admin.query(`CREATE SCHEMA bullmq AUTHORIZATION ${role}`);
    // BullMQ's own migration asks for the right to create schemas, even if there is nothing to create.
    await admin.query(`GRANT CREATE ON DATABASE ${new URL(url).pathname.slice(1)} TO ${role}`);
    const db = await openDatabase({ dataDir: '/nonexistent', databaseUrl: theirs.href, queueClients: 1 });
    await db.close();
    await admin.query(`DROP OWNED BY ${role} CASCADE`);
    await admin.query(`DROP ROLE ${role}`);
  });

  it('because it is too old is told which version is needed', () => {
    const error = explainFailure({ code: 'too-old', version: 12 }, 'localhost:5432/news');
    expect(error.fault).toBe('too-old');
    expect(error.message).toContain('It is Postgres 12. Wirewatch needs Postgres 14 or newer.');
  });
});

withServer('options in the URL of a server are kept beside ours', async () => {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const databaseUrl = `${url}?options=${encodeURIComponent('-c work_mem=7MB')}`;
  const db = await openDatabase({ dataDir: '/nonexistent', databaseUrl, queueClients: 1 });
  const { rows } = await db.app.query(
    "SELECT current_setting('work_mem') AS memory, current_schema() AS schema",
  );
  expect(rows).toEqual([{ memory: '7MB', schema: 'ww' }]);
  await db.close();
});
