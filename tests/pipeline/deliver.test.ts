import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Destination } from '../../src/domain/destination.js';
import type { RunEvent } from '../../src/domain/event.js';
import type { Message } from '../../src/domain/message.js';
import { deliver } from '../../src/pipeline/deliver.js';
import { putNotice } from '../../src/store/alerts.js';
import type { Db } from '../../src/store/db.js';
import { dueLanes, releaseLanes } from '../../src/store/lanes.js';
import { openStoreForTest, type TestDatabase } from '../support/embedded.js';
import { buildPlatform, type Platform, type PlatformFault } from '../support/platform.js';

let database: TestDatabase;
let db: Db;
let clock: Date;
let platforms: Map<string, Platform>;
let events: RunEvent[];
let warnings: string[];
let operator: string | null;
let places: Map<string, Destination>;

beforeAll(async () => {
  ({ database, db } = await openStoreForTest());
});
afterAll(() => database.drop());
beforeEach(reset);

async function reset(): Promise<void> {
  clock = new Date('2026-03-01T12:00:00Z');
  platforms = new Map();
  events = [];
  warnings = [];
  operator = null;
  places = new Map();
  await db.deleteFrom('alert').execute();
  await db.deleteFrom('lane').execute();
}

const now = () => clock;
const advance = (ms: number) => {
  clock = new Date(clock.getTime() + ms);
};
const parts = () => ({
  db,
  now,
  live: () => ({
    messengers: new Map([...platforms].map(([id, { messenger }]) => [id, messenger])),
    places,
    operator,
  }),
  report: (event: RunEvent) => event.event === 'alert' && events.push(event),
  warn: (line: string) => warnings.push(line),
  sure: async () => {},
  wait: async (ms: number) => advance(ms),
});

function place(id = 'desk', options: Partial<Parameters<typeof buildPlatform>[0]> = {}): Platform {
  const platform = buildPlatform({ now, lagMs: 0, repeatWindowMs: 0, restMs: 1_000, ...options });
  platforms.set(id, platform);
  return platform;
}

const put = (id: string, destination = 'desk') => putNotice(db, id, destination, id, 'first', now());

async function change(id: string, text: string): Promise<void> {
  const message: Message = { kind: 'notice', title: id, text };
  await db
    .updateTable('alert')
    .set((eb) => ({ message: JSON.stringify(message), revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

const open = async () =>
  (
    await db
      .selectFrom('alert')
      .select('id')
      .where((w) =>
        w.or([
          w('state', 'in', ['pending', 'sending']),
          w.and([w('state', '=', 'sent'), w('sent_revision', '<', w.ref('revision'))]),
        ]),
      )
      .execute()
  ).length;

/** Runs what is due until nothing is, for three hours at the most; a killed process is followed by the next one. */
async function run(between: (turn: number) => Promise<void> = async () => {}): Promise<void> {
  for (let turn = 0; turn < 2_000; turn++) {
    await between(turn);
    for (const destination of await dueLanes(db, clock)) {
      const died = Promise.race([...platforms.values()].map((platform) => platform.death().then(() => true)));
      const done = deliver(parts(), new AbortController().signal, destination).then(() => false);
      if (await Promise.race([died, done])) await releaseLanes(db, clock);
    }
    if ((await open()) === 0) return;
    advance(5_000);
  }
  throw new Error('not settled after three hours');
}

const fault = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('lost', 'die'), kept: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 400 }) }),
  },
) as fc.Arbitrary<PlatformFault | null>;

