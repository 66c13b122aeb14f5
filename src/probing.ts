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
  const [store, jobs] = await Promise.all([patiently(gauges(db, feedIds, now)), patiently(queue.counts())]);
  return { store, queue: jobs };
}

async function patiently<T>(asked: Promise<T>): Promise<T | null> {
  let found: T | null = null;
  await within(
    PATIENCE_MS,
    asked.then((answer) => void (found = answer)),
  ).catch(() => false);
  return found;
}

/** Without a word where it does not: that it is away is told once, by the line of work. */
export function storeAnswers({ db }: Engine): Promise<boolean> {
  return within(PATIENCE_MS, installationId(db)).catch((error: unknown) => {
    if (!isUnreachable(error)) throw error;
    return false;
  });
}

/** Whether this process can work now; else why not. */
async function troubleOf(engine: Engine): Promise<string | null> {
  if (!(await storeAnswers(engine))) return 'the store does not answer';
  const answers = await within(PATIENCE_MS, engine.queue.counts()).catch(() => false);
  return answers ? null : 'the queue does not answer';
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
