import type pg from 'pg';
import { connect, installationId, migrate } from '../db.js';
import { quoted, storedTables } from './catalog.js';
import { type CopiedTable, type CopyProgress, copyStore } from './copy.js';
import { beginFilling, endFilling, leaveFor, movedTo } from './place.js';

export interface Move {
  readonly from: pg.Pool;
  readonly to: pg.Pool;
  /** Where `to` is, for people: without a password. */
  readonly place: string;
  readonly now: Date;
  readonly progress: CopyProgress;
}

/** Fills an empty store with what another holds; nobody may work on either. Can be broken off and repeated. */
export async function fillStore({ from, to, now, progress }: Omit<Move, 'place'>): Promise<CopiedTable[]> {
  const [source, target] = [connect(from), connect(to)];
  await migrate(source);
  await migrate(target);
  await beginFilling(target, `store ${await installationId(source)}`, now);
  const drop = [await indexed(from), await indexed(to)];
  const copied = await copyStore(from, to, progress);
  for (const each of drop) await each();
  return copied;
}

/** Moves house: what was copied and compared is worked on over there from now on, and here no more. */
export async function moveStore(move: Move): Promise<CopiedTable[]> {
  const source = connect(move.from);
  await migrate(source);
  const before = await movedTo(source);
  if (before !== null && before !== move.place)
    throw new Error(`this store was moved to ${before} already: wirewatch move --stay takes it up again`);
  const copied = await fillStore(move);
  // In this order: at no moment may both be worked on.
  await leaveFor(source, move.place, move.now);
  await endFilling(connect(move.to));
  return copied;
}

/** Pages are in byte order on both sides, for which a text key of another locale has no index. */
async function indexed(pool: pg.Pool): Promise<() => Promise<void>> {
  const names: string[] = [];
  for (const { name, key } of await storedTables(pool)) {
    if (!key.some(({ type }) => type === 'text')) continue;
    const columns = key.map(
      ({ column, type }) => `${quoted(column)}${type === 'text' ? ' collate "C"' : ''}`,
    );
    const index = `move_${name}`;
    await pool.query(
      `create index if not exists ${quoted(index)} on ww.${quoted(name)} (${columns.join(', ')})`,
    );
    names.push(index);
  }
  return async () => {
    for (const name of names) await pool.query(`drop index if exists ww.${quoted(name)}`);
  };
}
