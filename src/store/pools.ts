import type { Duplex } from 'node:stream';
import pg from 'pg';

export type Source = { stream: () => Duplex } | { url: string };

export interface Pools {
  /** search_path is ww. bigint and count(*) are numbers, date is text, timestamptz is Date. */
  app: pg.Pool;
  /** search_path is bullmq. node-postgres' own types, because BullMQ reads them. */
  queue: pg.Pool;
}

/** Enough for the requests of the web page and the jobs of one process; the embedded engine takes turns anyhow. */
const APP_CLIENTS = 10;
/** Beside the clients that workers and queue events keep for LISTEN; with none to spare `queue.add` hangs for ever. */
const SPARE_QUEUE_CLIENTS = 4;
const CONNECT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 5_000;

export function openPools(source: Source, queueClients: number, report: (message: string) => void): Pools {
  const app = openPool(source, { schema: 'ww', max: APP_CLIENTS, types: appTypes() }, report);
  // Without keepAlive BullMQ polls every 10 s instead of waiting for a notification.
  const queue = openPool(
    source,
    { schema: 'bullmq', max: queueClients + SPARE_QUEUE_CLIENTS, keepAlive: true },
    report,
  );
  return { app, queue };
}

/** A client that somebody forgot to give back holds this up for 5 s at most. */
export async function closePools({ app, queue }: Pools): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
  });
  await Promise.race([Promise.all([app.end(), queue.end()]), limit]);
  clearTimeout(timer);
}

/** Node-postgres emits 'error' on a client whose server goes away; its query fails too, so nobody need listen. */
export class QuietClient extends pg.Client {
  // BullMQ takes its listeners off a client before it hands it back, and an unheard 'error' would end the process.
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === 'error' && this.listenerCount('error') === 0) return false;
    return super.emit(event, ...args);
  }
}

type PoolOptions = Pick<pg.PoolConfig, 'max' | 'keepAlive' | 'types'> & { schema: string };

function openPool(
  source: Source,
  { schema, ...options }: PoolOptions,
  report: (message: string) => void,
): pg.Pool {
  const pool = new pg.Pool({
    ...options,
    ...connection(source, `-c search_path=${schema} -c TimeZone=UTC`),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    Client: QuietClient,
  });
  // Every worker and queue adds a listener of its own.
  pool.setMaxListeners(0);
  pool.on('error', (error) => report(`a database connection was lost: ${error.message}`));
  return pool;
}

/** Options in the URL would replace ours, not join them. */
function connection(source: Source, options: string): pg.ClientConfig {
  if ('stream' in source)
    return { stream: source.stream, user: 'postgres', database: 'postgres', ssl: false, options };
  const url = new URL(source.url);
  const given = url.searchParams.get('options') ?? '';
  url.searchParams.delete('options');
  return { connectionString: url.href, options: `${given} ${options}`.trim() };
}

const OID = { int8: 20, date: 1082, int8Array: 1016 } as const;

function appTypes(): pg.CustomTypesConfig {
  const types = new pg.TypeOverrides();
  types.setTypeParser(OID.int8, toNumber);
  types.setTypeParser(OID.int8Array, toNumbers);
  types.setTypeParser(OID.date, (text) => text);
  return types;
}

/** A bigint beyond 2^53 stays text: better odd than wrong. */
function toNumber(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** Of one dimension, as array_agg makes them. */
function toNumbers(text: string): (number | string | null)[] {
  return (text.match(/-?\d+|NULL/g) ?? []).map((element) => (element === 'NULL' ? null : toNumber(element)));
}
