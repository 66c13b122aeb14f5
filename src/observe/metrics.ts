import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Report, RunEvent } from '../domain/event.js';

/** Every figure of our own, by name: config/monitoring/README.md lists the same, and a test compares. */
export const METRICS = {
  wirewatch_polls_total: 'Polls of feeds, by outcome.',
  wirewatch_parses_total: 'Feeds read, by reader: tolerant is the fallback for what is not well-formed.',
  wirewatch_items_total: 'Articles stored, by change.',
  wirewatch_matches_total: 'Articles that satisfied a topic.',
  wirewatch_deliveries_total: 'Calls to platforms, by destination, action and outcome.',
  wirewatch_rate_limit_wait_seconds_total: 'Seconds of patience that destinations asked for.',
  wirewatch_post_lag_seconds: 'From the publication of the first source of a story to its post.',
  wirewatch_model_calls_total: 'Briefings that a language model was asked to reword, by outcome.',
  wirewatch_model_tokens_total: 'Tokens asked and answered.',
  wirewatch_job_seconds: 'Time at work on a job, by kind and outcome.',
  wirewatch_queue_jobs: 'Jobs that wait or are at work, by kind; the store may know of more.',
  wirewatch_alerts: 'Alerts that are not settled, by state.',
  wirewatch_items_waiting: 'Articles that wait to be read.',
  wirewatch_stories_waiting: 'Stories that wait to be briefed.',
  wirewatch_poll_overdue_seconds: 'How long the most overdue feed has been due.',
  wirewatch_feeds_failing: 'Feeds that could not be read at their last poll.',
  wirewatch_store_up: '1 while the store answers this process, else 0.',
  wirewatch_queue_up: '1 while the queue answers this process, else 0.',
} as const;
type Name = keyof typeof METRICS;

/** What is asked of store and queue when somebody looks; null for one that does not answer. */
export interface Sample {
  readonly queue: Readonly<Record<string, number>> | null;
  readonly store: StoreSample | null;
}

export interface StoreSample {
  readonly alerts: Readonly<Record<string, number>>;
  readonly itemsWaiting: number;
  readonly storiesWaiting: number;
  readonly overdueSeconds: number;
  readonly feedsFailing: number;
}

export interface Metrics {
  /** Counts what is reported on its way through. */
  report(next: Report): Report;
  parsed(reader: string): void;
  worked(kind: string, seconds: number, failed: boolean): void;
  /** In the format of Prometheus. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
}

/** Seconds: a push takes some, a poll every quarter of an hour up to 900. */
const LAG = [10, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 21_600, 86_400];
const WORK = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A registry of our own: two programs in one process do not meet in it. */
export function createMetrics(sample: () => Promise<Sample>, now: () => Date): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const made = instruments(registry);
  return {
    report: (next) => (event) => {
      count(made, event, now());
      next(event);
    },
    parsed: (reader) => made.parses.inc({ reader }),
    worked: (kind, seconds, failed) =>
      made.work.observe({ kind, outcome: failed ? 'failed' : 'done' }, seconds),
    async text() {
      fill(made, await sample());
      return { type: registry.contentType, body: await registry.metrics() };
    },
  };
}

type Instruments = ReturnType<typeof instruments>;

function instruments(register: Registry) {
  const what = <N extends Name, L extends string>(name: N, ...labelNames: L[]) => ({
    name,
    help: METRICS[name],
    labelNames,
    registers: [register],
  });
  return {
    polls: new Counter(what('wirewatch_polls_total', 'outcome')),
    parses: new Counter(what('wirewatch_parses_total', 'reader')),
    items: new Counter(what('wirewatch_items_total', 'change')),
    matches: new Counter(what('wirewatch_matches_total')),
    deliveries: new Counter(what('wirewatch_deliveries_total', 'destination', 'action', 'outcome')),
    patience: new Counter(what('wirewatch_rate_limit_wait_seconds_total', 'destination')),
    lag: new Histogram({ ...what('wirewatch_post_lag_seconds', 'destination'), buckets: LAG }),
    modelCalls: new Counter(what('wirewatch_model_calls_total', 'outcome')),
    modelTokens: new Counter(what('wirewatch_model_tokens_total')),
    work: new Histogram({ ...what('wirewatch_job_seconds', 'kind', 'outcome'), buckets: WORK }),
    queue: new Gauge(what('wirewatch_queue_jobs', 'kind')),
    alerts: new Gauge(what('wirewatch_alerts', 'state')),
    itemsWaiting: new Gauge(what('wirewatch_items_waiting')),
    storiesWaiting: new Gauge(what('wirewatch_stories_waiting')),
    overdue: new Gauge(what('wirewatch_poll_overdue_seconds')),
    failing: new Gauge(what('wirewatch_feeds_failing')),
    storeUp: new Gauge(what('wirewatch_store_up')),
    queueUp: new Gauge(what('wirewatch_queue_up')),
  };
}

function count(made: Instruments, event: RunEvent, now: Date): void {
  if (event.event === 'feed') made.polls.inc({ outcome: event.outcome });
  else if (event.event === 'item') made.items.inc({ change: event.change });
  else if (event.event === 'match') made.matches.inc();
  else if (event.event === 'model') {
    made.modelCalls.inc({ outcome: event.outcome });
    made.modelTokens.inc(event.tokens);
  } else if (event.event === 'delivery') {
    const { destination, action, outcome, until, published } = event;
    made.deliveries.inc({ destination, action, outcome });
    if (outcome === 'wait' && until !== null)
      made.patience.inc({ destination }, Math.max(0, Date.parse(until) - now.getTime()) / 1_000);
    if (outcome === 'sent' && action === 'send' && published !== null)
      made.lag.observe({ destination }, Math.max(0, now.getTime() - Date.parse(published)) / 1_000);
  }
}

/** Of what does not answer nothing is told: what it said last may be no more. */
function fill(made: Instruments, { store, queue }: Sample): void {
  made.storeUp.set(store ? 1 : 0);
  made.queueUp.set(queue ? 1 : 0);
  made.queue.reset();
  for (const [kind, n] of Object.entries(queue ?? {})) made.queue.set({ kind }, n);
  made.alerts.reset();
  for (const [state, n] of Object.entries(store?.alerts ?? {})) made.alerts.set({ state }, n);
  const tell = (gauge: Gauge, n: number | undefined) => (n === undefined ? gauge.remove() : gauge.set(n));
  tell(made.itemsWaiting, store?.itemsWaiting);
  tell(made.storiesWaiting, store?.storiesWaiting);
  tell(made.overdue, store?.overdueSeconds);
  tell(made.failing, store?.feedsFailing);
}
