import { sql } from 'kysely';
import type { Db, Tx } from './db.js';

/** What is older than these is let go of; null: nothing is. */
export interface Cutoffs {
  readonly articles: Date | null;
  readonly revisions: Date | null;
  readonly deliveries: Date | null;
}

/** Rows in one transaction: tens of milliseconds, in which nobody waits for long. */
const BATCH = 200;
/** A feed that still lists an article brings it again: with so many newer ones of that feed it does not. */
const LISTED = 2_000;
/** An alert that is to be posted, changed, looked up or decided on keeps its story whole. */
const OPEN = sql`(alert.state in ('pending', 'sending', 'parked', 'held')
  or (alert.state = 'sent' and alert.sent_revision < alert.revision))`;

/** Lets go of some of what is too old; how many rows that were. Zero: there is no more. */
export async function dropSome(db: Db, { articles, revisions, deliveries }: Cutoffs): Promise<number> {
  const emptied = articles === null ? 0 : await db.transaction().execute((tx) => emptySome(tx, articles));
  const revised = revisions === null ? 0 : await dropRevisions(db, revisions);
  const delivered = deliveries === null ? 0 : await dropDeliveries(db, deliveries);
  return emptied + revised + delivered;
}

/**
 * The text of an old article goes, and what it is found and compared by; its names stay, so that a feed that still
 * lists it does not make it news again. The row itself goes once its feed has gone far beyond it.
 */
async function emptySome(tx: Tx, before: Date): Promise<number> {
  const { rows } = await sql<{ id: number; feed_id: string }>`
    update ww.item set body = '', headings = '[]', words = 0, signature = '{}', emptied_at = now()
     where id in (
       select item.id from ww.item
        where item.emptied_at is null and item.seen_at < ${before}
          and item.read_at is not null and item.held_at is null
          and not exists (select 1 from ww.member join ww.alert on alert.story_id = member.story_id
                           where member.item_id = item.id and ${OPEN})
        order by item.seen_at limit ${BATCH})
    returning id, feed_id`.execute(tx);
  const ids = rows.map((row) => row.id);
  await sql`delete from ww.search_entry where item_id = any(${ids}::int[])`.execute(tx);
  for (const feedId of new Set(rows.map((row) => row.feed_id))) await dropUnlisted(tx, feedId);
  return rows.length;
}

/** With its last article a story goes, and its alerts with it. */
async function dropUnlisted(tx: Tx, feedId: string): Promise<void> {
  const { rows } = await sql<{ story_id: number | null }>`
    with gone as (
      delete from ww.item where id in (
        select id from ww.item
         where feed_id = ${feedId} and emptied_at is not null
           and id < (select id from ww.item where feed_id = ${feedId} order by id desc offset ${LISTED} limit 1)
         order by id limit ${BATCH})
      returning id)
    select distinct member.story_id from gone join ww.member on member.item_id = gone.id`.execute(tx);
  const stories = rows.flatMap(({ story_id }) => (story_id === null ? [] : [story_id]));
  if (stories.length === 0) return;
  await sql`
    delete from ww.story where id = any(${stories}::int[])
       and not exists (select 1 from ww.member where member.story_id = story.id)`.execute(tx);
}

async function dropRevisions(db: Db, before: Date): Promise<number> {
  const result = await sql`
    delete from ww.revision where ctid = any(array(
      select ctid from ww.revision where replaced_at < ${before} order by replaced_at limit ${BATCH}))`.execute(
    db,
  );
  return Number(result.numAffectedRows ?? 0);
}

async function dropDeliveries(db: Db, before: Date): Promise<number> {
  const result = await sql`
    delete from ww.delivery where id in (
      select delivery.id from ww.delivery join ww.alert on alert.id = delivery.alert_id
       where delivery.started_at < ${before} and not ${OPEN}
       order by delivery.id limit ${BATCH})`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}
