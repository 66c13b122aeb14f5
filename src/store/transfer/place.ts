import type { Db } from '../db.js';

/** Why a store may not be worked on: it is half filled, or another one goes on from it. Null: it may. */
export async function moveTrouble(db: Db): Promise<string | null> {
  const rows = await db.selectFrom('move').selectAll().execute();
  const filling = rows.find(({ direction }) => direction === 'in');
  if (filling)
    return `this store is not complete: filling it from ${filling.place} was broken off; do the same again, it goes on where it was`;
  const left = rows.find(({ direction }) => direction === 'out');
  if (left)
    return `this store was moved to ${left.place} on ${left.begun_at.toISOString().slice(0, 10)}: set DATABASE_URL to that, or take this one up again with wirewatch move --stay`;
  return null;
}

/** Where this store was moved to; null when it was not. */
export async function movedTo(db: Db): Promise<string | null> {
  const row = await db.selectFrom('move').select('place').where('direction', '=', 'out').executeTakeFirst();
  return row?.place ?? null;
}

/** Says that this store is left for another; or, for null, that it is not. */
export async function leaveFor(db: Db, place: string | null, now: Date): Promise<void> {
  await db.deleteFrom('move').where('direction', '=', 'out').execute();
  if (place !== null)
    await db.insertInto('move').values({ direction: 'out', place, begun_at: now }).execute();
}

/**
 * Marks a store as being filled from `place`. Throws when something stands in it already, unless an earlier filling
 * from the same place was broken off.
 */
export async function beginFilling(db: Db, place: string, now: Date): Promise<void> {
  const begun = await db.selectFrom('move').selectAll().where('direction', '=', 'in').executeTakeFirst();
  if (begun?.place === place) return;
  if (begun)
    throw new Error(`it was being filled from ${begun.place}: end that first, or take an empty database`);
  if (!(await isUnused(db)))
    throw new Error(
      'there is a store in it already, and nothing is ever overwritten: take an empty database',
    );
  await db.insertInto('move').values({ direction: 'in', place, begun_at: now }).execute();
}

export async function endFilling(db: Db): Promise<void> {
  await db.deleteFrom('move').where('direction', '=', 'in').execute();
}

/** Every program that runs knows its feeds, and every import has its items. */
export async function isUnused(db: Db): Promise<boolean> {
  const [feed, item] = await Promise.all([
    db.selectFrom('feed').select('id').limit(1).executeTakeFirst(),
    db.selectFrom('item').select('id').limit(1).executeTakeFirst(),
  ]);
  return feed === undefined && item === undefined;
}
