import type { Pool } from 'pg';

/** The time as the store has it, which all processes on it share: one whose own clock is wrong would take what another holds. */
export interface StoreClock {
  readonly now: () => Date;
  stop(): void;
}

const SYNC_MS = 5_000;
/** An answer that took longer tells too little. */
const SLOW_MS = 1_000;

/** Asks the server what time it is, now and every 5 s; throws when the first question fails. */
export async function storeClock(pool: Pick<Pool, 'query'>, own: () => Date): Promise<StoreClock> {
  let ahead = 0;
  const sync = async () => {
    const before = own().getTime();
    const { rows } = await pool.query<{ at: Date }>('select clock_timestamp() as at');
    const took = own().getTime() - before;
    const [row] = rows;
    if (row && took >= 0 && took < SLOW_MS) ahead = row.at.getTime() - (before + took / 2);
  };
  await sync();
  // A server that is away is told of by those who need it.
  const timer = setInterval(() => void sync().catch(() => undefined), SYNC_MS).unref();
  return {
    now: () => new Date(own().getTime() + ahead),
    stop: () => clearInterval(timer),
  };
}