describe('every alert is posted once and reads as the last change says', () => {
  test.each([
    ['where a history lags and a key means nothing', 0],
    ['where a repeated key is answered with the first post for a while', 180_000],
  ])('%s', async (_, repeatWindowMs) => {
    const plans = fc.record({
      faults: fc.array(fault, { maxLength: 12 }),
      lagMs: fc.integer({ min: 0, max: 44_000 }),
      changes: fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.constantFrom('a', 'b', 'c')), {
        maxLength: 4,
      }),
    });
    await fc.assert(
      fc.asyncProperty(plans, async ({ faults, lagMs, changes }) => {
        await reset();
        const platform = place('desk', { lagMs, repeatWindowMs });
        platform.plan(faults);
        for (const id of ['a', 'b', 'c']) await put(id);
        const last = new Map(['a', 'b', 'c'].map((id) => [id, 'first']));
        await run(async (turn) => {
          for (const [at, id] of changes.filter(([at]) => at === turn)) {
            last.set(id, `changed at ${at}`);
            await change(id, `changed at ${at}`);
          }
        });
        const shown = platform.posts.map(({ text }) => text).sort();
        expect(shown).toEqual([...last].map(([id, text]) => `${id} ${text}`).sort());
        expect(platform.tooSoon()).toBe(0);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});

test('what is not lost is posted in the order in which it was decided, at the pace of the place', async () => {
  const platform = place();
  const ids = Array.from({ length: 20 }, (_, i) => `n${String(i).padStart(2, '0')}`);
  for (const id of ids) await put(id);
  platform.plan([null, { kind: 'wait', seconds: 30 }, null, { kind: 'wait', seconds: 1 }]);
  await run();
  expect(platform.posts.map(({ key }) => key)).toEqual(ids);
  expect(platform.tooSoon()).toBe(0);
});

test('what could be repeated for a while is looked for once that is over, and not posted again', async () => {
  const platform = place('desk', { repeatWindowMs: 60_000 });
  await put('a');
  await run();
  // As a process leaves it whose post was kept, and whose look came too early to see it.
  await db
    .updateTable('alert')
    .set({
      state: 'pending',
      ref: null,
      sent_revision: 0,
      repeatable_until: new Date(clock.getTime() + 60_000),
    })
    .execute();
  advance(120_000);
  await run();
  expect(platform.posts.map(({ key }) => key)).toEqual(['a']);
});

test('a place that is throttled stops no other', async () => {
  place('desk').plan([{ kind: 'wait', seconds: 3_600 }]);
  const other = place('other');
  await put('a', 'desk');
  await put('b', 'other');
  for (const destination of await dueLanes(db, clock))
    await deliver(parts(), new AbortController().signal, destination);
  expect(other.posts.map(({ key }) => key)).toEqual(['b']);
  expect(await dueLanes(db, clock)).toEqual([]);
});

test('a malformed alert is parked, the operator is told of the first, and its channel goes on', async () => {
  const platform = place();
  const office = place('office');
  operator = 'office';
  await put('a');
  await put('b');
  platform.plan([{ kind: 'refused', what: 'message' }]);
  await run();
  expect(platform.posts.map(({ key }) => key)).toEqual(['b']);
  await put('c');
  platform.plan([{ kind: 'refused', what: 'message' }]);
  events.length = 2;
  await run();
  expect(office.posts.map(({ text }) => text)).toEqual([
    'Destination desk “a” is parked: refused. The others go on; wirewatch outbox shows what is parked from now on.',
  ]);
  events.length = 2;
  expect(events).toMatchObject([
    { alert: 'a', state: 'parked', reason: 'refused' },
    { alert: 'b', state: 'sent' },
  ]);
});

test('of a closed channel the operator is told once, and once more when it is open again', async () => {
  const platform = place();
  const office = place('office');
  operator = 'office';
  await put('a');
  await put('b');
  platform.plan([
    { kind: 'refused', what: 'place' },
    { kind: 'refused', what: 'place' },
  ]);
  await run();
  advance(60_000);
  await put('c');
  await run();
  expect(office.posts.map(({ text }) => text)).toEqual([
    'Destination desk Refuses its alerts: refused; 2 alerts are parked, none is lost. When that is mended: wirewatch outbox retry desk.',
  ]);
  advance(60_000);
  await put('d');
  await run();
  expect(office.posts.at(-1)?.text).toBe(
    'Destination desk Takes messages again; 3 alerts are parked: wirewatch outbox retry desk.',
  );
  expect(platform.posts.map(({ key }) => key)).toEqual(['d']);
  expect(warnings).toHaveLength(2);
});

test('an outage is one warning line, and one when it is over', async () => {
  const platform = place();
  for (const id of ['a', 'b', 'c']) await put(id);
  const lost = { kind: 'lost', kept: true } as const;
  platform.plan([lost, lost, { kind: 'wait', seconds: 60 }]);
  await run();
  expect(warnings).toEqual([
    'desk keeps its alerts waiting: the reply was lost; tried again at 12:00:01 UTC',
    'desk takes messages again',
  ]);
});

test('an update that is refused is no update, and is said', async () => {
  const platform = place();
  await put('a');
  await run();
  await change('a', 'second');
  platform.plan([{ kind: 'refused', what: 'message' }]);
  await run();
  expect(events).toMatchObject([{ alert: 'a', state: 'sent' }]);
  expect(warnings).toEqual(['desk: “a” is not updated: refused']);
});

test('a destination that a reload has taken away is not sent to any more', async () => {
  const platform = place();
  await put('a');
  await put('b');
  const { messenger } = platform;
  platforms.set('desk', {
    ...platform,
    messenger: {
      ...messenger,
      send: async (message, key) => {
        platforms.delete('desk');
        return messenger.send(message, key);
      },
    },
  });
  await deliver(parts(), new AbortController().signal, 'desk');
  expect(platform.posts.map(({ key }) => key)).toEqual(['a']);
});

test('a machine that slept between the record and the call does not call', async () => {
  const platform = place();
  await put('a');
  let calls = 0;
  const sleepy = { ...parts(), now: () => (calls++ === 6 ? (advance(60_000), clock) : clock) };
  await deliver(sleepy, new AbortController().signal, 'desk');
  const deliveries = await db
    .selectFrom('delivery')
    .select(['action', 'outcome', 'detail'])
    .orderBy('id')
    .execute();
  expect(deliveries[0]).toMatchObject({
    action: 'send',
    outcome: 'wait',
    detail: 'this machine was held up',
  });
  expect(platform.posts.map(({ key }) => key)).toEqual(['a']);
});

test('two workers at one destination post each alert once', async () => {
  const platform = place('desk', { restMs: 0 });
  for (let i = 0; i < 20; i++) await put(`n${i}`);
  const worker = async () => {
    for (let turn = 0; turn < 30; turn++) await deliver(parts(), new AbortController().signal, 'desk');
  };
  await Promise.all([worker(), worker(), worker()]);
  expect(platform.posts.map(({ key }) => key).sort()).toEqual(
    Array.from({ length: 20 }, (_, i) => `n${i}`).sort(),
  );
});
