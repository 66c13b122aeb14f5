import type { Pool } from 'pg';

/** The time as the store has it, which all processes on it share: one whose own clock is wrong would take what another holds. */
export interface StoreClock {
  readonly now: () => Date;
  /**
   * To be awaited before something is taken: after this machine slept, or its own clock was set, `now` may be as far
   * behind as that until the store has been asked again. Throws when the store does not answer.
   */
  readonly sure: () => Promise<void>;
  /** By how many milliseconds it was set back since this was asked last; 0 when it was not, or by less than a minute. */
  readonly setBackBy: () => number;
  stop(): void;
}

const SYNC_MS = 5_000;
/** An answer that took longer tells too little, and so does a clock that has gone that much ahead of the steady one. */
const SLOW_MS = 1_000;
/** How often the store is asked by who must know. */
const TRIES = 5;
const LEAST_SET_BACK_MS = 60_000;

/** Of a store that belongs to this process: its own clock. */
export function ownClock(now: () => Date): StoreClock {
  const behind = fallenBehind();
  const setBackBy = () => behind(now().getTime());
  setBackBy();
  return { now, sure: async () => {}, setBackBy, stop() {} };
}

/** Of a server, which is asked now and every 5 s; throws when the first question fails. */
export async function serverClock(pool: Pick<Pool, 'query'>, own: () => Date): Promise<StoreClock> {
  const behind = fallenBehind();
  let answered = own().getTime();
  let since = twoClocks(own);
  let lost = 0;
  /** `most`: milliseconds that the answer may take. */
  const sync = async (most: number) => {
    const asked = twoClocks(own);
    const { rows } = await pool.query<{ at: Date }>('select clock_timestamp() as at');
    const [row] = rows;
    if (!row || asked.differ() || asked.steady() >= most) return;
    since = twoClocks(own);
    answered = row.at.getTime() + asked.steady() / 2;
    lost += behind(answered);
  };
  await sync(SLOW_MS);
  // A server that is away is told of by those who need it.
  const timer = setInterval(() => void sync(SLOW_MS).catch(() => undefined), SYNC_MS).unref();
  return {
    now: () => new Date(answered + since.steady()),
    async sure() {
      for (let i = 0; i < TRIES && since.differ(); i++) await sync(TRIES * SLOW_MS);
    },
    setBackBy: () => {
      const by = lost;
      lost = 0;
      return by;
    },
    stop: () => clearInterval(timer),
  };
}

/** Milliseconds from now on, by the clock that stands still while the machine sleeps; and whether its own has gone another way. */
function twoClocks(own: () => Date) {
  const begun = { own: own().getTime(), steady: performance.now() };
  const steady = () => performance.now() - begun.steady;
  return { steady, differ: () => Math.abs(own().getTime() - begun.own - steady()) >= SLOW_MS };
}

/** Milliseconds from now on. This machine's clock may be set back, and the steady one stands still while it sleeps: the longer counts. */
export function stopwatch(): () => number {
  const begun = { own: Date.now(), steady: performance.now() };
  return () => Math.max(Date.now() - begun.own, performance.now() - begun.steady);
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
