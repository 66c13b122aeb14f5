import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deliver } from '../../src/pipeline/deliver.js';
import { putNotice } from '../../src/store/alerts.js';
import { connect, type Db, migrate } from '../../src/store/db.js';
import { dueLanes } from '../../src/store/lanes.js';
import { openEmbeddedForTest } from '../../tests/support/embedded.js';
import { buildPlatform, type Platform } from '../../tests/support/platform.js';

export interface Backlog {
  readonly alerts: number;
  readonly destinations: number;
  readonly posted: number;
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
/** One call in so many is told to come back in half a minute, as happens when a workspace is busy. */
const THROTTLED = 97;

/** Sends a backlog through the real outbox on a virtual clock: all destinations at once, each at its own pace. */
export async function runBacklog(alerts: number, destinations: number): Promise<Backlog> {
  const database = await openEmbeddedForTest();
  const db = connect(database.db.app);
  await migrate(db);
  const clock = virtualClock(new Date('2026-03-01T12:00:00Z'));
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
  for (let n = 0; n < alerts; n++) {
    const at = new Date(clock.now().getTime() - alerts + n);
    await putNotice(db, keyOf(n), `d${n % destinations}`, keyOf(n), 'Backlog', at);
  }
  const megabytes = await work(db, clock, places, alerts);
  const posts = [...places.values()].map((place) => place.posts.map(({ key }) => key));
  const backlog = {
    alerts,
    destinations,
    posted: new Set(posts.flat()).size,
    disordered: posts.filter((keys) => keys.join() !== [...keys].sort().join()).length,
    tooSoon: [...places.values()].reduce((sum, place) => sum + place.tooSoon(), 0),
    minutes: (clock.now().getTime() - Date.parse('2026-03-01T12:00:00Z')) / 60_000,
    seconds: (Date.now() - begun) / 1_000,
    megabytes,
  };
  await database.drop();
  return backlog;
}

const keyOf = (n: number) => `n${String(n).padStart(6, '0')}`;

async function work(
  db: Db,
  clock: VirtualClock,
  places: ReadonlyMap<string, Platform>,
  alerts: number,
): Promise<[number, number]> {
  const messengers = new Map([...places].map(([id, { messenger }]) => [id, messenger]));
  const { now, wait } = clock;
  const parts = {
    db,
    now,
    wait,
    live: () => ({ messengers, places: new Map(), operator: null }),
    report: () => {},
    warn: () => {},
  };
  const posted = () => [...places.values()].reduce((sum, place) => sum + place.posts.length, 0);
  const never = new AbortController().signal;
  let early: number | null = null;
  while (posted() < alerts) {
    const lanes = await dueLanes(db, now());
    clock.enter(lanes.length);
    await Promise.all(lanes.map((destination) => deliver(parts, never, destination).finally(clock.leave)));
    if (posted() >= alerts / 10) early ??= heap();
    clock.advance(1_000);
  }
  return [early ?? heap(), heap()];
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
