import type { Pool } from 'pg';

/** The time as the store has it, which all processes on it share: one whose own clock is wrong would take what another holds. */
export interface StoreClock {
  readonly now: () => Date;
  /** By how many milliseconds it was set back since this was asked last; 0 when it was not, or by less than a minute. */
  readonly setBackBy: () => number;
  stop(): void;
}

const SYNC_MS = 5_000;
/** An answer that took longer tells too little. */
const SLOW_MS = 1_000;
const LEAST_SET_BACK_MS = 60_000;

/** Of a store that belongs to this process: its own clock. */
export function ownClock(now: () => Date): StoreClock {
  const behind = fallenBehind();
  const setBackBy = () => behind(now().getTime());
  setBackBy();
  return { now, setBackBy, stop() {} };
}

/** Of a server, which is asked now and every 5 s; throws when the first question fails. */
export async function serverClock(pool: Pick<Pool, 'query'>, own: () => Date): Promise<StoreClock> {
  const behind = fallenBehind();
  let answered = own().getTime();
  let since = stopwatch(own);
  let lost = 0;
  const sync = async () => {
    const took = stopwatch(own);
    const { rows } = await pool.query<{ at: Date }>('select clock_timestamp() as at');
    const [row] = rows;
    if (!row || took() >= SLOW_MS) return;
    answered = row.at.getTime() + took() / 2;
    since = stopwatch(own);
    lost += behind(answered);
  };
  await sync();
  // A server that is away is told of by those who need it.
  const timer = setInterval(() => void sync().catch(() => undefined), SYNC_MS).unref();
  return {
    now: () => new Date(answered + since()),
    setBackBy: () => {
      const by = lost;
      lost = 0;
      return by;
    },
    stop: () => clearInterval(timer),
  };
}

/** Milliseconds from now on. Our own clock may be set back, and the steady one stands still while the machine sleeps: the longer counts. */
function stopwatch(own: () => Date): () => number {
  const begun = { own: own().getTime(), steady: performance.now() };
  return () => Math.max(own().getTime() - begun.own, performance.now() - begun.steady);
}

/** By how much a clock has gone slower than the steady one since it was looked at last. */
function fallenBehind(): (at: number) => number {
  let last: { readonly at: number; readonly steady: number } | null = null;
  return (at) => {
    const next = { at, steady: performance.now() };
    const lost = last === null ? 0 : next.steady - last.steady - (at - last.at);
    last = next;
    return lost < LEAST_SET_BACK_MS ? 0 : lost;
  };
}
