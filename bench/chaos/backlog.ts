import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import type { Briefing } from '../../src/domain/briefing.js';
import { deliver } from '../../src/pipeline/deliver.js';
import type { Attention, Destination } from '../../src/domain/destination.js';
import { type NewAlert, putAlert } from '../../src/store/alerts.js';
import { connect, type Db, migrate } from '../../src/store/db.js';
import { dueDigests, rememberDigests } from '../../src/store/digests.js';
import { dueLanes } from '../../src/store/lanes.js';
import { openEmbeddedForTest } from '../../tests/support/embedded.js';
import { buildPlatform, type Platform } from '../../tests/support/platform.js';

export interface Backlog {
  readonly alerts: number;
  readonly destinations: number;
  readonly posted: number;
  /** Stories that a digest told, of the destinations that have one. */
  readonly digested: number;
  /** Stories that were told twice, or posted by themselves beyond the day's budget. */
  readonly excess: number;
  /** Destinations whose alerts came out of their order. */
  readonly disordered: number;
  /** Posts that came sooner than the platform allows. */
  readonly tooSoon: number;
  /** On the clock of the platforms. */
  readonly minutes: number;
  readonly seconds: number;
  /** Of the heap, once a tenth was posted, and in the end. */
  readonly megabytes: readonly [early: number, late: number];
}

/** As Slack and Discord have it: a message a second in a channel, with what the adapters keep away from it. */
const REST_MS = [1_100, 1_000];
/** Every tenth destination wants so many stories a day and the rest in a digest. */
const BUDGET: Attention = {
  zone: 'UTC',
  budget: 20,
  quiet: null,
  digest: { cron: '*/2 * * * *', sayNothingNew: false },
};
const START = new Date('2026-03-01T12:00:00Z');
/** One call in so many is told to come back in half a minute, as happens when a workspace is busy. */
const THROTTLED = 97;

/**
 * Sends a backlog through the real outbox on a virtual clock: all destinations at once, each at its own pace;
 * every tenth has a budget and a digest.
 */
export async function runBacklog(alerts: number, destinations: number): Promise<Backlog> {
  const database = await openEmbeddedForTest();
  const db = connect(database.db.app);
  await migrate(db);
  const clock = virtualClock(START);
  const begun = Date.now();
  const places = new Map(
    Array.from({ length: destinations }, (_, i) => {
      const restMs = REST_MS[i % REST_MS.length] ?? 0;
      const platform = buildPlatform({ now: clock.now, lagMs: 0, repeatWindowMs: 0, restMs });
      const each = Math.ceil(alerts / destinations);
      platform.plan(
        Array.from({ length: each }, (_fault, n) =>
          (n * destinations + i) % THROTTLED === THROTTLED - 1 ? { kind: 'wait', seconds: 30 } : null,
        ),
      );
      return [`d${i}`, platform] as const;
    }),
  );
  const wants = [...places.keys()].filter((_, i) => i % 10 === 9);
  const digestAt = new Date('2026-03-01T12:02:00Z');
  await rememberDigests(
    db,
    wants.map((destination) => ({ destination, schedule: 'daily', digestAt })),
    [],
    START,
  );
  await writeAlerts(db, alerts, destinations, START);
  const megabytes = await work(db, clock, places, new Set(wants), alerts);
  const settled = await settledAlerts(db);
  const backlog = {
    alerts,
    destinations,
    posted: settled.filter(({ state }) => state === 'sent').length,
    digested: settled.filter(({ state }) => state === 'digested').length,
    excess: excessOf(places, new Set(wants)),
    disordered: [...places].filter(([id, place]) => !wants.includes(id) && isDisordered(place)).length,
    tooSoon: [...places.values()].reduce((sum, place) => sum + place.tooSoon(), 0),
    minutes: (clock.now().getTime() - START.getTime()) / 60_000,
    seconds: (Date.now() - begun) / 1_000,
    megabytes,
  };
  await database.drop();
  return backlog;
}

const keyOf = (n: number) => `n${String(n).padStart(6, '0')}`;

