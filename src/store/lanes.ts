import { sql } from 'kysely';
import type { LaneHealth } from '../domain/alert.js';
import { isDue } from './alerts.js';
import type { Db } from './db.js';

/**
 * A lane is a destination's queue: one sender at a time, by a lease, and a time before which nothing is
 * sent, which survives restarts as the platforms' limits do.
 */
export interface Lane {
  readonly notBefore: Date;
  /** Lost replies since it last took something. */
  readonly failures: number;
  readonly health: LaneHealth;
}

/** Destinations that have something to send, change or look up now, and whose lane is free. */
export async function dueLanes(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('alert')
    .leftJoin('lane', 'lane.destination', 'alert.destination')
    .select('alert.destination')
    .distinct()
    .where(isDue(now))
    .where(isFree(now))
    .execute();
  return rows.map((row) => row.destination);
}

/** SQL: a lane, if there is one already, neither rests at `now` nor has a sender. */
export const isFree = (now: Date) =>
  sql<boolean>`(coalesce(lane.not_before <= ${now}, true) and coalesce(lane.leased_until <= ${now}, true))`;

/** Longer than any call to a platform may take (15 s): after it the sender is taken to be dead. */
export const LEASE_MS = 25_000;

/** Makes `owner` the only sender to a destination for a while; null when another is. */
export async function leaseLane(db: Db, destination: string, owner: string, now: Date): Promise<Lane | null> {
  const until = new Date(now.getTime() + LEASE_MS);
  const row = await db
    .insertInto('lane')
    .values({ destination, owner, leased_until: until, not_before: now })
    .onConflict((c) =>
      c
        .column('destination')
        .doUpdateSet({ owner, leased_until: until })
        .where((w) =>
          w.or([
            w('lane.owner', '=', owner),
            w('lane.leased_until', 'is', null),
            w('lane.leased_until', '<=', now),
          ]),
        ),
    )
    .returning(['not_before as notBefore', 'failures', 'health'])
    .executeTakeFirst();
  return row ?? null;
}

export async function releaseLane(db: Db, destination: string, owner: string): Promise<void> {
  await db
    .updateTable('lane')
    .set({ owner: null, leased_until: null })
    .where('destination', '=', destination)
    .where('owner', '=', owner)
    .execute();
}

/** Forgets the leases of a process that died; only for the sole owner of a store. */
export async function releaseLanes(db: Db, now: Date): Promise<void> {
  await db.updateTable('lane').set({ owner: null, leased_until: null }).execute();
  // What it was at is looked into at once, but for what waits for a second look.
  await db
    .updateTable('alert')
    .set({ not_before: now })
    .where('state', '=', 'sending')
    .where('not_before', '>', now)
    .where('missed_at', 'is', null)
    .execute();
}
