import type { AppOptions } from './app-options.js';
import type { Engine } from './engine.js';
import type { Metrics, Sample } from './observe/metrics.js';
import { within } from './queue/queue.js';
import { installationId } from './store/db.js';
import { gauges } from './store/gauges.js';
import { isUnreachable } from './store/sqlstate.js';
import { type Probes, type ProbeServer, startProbes, type Viewers } from './web/probes.js';

/** A Redis that is away answers nothing and says nothing; nor does a Postgres behind a cable that was cut. */
const PATIENCE_MS = 2_000;

/** What stands in store and queue at this moment; null for one that does not answer. */
export async function takeSample(
  { db, queue }: Engine,
  feedIds: readonly string[],
  now: Date,
): Promise<Sample> {
  const [store, jobs] = await Promise.all([answerOf(gauges(db, feedIds, now)), jobsOf(queue)]);
  return { store, queue: jobs };
}

/** Null where nothing answers, without a word: that it is away is told once, by the line of work. */
async function answerOf<T>(asked: Promise<T>): Promise<T | null> {
  let found: T | null = null;
  const waited = asked.then((answer) => void (found = answer));
  await within(PATIENCE_MS, waited).catch((error: unknown) => {
    if (!isUnreachable(error)) throw error;
  });
  return found;
}

/** What a queue fails with is not for us to tell apart. */
const jobsOf = (queue: Engine['queue']) => answerOf(queue.counts().catch(() => null));

export async function storeAnswers({ db }: Engine): Promise<boolean> {
  return (await answerOf(installationId(db))) !== null;
}

/** Whether this process can work now; else why not. */
async function troubleOf(engine: Engine): Promise<string | null> {
  if (!(await storeAnswers(engine))) return 'the store does not answer';
  return (await jobsOf(engine.queue)) === null ? 'the queue does not answer' : null;
}

/** The figures name destinations and feeds' fates: on a page with a sign-in they are for who brings its token. */
export function viewersOf({ web }: AppOptions['config']): Viewers {
  if (web === null) return 'nobody';
  if (web.token !== null) return { token: web.token };
  return web.publicUrl === null && web.oidc === null ? 'anybody' : 'nobody';
}

/** The port for machines, where WIREWATCH_PROBES names one. */
export function probing({ config, log }: AppOptions, engine: Engine, metrics: Metrics) {
  const probes: Probes = {
    trouble: () => troubleOf(engine),
    metrics: () => metrics.text(),
    onError: (where, error) => log.error(`${where}: ${String(error)}`, { err: error }),
  };
  let server: ProbeServer | null = null;
  return {
    probes,
    port: () => server?.port ?? null,
    async start(): Promise<void> {
      if (config.probes === null) return;
      const { host, port } = config.probes;
      server = await startProbes(probes, host, port);
      log.info(`probes and metrics on ${host}:${server.port}`);
    },
    async stop(): Promise<void> {
      await server?.close();
      server = null;
    },
  };
}
