import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { WireAlert, WireFilter } from '../domain/pages.js';
import type { Desk } from './desk.js';
import { card, filterOf, lookOf } from './wire.js';
import type { Env } from './view.js';

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
  /** Is told of alerts that are new or changed, the oldest first; null when there are too many readers. */
  listen(reader: Reader): (() => void) | null;
  /** When no more will come. */
  readonly ended: AbortSignal;
  close(): void;
}

/** Asks the store only while somebody listens. */
export function createTicker(desk: Pick<Desk, 'wire'>, onError: (error: unknown) => void): Ticker {
  const readers = new Set<Reader>();
  let known: Map<string, string> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let failing = false;
  const closing = new AbortController();
  const look = async () => {
    const { alerts } = await desk.wire({}, null, WATCHED);
    const before = known;
    known = new Map(alerts.map(({ id, stamp }) => [id, stamp]));
    if (before === null) return;
    const changed = alerts.filter(({ id, stamp }) => before.get(id) !== stamp).toReversed();
    if (changed.length > 0) for (const reader of readers) reader(changed);
  };
  const tick = () => {
    look()
      .then(
        () => (failing = false),
        (error: unknown) => {
          if (!failing) onError(error);
          failing = true;
        },
      )
      .finally(() => {
        if (readers.size > 0) timer = setTimeout(tick, EVERY_MS);
        else known = null;
      });
  };
  return {
    listen(reader) {
      if (readers.size >= MOST_READERS) return null;
      readers.add(reader);
      if (readers.size === 1) {
        clearTimeout(timer);
        tick();
      }
      return () => readers.delete(reader);
    },
    ended: closing.signal,
    close: () => {
      closing.abort();
      readers.clear();
      clearTimeout(timer);
    },
  };
}

export function livePages(ticker: Ticker): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/live', (context) => {
    const view = context.get('view');
    const choices = view.desk.choices();
    const filter = filterOf(context, choices);
    const look = lookOf(context, view);
    // A proxy that collects an answer before it passes it on would keep all of it.
    context.header('x-accel-buffering', 'no');
    return streamSSE(context, async (stream) => {
      const queue = waitingLine();
      const leave = ticker.listen((alerts) => queue.add(alerts.filter((alert) => belongs(alert, filter))));
      if (leave === null) return;
      stream.onAbort(queue.end);
      ticker.ended.addEventListener('abort', queue.end);
      await stream.writeSSE({ event: 'hello', data: '', retry: 3_000 });
      // What came between the page and this: the page knows which of them it has.
      const { alerts } = await view.desk.wire(filter, null, CAUGHT_UP);
      queue.add(alerts.toReversed());
      for (;;) {
        const alert = await queue.next(BEAT_MS);
        if (alert === 'ended') break;
        const now = view.desk.now();
        if (alert === null) await stream.write(': \n\n');
        else
          await stream.writeSSE({
            event: 'alert',
            id: alert.id,
            data: String(await card({ ...view, root: './', now }, alert, choices, look)),
          });
      }
      ticker.ended.removeEventListener('abort', queue.end);
      leave();
    });
  });
  return app;
}

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
