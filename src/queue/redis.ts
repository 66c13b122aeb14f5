import { Redis } from 'ioredis';

/** Who is told how Redis does. */
export interface RedisWatch {
  failed(reason: string): void;
  served(): void;
}

export interface RedisHome {
  readonly client: Redis;
  /** Resolves when it is not there; never while it is. */
  away(): Promise<void>;
  /** Lets go at once, of the connections too that others made of this one. */
  leave(): void;
}

/** Throws when no Redis answers, or when it may drop jobs. */
export async function connectRedis(url: string, watch: RedisWatch): Promise<RedisHome> {
  let isLeft = false;
  let isOpen = false;
  // The workers' own connections are made with the same options, so with this function.
  const retryStrategy = (times: number) => (isLeft || !isOpen ? null : Math.min(times * 200, 5_000));
  const client = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true, retryStrategy });
  let reason = 'connection refused';
  client.on('error', (error: Error) => {
    reason = error.message || reason;
    if (isOpen && !isLeft) watch.failed(reason);
  });
  try {
    await client.connect();
  } catch {
    client.disconnect();
    throw new Error(`REDIS_URL: no Redis answers at ${host(url)} (${reason}): start it, or unset REDIS_URL`);
  }
  await refuseEviction(client);
  isOpen = true;
  // Workers' connections are copies of this one. BullMQ connects a lazy one itself, once: broken off while it
  // does, the worker would stay without jobs for ever. One that connects by itself tries until it is ready.
  client.options.lazyConnect = false;
  client.on('close', () => isLeft || watch.failed('the connection broke off'));
  client.on('ready', () => watch.served());
  return {
    client,
    away: () =>
      new Promise((resolve) => (client.status === 'ready' ? client.once('close', resolve) : resolve())),
    leave: () => {
      isLeft = true;
      client.disconnect();
    },
  };
}

/** Of the queue's errors, those that only say again that Redis is away, or that it takes nothing, belong to the watch. */
export function watched(
  client: Redis,
  watch: RedisWatch,
  onError: (where: string, error: unknown) => void,
): (where: string, error: unknown) => void {
  return (where, error) => {
    const { message, code } =
      error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
    if (client.status !== 'ready' || TAKES_NOTHING.test(message))
      watch.failed(message || (code ?? 'no answer'));
    else if (!BROKEN.test(`${code} ${message}`)) onError(where, error);
  };
}

/** Full, starting, unable to write to its disk, or a replica: https://redis.io/docs/latest/develop/reference/protocol-spec. */
const TAKES_NOTHING = /^(OOM|LOADING|MISCONF|READONLY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN)\b/;
/** Of a connection that has been replaced already. */
const BROKEN = /ECONN|EPIPE|ETIMEDOUT|Connection is closed|Stream isn't writeable/;

/** A Redis that evicts keys drops jobs without a word. */
async function refuseEviction(redis: Redis): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  redis.disconnect();
  throw new Error(`REDIS_URL: this Redis may drop jobs (maxmemory-policy ${policy}): set it to noeviction`);
}

/** Never the user or the password of the URL. */
function host(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is not a URL';
}
