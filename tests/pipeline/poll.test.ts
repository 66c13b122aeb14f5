import type { ServerResponse } from 'node:http';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../src/domain/event.js';
import type { Feed } from '../../src/domain/feed.js';
import { createCompleter } from '../../src/ingest/complete-articles.js';
import { createFetcher, type Fetcher } from '../../src/ingest/fetch.js';
import { createParser, type Parser } from '../../src/ingest/parse.js';
import { compileTopics } from '../../src/match/compile.js';
import { createPipeline, type Pipeline } from '../../src/pipeline.js';
import type { PipelineParts } from '../../src/pipeline/parts.js';
import { connect, type Db, migrate } from '../../src/store/db.js';
import { syncFeeds } from '../../src/store/feeds.js';
import { type LocalServer, startServer } from '../ingest/local-server.js';
import { openEmbeddedForTest, type TestDatabase } from '../support/embedded.js';
import { until } from '../support/until.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const RSS =
  '<rss version="2.0"><channel><title>Metal Daily</title><item><guid>a</guid><title>Tin rises</title></item></channel></rss>';

let store: TestDatabase;
let db: Db;
let parser: Parser;
let publisher: LocalServer;
let fetcher: Fetcher;
let pipeline: Pipeline;
let parts: PipelineParts;
let events: RunEvent[];
let woken: string[];
let asked: ServerResponse[];
let silent: boolean;
let feed: Feed;
/** Wake-ups are done when this is. */
let woke: Promise<void>;

beforeAll(async () => {
  store = await openEmbeddedForTest();
  db = connect(store.db.app);
  await migrate(db);
  parser = createParser();
  publisher = await startServer((_request, response) => {
    asked.push(response);
    if (!silent) response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(RSS);
  });
});

afterAll(async () => {
  await parser.close();
  await publisher.close();
  await store.drop();
});

beforeEach(async () => {
  asked = [];
  events = [];
  woken = [];
  silent = false;
  woke = Promise.resolve();
  fetcher = createFetcher({ userAgent: 'Wirewatch/0.1.0', allow: [publisher.hostPort] });
  feed = { id: 'wire', kind: 'web', location: `${publisher.origin}/feed`, tier: 2, fulltext: 'never' };
  for (const table of ['alias', 'item', 'feed'] as const) await db.deleteFrom(table).execute();
  await syncFeeds(db, [feed], NOW);
  const tools = { fetcher, parser, random: () => 0.5 };
  parts = {
    db,
    queue: {
      wake: (kind, ids) => {
        woken.push(...ids.map((id) => `${kind} ${id}`));
        return woke;
      },
    },
    live: () => ({
      feeds: new Map([[feed.id, feed]]),
      topics: new Map(),
      index: compileTopics([]).index,
      destinations: new Set(),
      messengers: new Map(),
      places: new Map(),
      operator: null,
      tierOf: () => 2 as const,
    }),
    tools,
    completer: createCompleter({ ...tools, now: () => NOW, wait: async () => {} }),
    rewording: null,
    allowed: new Set(),
    callbacks: () => null,
    now: () => NOW,
    report: (event) => events.push(event),
    warn: () => {},
    sure: async () => {},
    wait: async () => {},
  };
  pipeline = createPipeline(parts);
});

afterEach(async () => {
  await fetcher.close();
  await sql`drop trigger if exists trouble on ww.item`.execute(db);
  await sql`drop sequence if exists ww.troubles`.execute(db);
});

const stateOf = () => db.selectFrom('feed').selectAll().where('id', '=', feed.id).executeTakeFirstOrThrow();
const items = () => db.selectFrom('item').select('guid').execute();

/** From now on storing an item fails with this SQLSTATE, so many times. */
async function trouble(code: string, times: number): Promise<void> {
  await sql`create sequence ww.troubles`.execute(db);
  await sql
    .raw(
      `create or replace function ww.trouble() returns trigger language plpgsql as $$ begin
         if nextval('ww.troubles') <= ${times} then raise exception 'trouble' using errcode = '${code}'; end if;
         return new; end $$`,
    )
    .execute(db);
  await sql`create trigger trouble before insert on ww.item for each row execute function ww.trouble()`.execute(
    db,
  );
}

