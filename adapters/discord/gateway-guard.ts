import { setTimeout as pause } from 'node:timers/promises';
import { type Client, GatewayDispatchEvents, SimpleShardingStrategy } from 'discord.js';

/**
 * discord.js 14.28 lets what a gateway sends reach the process: a dispatch that its structures can't read (a
 * `thread: null`, say) is an unhandled rejection, closing while a socket is being dialled an unhandled 'error',
 * and closing between two attempts goes on dialling for ever. The parts concerned are private, so they are held
 * here, in one place; `tests/adapters/discord/connection.test.ts` fails when a new version changes them.
 */

type Manager = ConstructorParameters<typeof SimpleShardingStrategy>[0];

interface Shard {
  connection: {
    on(event: 'error', listener: () => void): void;
    terminate(): void;
    readyState: number;
  } | null;
  destroy(options?: object): Promise<void>;
  internalConnect(): Promise<void>;
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
  onClose(code: number): Promise<void>;
  heartbeat(requested?: boolean): Promise<void>;
}

export interface Throttler {
  waitForIdentify(shard: number, signal: AbortSignal): Promise<void>;
}

interface Guard {
  readonly isClosed: () => boolean;
  /** Something that came in could not be read; it is set aside. */
  readonly onUnreadable: (error: unknown) => void;
  /** The gateway cannot be dialled at all. */
  readonly onBroken: (error: unknown) => void;
}

const WEBSOCKET_CONNECTING = 0;
/** A gateway that does not answer a close in this time is hung up on; the library waits for half a minute. */
const GOODBYE_MS = 1000;

/** discord.js's own way of running one shard in this process, with its failures held. */
export function guardedStrategy(manager: Manager, guard: Guard): SimpleShardingStrategy {
  const strategy = new SimpleShardingStrategy(manager);
  const spawn = strategy.spawn.bind(strategy);
  strategy.spawn = async (ids) => {
    await spawn(ids);
    const shards: Iterable<Shard> = strategy['shards'].values();
    for (const shard of shards) hold(shard, guard);
  };
  return strategy;
}

/**
 * Keeps all but the session's own dispatches from discord.js's structures and caches: nothing here uses them,
 * and they would grow with everybody who asks.
 */
export function passSessionOnly(client: Client): void {
  const handle = client.ws['handlePacket'].bind(client.ws);
  client.ws['handlePacket'] = (packet, shard) => !isSession(packet) || handle(packet, shard);
}

/** Discord resets the token of a bot that identifies more than 1,000 times in 24 hours: one in 90 s at length. */
const BURST = 10;
const BURST_PERIOD_MS = BURST * 90_000;
const SPACING_MS = 5000;

/** How long to wait before identifying again, given when that was done before, oldest first. */
export function identifyDelayMs(before: readonly number[], nowMs: number): number {
  const last = before.at(-1) ?? -Infinity;
  const tenth = before.at(-BURST) ?? -Infinity;
  return Math.max(0, last + SPACING_MS - nowMs, tenth + BURST_PERIOD_MS - nowMs);
}

/** Spaces the identifications of one account, over all of its connections. */
export function openThrottler(now: () => Date): Throttler {
  const before: number[] = [];
  return {
    async waitForIdentify(_shard, signal) {
      const delayMs = identifyDelayMs(before, now().getTime());
      before.push(now().getTime() + delayMs);
      if (before.length > BURST) before.shift();
      if (delayMs > 0) await pause(delayMs, undefined, { signal });
    },
  };
}

function hold(shard: Shard, guard: Guard): void {
  const own = {
    connect: shard.internalConnect.bind(shard),
    destroy: shard.destroy.bind(shard),
    message: shard.onMessage.bind(shard),
    close: shard.onClose.bind(shard),
    beat: shard.heartbeat.bind(shard),
  };
  shard.internalConnect = async () => {
    if (!guard.isClosed()) await own.connect().catch(guard.onBroken);
  };
  shard.destroy = async (options) => {
    const { connection } = shard;
    connection?.on('error', () => {});
    if (connection?.readyState === WEBSOCKET_CONNECTING) connection.terminate();
    const late = setTimeout(() => connection?.terminate(), GOODBYE_MS);
    await own.destroy(options).finally(() => clearTimeout(late));
  };
  shard.onMessage = (data, isBinary) => own.message(data, isBinary).catch(guard.onUnreadable);
  shard.onClose = (code) => own.close(code).catch(guard.onBroken);
  shard.heartbeat = (requested) => own.beat(requested).catch(guard.onUnreadable);
}

function isSession(packet: unknown): boolean {
  const type = typeof packet === 'object' && packet !== null && 't' in packet ? packet.t : null;
  return type === GatewayDispatchEvents.Ready || type === GatewayDispatchEvents.Resumed;
}