/** A story for each alert, and the alerts of all destinations in turn. */
async function writeAlerts(db: Db, alerts: number, destinations: number, now: Date): Promise<void> {
  await sql`insert into ww.story (id, revision, briefed_revision, first_at, last_at)
    overriding system value select id, 1, 1, ${now}, ${now} from generate_series(1, ${alerts}) id`.execute(
    db,
  );
  await db.transaction().execute(async (tx) => {
    for (let n = 0; n < alerts; n++)
      await putAlert(tx, alertOf(n, destinations), new Date(now.getTime() - alerts + n));
  });
}

function alertOf(n: number, destinations: number): NewAlert {
  const message = { kind: 'alert', priority: 'normal', briefing: briefingOf(n) } as const;
  const destination = `d${n % destinations}`;
  return { id: keyOf(n), storyId: n + 1, destination, topics: [], priority: 'normal', message };
}

function briefingOf(n: number): Briefing {
  return {
    storyId: n + 1,
    lang: 'en',
    headline: keyOf(n),
    dek: null,
    points: [],
    happened: [],
    context: [],
    next: [],
    conflicts: [],
    sources: [],
    counts: { origins: 1 + (n % 7), items: 1, copies: 0 },
    languages: ['en'],
    related: [],
    reasons: [],
    readingMinutes: 1,
    made: { how: 'extracted' },
  };
}

const settledAlerts = (db: Db) =>
  db.selectFrom('alert').select('state').where('story_id', 'is not', null).execute();

function isDisordered({ posts }: Platform): boolean {
  const keys = posts.map(({ key }) => key);
  return keys.join() !== [...keys].sort().join();
}

/** Stories that stand in a place more than once, and what was posted there by itself over its budget. */
function excessOf(places: ReadonlyMap<string, Platform>, wants: ReadonlySet<string>): number {
  let excess = 0;
  for (const [id, { posts }] of places) {
    const told = posts.flatMap(({ text }) => text.match(/n\d{6}/g) ?? []);
    excess += told.length - new Set(told).size;
    const alone = posts.filter(({ key }) => /^n\d{6}$/.test(key)).length;
    if (wants.has(id)) excess += Math.max(0, alone - (BUDGET.budget ?? 0));
  }
  return excess;
}

async function work(
  db: Db,
  clock: VirtualClock,
  places: ReadonlyMap<string, Platform>,
  wants: ReadonlySet<string>,
  alerts: number,
): Promise<[number, number]> {
  const messengers = new Map([...places].map(([id, { messenger }]) => [id, messenger]));
  const { now, wait } = clock;
  const known = [...places.keys()].map((id): [string, Destination] => {
    return [id, { id, account: 'chat', channel: id, ...(wants.has(id) && { attention: BUDGET }) }];
  });
  const parts = {
    db,
    now,
    sure: async () => {},
    wait,
    live: () => ({ messengers, places: new Map(known), operator: null }),
    report: () => {},
    warn: () => {},
  };
  const never = new AbortController().signal;
  let early: number | null = null;
  for (let left = alerts; left > 0; left = await unsettled(db)) {
    const lanes = [...new Set([...(await dueLanes(db, now())), ...(await dueDigests(db, now()))])];
    clock.enter(lanes.length);
    await Promise.all(lanes.map((destination) => deliver(parts, never, destination).finally(clock.leave)));
    if (left <= alerts * 0.9) early ??= heap();
    clock.advance(1_000);
  }
  return [early ?? heap(), heap()];
}

/** Digests too: what they tell is told once they are out. */
async function unsettled(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ww.alert where state not in ('sent', 'digested')`.execute(db);
  return rows[0]?.n ?? 0;
}

function heap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20);
}

type VirtualClock = ReturnType<typeof virtualClock>;

/** Moves when all who work wait for it. */
function virtualClock(start: Date) {
  let time = start.getTime();
  let working = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  const now = () => new Date(time);
  const step = () => {
    if (working > 0 || sleepers.length === 0) return;
    time = Math.min(...sleepers.map(({ at }) => at));
    const awake = sleepers.filter(({ at }) => at <= time);
    sleepers = sleepers.filter(({ at }) => at > time);
    working += awake.length;
    for (const { wake } of awake) wake();
  };
  return {
    now,
    advance: (ms: number) => {
      time += ms;
    },
    wait: (ms: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ at: time + ms, wake });
        working -= 1;
        step();
      }),
    /** So many begin to work. */
    enter: (count: number) => {
      working += count;
    },
    /** One of them has ended. */
    leave: () => {
      working -= 1;
      step();
    },
  };
}