describe('a poll that is broken off by a stop', () => {
  test('says nothing about its feed and gives it back', async () => {
    silent = true;
    const before = await stateOf();
    const polling = pipeline.poll('wire');
    await until(() => asked.length > 0, 'the request');
    pipeline.stop();
    await fetcher.close();
    await polling;
    expect(await stateOf()).toEqual(before);
    expect(events).toEqual([]);
  });

  test('starts no other', async () => {
    pipeline.stop();
    await pipeline.poll('wire');
    expect(asked).toEqual([]);
    expect((await stateOf()).claimed_until).toBeNull();
  });
});

test('what waits to be read comes before a poll that would add to it', async () => {
  await pipeline.poll('wire');
  await db.updateTable('feed').set({ next_poll_at: NOW }).execute();
  let release = () => {};
  woke = new Promise((done) => (release = done));
  const reading = pipeline.read('unread');
  const polling = pipeline.poll('wire');
  // The first of its statements would stand before these in the line of the embedded store.
  for (let i = 0; i < 20; i++) expect((await stateOf()).claimed_until).toBeNull();
  release();
  await Promise.all([reading, polling]);
  expect(asked).toHaveLength(2);
});

test('of two processes on a store one reads, and the other when that has stopped', async () => {
  let handedOn = 0;
  const queue = { wake: async () => void handedOn++ };
  const [first, second] = [createPipeline(parts, true), createPipeline({ ...parts, queue }, true)];
  const unread = () => db.selectFrom('item').select('id').where('read_at', 'is', null).execute();
  await first.read('unread');
  await pipeline.poll('wire');
  await second.read('unread');
  expect(handedOn).toBe(0);
  await vi.waitFor(async () => expect(await unread()).toEqual([]), { timeout: 60_000 });
  first.stop();
  await db.updateTable('item').set({ read_at: null }).execute();
  const takeOver = async () => {
    await second.read('unread');
    expect(await unread()).toEqual([]);
  };
  await vi.waitFor(takeOver, { timeout: 60_000 });
  expect(handedOn).toBe(1);
  second.stop();
});

describe('a poll whose articles the store does not take', () => {
  test.each([
    ['a deadlock', '40P01'],
    ['a conflict of two transactions', '40001'],
  ])('because of %s is stored in a second try', async (_, code) => {
    await trouble(code, 1);
    await pipeline.poll('wire');
    expect(await items()).toHaveLength(1);
    expect(await stateOf()).toMatchObject({ last_outcome: 'fresh', last_error: null });
    expect(woken).toEqual(['read unread']);
  });

  test('because of what they are is named and waits for an hour', async () => {
    await trouble('22021', 9);
    await expect(pipeline.poll('wire')).rejects.toThrow('trouble');
    expect(await stateOf()).toMatchObject({
      last_outcome: 'failed',
      last_error: 'its articles cannot be stored: trouble',
      next_poll_at: new Date(NOW.getTime() + 3_600_000),
    });
  });

  test.each([
    ['the disk is full', '53100'],
    ['it is shutting down', '57P01'],
    ['two deadlocks came one after the other', '40P01'],
  ])('because %s is no fault of the feed', async (_, code) => {
    const before = await stateOf();
    await trouble(code, 9);
    await expect(pipeline.poll('wire')).rejects.toThrow('trouble');
    expect({ ...(await stateOf()), claimed_until: null }).toEqual(before);
  });
});

test('a feed that a dead process had is asked again once its claim is over, however long a run has been going on', async () => {
  await db
    .updateTable('feed')
    .set({ claimed_until: new Date(NOW.getTime() - 1) })
    .execute();
  await pipeline.sweep(new Date(NOW.getTime() - 60_000));
  expect(woken).toEqual([]);
  await db
    .updateTable('feed')
    .set({ next_poll_at: new Date(NOW.getTime() - 90_000) })
    .execute();
  await pipeline.sweep(new Date(NOW.getTime() - 60_000));
  expect(woken).toEqual(['poll wire']);
});
