import type { Db, Tx } from './db.js';

/** A change that somebody makes. */
export interface NewChange {
  readonly account: string;
  readonly user: string;
  readonly name: string;
  readonly channel: string | null;
  readonly what: string;
  readonly subject: string;
  readonly detail?: string;
  /** The platform's id of the click or form; null on the command line. */
  readonly request: string | null;
}

/** Puts a change into the trail before it is made. Null: that click has come in before, nothing is to be done. */
export async function recordChange(tx: Db | Tx, change: NewChange, now: Date): Promise<number | null> {
  const { account, user, name, channel, what, subject, detail, request } = change;
  const row = await tx
    .insertInto('change')
    .values({ at: now, account, user_id: user, name, channel, what, subject, detail, request, counted: true })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row === undefined ? null : Number(row.id);
}

/** It was so already: the trail does not show it, and the click is spent all the same. */
export async function discountChange(tx: Tx, id: number): Promise<void> {
  await tx.updateTable('change').set({ counted: false }).where('id', '=', id).execute();
}

/** Nothing came of it: the same form may be sent off again. */
export async function forgetChange(db: Db, id: number): Promise<void> {
  await db.deleteFrom('change').where('id', '=', id).execute();
}

/** Who changed what, newest first. */
export async function changesPage(db: Db, offset: number, limit: number) {
  const rows = await db
    .selectFrom('change')
    .select(['at', 'account', 'name', 'user_id as user', 'channel', 'what', 'subject', 'detail'])
    .where('counted', '=', true)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .offset(offset)
    .limit(limit)
    .execute();
  const { count } = await db
    .selectFrom('change')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('counted', '=', true)
    .executeTakeFirstOrThrow();
  return { rows, total: Number(count) };
}
