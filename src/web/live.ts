import { setTimeout as pause } from 'node:timers/promises';
import { Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { WireAlert, WireFilter } from '../domain/pages.js';
import type { Desk } from './desk.js';
import type { Ctx, Env } from './view.js';
import { card, filterOf, lookOf } from './wire.js';

/** Alerts to the open pages, as they change. The store is asked, so that those of other processes come too. */

const EVERY_MS = 1_000;
/** Alerts that are watched for changes; what changes further back is seen when the page is loaded again. */
const WATCHED = 40;
const CAUGHT_UP = 10;
const MOST_READERS = 50;
/** A proxy would end a connection that says nothing. */
const BEAT_MS = 20_000;

type Reader = (alerts: readonly WireAlert[]) => void;

export interface Ticker {
  /** Is told of alerts that are new or changed, the oldest first; null when there are too many readers, or no more will come. */
  listen(reader: Reader): (() => void) | null;
  /** A reader could not be served. */
  failed(error: unknown): void;
  /** When no more will come. */
  readonly ended: AbortSignal;
  close(): void;
}

/** Asks the store only while somebody listens; told of trouble once, until it is over. */
export function createTicker(desk: Pick<Desk, 'wire'>, onError: (error: unknown) => void): Ticker {
  const readers = new Set<Reader>();
  const closing = new AbortController();
  let isRunning = false;
  let isFailing = false;
  const failed = (error: unknown) => {
    if (!isFailing) onError(error);
    isFailing = true;
  };
  const look = async (known: Stamps | null): Promise<Stamps> => {
    const { alerts } = await desk.wire({}, null, WATCHED);
    const changed = known === null ? [] : alerts.filter(({ id, stamp }) => known.get(id) !== stamp);
    if (changed.length > 0) for (const reader of readers) reader(changed.toReversed());
    isFailing = false;
    return new Map(alerts.map(({ id, stamp }) => [id, stamp]));
  };
  // One at a time, whoever leaves and comes meanwhile.
  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    let known: Stamps | null = null;
    while (readers.size > 0) {
      try {
        known = await look(known);
      } catch (error) {
        failed(error);
      }
      await pause(EVERY_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
    isRunning = false;
  };
  return {
    listen(reader) {
      if (closing.signal.aborted || readers.size >= MOST_READERS) return null;
      readers.add(reader);
      void run();
      return () => readers.delete(reader);
    },
    failed,
    ended: closing.signal,
    close: () => {
      readers.clear();
      closing.abort();
    },
  };
}

/** By the ids of alerts. */
type Stamps = ReadonlyMap<string, string>;

export function livePages(ticker: Ticker): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/live', (context) => {
    const { desk } = context.get('view');
    const filter = filterOf(context, desk.choices());
    // A proxy that collects an answer before it passes it on would keep all of it.
    context.header('x-accel-buffering', 'no');
    return streamSSE(context, async (stream) => {
      const line = waitingLine();
      const leave = ticker.listen((alerts) => line.add(alerts.filter((alert) => belongs(alert, filter))));
      if (leave === null) return;
      stream.onAbort(line.end);
      ticker.ended.addEventListener('abort', line.end);
      try {
        await serve(context, stream, line, filter);
      } catch (error) {
        ticker.failed(error);
      } finally {
        ticker.ended.removeEventListener('abort', line.end);
        leave();
      }
    });
  });
  return app;
}

/** Writes alerts as they come, until the reader leaves or the server stops. */
async function serve(context: Ctx, stream: SSEStreamingApi, line: WaitingLine, filter: WireFilter) {
  const view = context.get('view');
  const { desk } = view;
  const choices = desk.choices();
  const look = lookOf(context, view);
  await stream.writeSSE({ event: 'hello', data: '', retry: 3_000 });
  // What came between the page and this: the page knows which of them it has.
  const { alerts } = await desk.wire(filter, null, CAUGHT_UP);
  line.add(alerts.toReversed());
  for (;;) {
    const alert = await line.next(BEAT_MS);
    if (alert === 'ended') return;
    if (alert === null) {
      await stream.write(': \n\n');
      continue;
    }
    const drawn = await card({ ...view, root: './', now: desk.now() }, alert, choices, look);
    await stream.writeSSE({ event: 'alert', id: alert.id, data: String(drawn) });
  }
}

type WaitingLine = ReturnType<typeof waitingLine>;

/** What has yet to be written to one reader. */
function waitingLine() {
  const waiting: WireAlert[] = [];
  let wake = () => {};
  let ended = false;
  return {
    add(alerts: readonly WireAlert[]) {
      waiting.push(...alerts);
      wake();
    },
    end: () => {
      ended = true;
      wake();
    },
    /** Null when nothing came for so long. */
    async next(ms: number): Promise<WireAlert | 'ended' | null> {
      if (!ended && waiting.length === 0) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, ms);
        });
        clearTimeout(timer);
      }
      return ended ? 'ended' : (waiting.shift() ?? null);
    },
  };
}

function belongs(alert: WireAlert, { topic, destination, priority, day }: WireFilter): boolean {
  return (
    (topic === undefined || alert.topics.includes(topic)) &&
    (destination === undefined || alert.destination === destination) &&
    (priority === undefined || alert.priority === priority) &&
    (day === undefined || alert.createdAt.toISOString().startsWith(day))
  );
}
