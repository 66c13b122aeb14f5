/** Waits for `ms` milliseconds, or less when `signal` says so. Never rejects. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Waits until no other process visits the host; returns what ends the turn, or null when `signal` came first. */
export type TakeTurn = (host: string, signal: AbortSignal) => Promise<(() => Promise<void>) | null>;

export interface PageQueue {
  /** Runs `visit` when its host and a slot are free; null when `signal` came first, or when it is `wanted` no more. */
  run<T>(
    host: string,
    signal: AbortSignal,
    visit: () => Promise<T>,
    wanted?: () => boolean,
  ): Promise<T | null>;
}

export interface PageQueueOptions {
  readonly now: () => Date;
  readonly wait: Wait;
  /** Left out where there is no other process. */
  readonly takeTurn?: TakeTurn | undefined;
}

const SLOTS = 4;
/** From the end of one request to the start of the next one to the same host. */
export const SPACING_MS = 2_000;
const MAX_HOSTS = 1_000;

/** Visits to pages: one at a time to a host with 2 s between two, four at a time in all, in the order they came. */
export function createPageQueue({ now, wait, takeTurn = alone }: PageQueueOptions): PageQueue {
  const lines = new Map<string, Promise<unknown>>();
  const endedAt = new Map<string, number>();
  const waiting: (() => void)[] = [];
  let free = SLOTS;

  const takeSlot = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const giveSlot = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  const spaced = async (host: string, signal: AbortSignal): Promise<void> => {
    const ended = endedAt.get(host);
    // After a clock was set back, "ended in the future" only says that it ended.
    const since = ended === undefined ? SPACING_MS : Math.max(0, now().getTime() - ended);
    if (since < SPACING_MS) await wait(SPACING_MS - since, signal);
  };
  const visitIn = async <T>(
    host: string,
    signal: AbortSignal,
    visit: () => Promise<T>,
    wanted: () => boolean,
  ): Promise<T | null> => {
    if (signal.aborted || !wanted()) return null;
    await spaced(host, signal);
    const endTurn = await takeTurn(host, signal);
    if (endTurn === null) return null;
    await takeSlot();
    try {
      return signal.aborted ? null : await visit().finally(() => remember(endedAt, host, now().getTime()));
    } finally {
      giveSlot();
      await endTurn();
    }
  };

  return {
    run: (host, signal, visit, wanted = () => true) => {
      const turn = (lines.get(host) ?? Promise.resolve()).then(() => visitIn(host, signal, visit, wanted));
      const settled = turn.then(
        () => {},
        () => {},
      );
      lines.set(host, settled);
      void settled.then(() => {
        if (lines.get(host) === settled) lines.delete(host);
      });
      return turn;
    },
  };
}

const alone: TakeTurn = async (_host, signal) => (signal.aborted ? null : async () => {});

function remember(endedAt: Map<string, number>, host: string, at: number): void {
  endedAt.delete(host);
  endedAt.set(host, at);
  const [oldest] = endedAt.keys();
  if (endedAt.size > MAX_HOSTS && oldest !== undefined) endedAt.delete(oldest);
}
