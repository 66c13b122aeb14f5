import type { Db } from './db.js';

/** Remembers that these destinations are posted to from this store, by this process or by another one. */
export async function rememberDestinations(db: Db, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db
    .insertInto('lane')
    .values([...ids].sort().map((destination) => ({ destination, not_before: now })))
    .onConflict((c) => c.doNothing())
    .execute();
}

/** The destinations that were ever posted to from this store. */
export async function knownDestinations(db: Db): Promise<Set<string>> {
  const rows = await db.selectFrom('lane').select('destination').execute();
  return new Set(rows.map(({ destination }) => destination));
}
