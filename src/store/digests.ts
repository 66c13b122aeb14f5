import { sql } from 'kysely';
import type { HeldFor } from '../domain/alert.js';
import type { AlertMessage, DigestCounts, DigestMessage } from '../domain/message.js';
import { fresh, IS_NEW_STORY, isMuted, WORTH } from './alerts.js';
import type { Db, Tx } from './db.js';
import { isFree } from './lanes.js';
import { reviveMessage } from './stored-message.js';

/** When a destination's next digest is due, and what that was reckoned from. */
export interface DigestClock {
  readonly destination: string;
  readonly schedule: string;
  readonly digestAt: Date;
}

/**
 * Takes over the digests of the configuration: a new or changed one is due when its schedule says; `without` have none,
 * and what was held for them is posted.
 */
export async function rememberDigests(
  db: Db,
  clocks: readonly DigestClock[],
  without: readonly string[],
  now: Date,
): Promise<void> {
  for (const { destination, schedule, digestAt } of clocks) {
    await db
      .insertInto('attention')
      .values({ destination, schedule, digest_at: digestAt, digested_at: now })
      .onConflict((c) =>
        c
          .column('destination')
          .doUpdateSet({ schedule, digest_at: digestAt })
          .where('attention.schedule', '!=', schedule),
      )
      .execute();
  }
  if (without.length === 0) return;
  await db.deleteFrom('attention').where('destination', 'in', without).execute();
  await db
    .updateTable('alert')
    .set({ state: 'pending', not_before: now })
    .where('state', '=', 'held')
    .where('destination', 'in', without)
    .execute();
}

/** Destinations whose digest is due. */
export async function dueDigests(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('attention')
    .leftJoin('lane', 'lane.destination', 'attention.destination')
    .select('attention.destination')
    .where('digest_at', '<=', now)
    .where(isFree(now))
    .execute();
  return rows.map(({ destination }) => destination);
}

/** Holds what waits for its first post until the next digest: all but breaking news, or only what is low. */
export async function holdForDigest(
  db: Db,
  destination: string,
  heldFor: Extract<HeldFor, 'low' | 'budget'>,
  reason: string,
  now: Date,
): Promise<void> {
  await db
    .updateTable('alert')
    .set({ state: 'held', held_for: heldFor, held_at: now, reason })
    .where('destination', '=', destination)
    .where(IS_NEW_STORY)
    .$if(heldFor === 'low', (q) => q.where('priority', '=', 'low'))
    .$if(heldFor === 'budget', (q) => q.where('priority', '!=', 'breaking'))
    .execute();
}

/** Lets all that is not breaking wait for the end of quiet hours. */
export async function waitForQuiet(
  db: Db,
  destination: string,
  until: Date,
  reason: string,
  now: Date,
): Promise<void> {
  await db
    .updateTable('alert')
    .set((eb) => ({
      not_before: until,
      reason,
      held_for: sql<HeldFor>`coalesce(held_for, 'quiet')`,
      held_at: eb.fn.coalesce('held_at', eb.val(now)),
    }))
    .where('destination', '=', destination)
    .where('state', '=', 'pending')
    .where('first_at', 'is', null)
    .where('priority', '!=', 'breaking')
    .where('not_before', '<', until)
    .execute();
}

/** Stories that a destination was sent since a time; breaking ones do not count. */
export async function postedSince(db: Db, destination: string, since: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ww.alert where destination = ${destination} and first_at >= ${since}
      and story_id is not null and root_id is null and priority <> 'breaking'`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Whether more stories wait for their first post than `most`, the oldest of them since before `since`. */
export async function isFlooded(
  db: Db,
  destination: string,
  most: number,
  since: Date,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ n: number; oldest: Date | null }>`
    select count(*)::int as n, min(created_at) as oldest from ww.alert
    where destination = ${destination} and priority <> 'breaking' and ${IS_NEW_STORY}
      and not ${isMuted(now)}`.execute(db);
  const [found] = rows;
  return found !== undefined && found.n > most && found.oldest !== null && found.oldest < since;
}

/** An alert that is to be told by a digest. */
export interface DigestMember {
  readonly id: string;
  readonly message: AlertMessage;
  readonly topics: readonly string[];
}

/** What is to be digested, and what its digest says of the time since the one before. */
export interface DigestMatter {
  readonly members: readonly DigestMember[];
  readonly counts: DigestCounts;
  /** It was said before that there is nothing new. */
  readonly nothingSaid: boolean;
}

/** Locks what is held for a digest that is due; null when it is not due any more. */
export async function claimDigest(tx: Tx, destination: string, now: Date): Promise<DigestMatter | null> {
  const clock = await tx
    .selectFrom('attention')
    .select(['digested_at as since', 'nothing_said as nothingSaid'])
    .where('destination', '=', destination)
    .where('digest_at', '<=', now)
    .forUpdate()
    .executeTakeFirst();
  if (!clock) return null;
  const members = await lockMembers(tx, destination, 'held', now);
  const counts = await countsSince(tx, destination, clock.since, members.length);
  return { members, counts, nothingSaid: clock.nothingSaid };
}

/** Locks all stories that wait for their first post. */
export async function claimBacklog(tx: Tx, destination: string, now: Date): Promise<DigestMember[]> {
  return lockMembers(tx, destination, 'pending', now);
}

async function lockMembers(
  tx: Tx,
  destination: string,
  state: 'held' | 'pending',
  now: Date,
): Promise<DigestMember[]> {
  const rows = await tx
    .selectFrom('alert')
    .select(['id', 'message', 'topics'])
    .where('destination', '=', destination)
    .where('state', '=', state)
    .where('priority', '!=', 'breaking')
    .where(sql<boolean>`not ${isMuted(now)}`)
    .$if(state === 'pending', (q) => q.where(IS_NEW_STORY))
    .orderBy(sql`priority = 'low'`)
    .orderBy(WORTH, 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.flatMap(({ message, ...row }) => {
    const revived = reviveMessage(message);
    return revived.kind === 'alert' ? [{ ...row, message: revived }] : [];
  });
}

async function countsSince(tx: Tx, destination: string, since: Date, held: number): Promise<DigestCounts> {
  const { rows } = await sql<{ stories: number; articles: number }>`
    select count(*)::int as stories,
      coalesce(sum((message -> 'briefing' -> 'counts' ->> 'items')::int), 0)::int as articles
    from ww.alert where destination = ${destination} and story_id is not null and root_id is null
      and (created_at >= ${since} or state = 'held')`.execute(tx);
  const { stories = 0, articles = 0 } = rows[0] ?? {};
  return { considered: articles, merged: Math.max(0, articles - stories), held };
}

/** A message of a digest with the alerts that it tells. */
export interface DigestPart {
  readonly id: string;
  readonly message: DigestMessage;
  readonly members: readonly DigestMember[];
}

/** Decides on a digest: its messages, those after the first in the thread of the first, and what is settled by them. */
export async function putDigest(
  tx: Tx,
  destination: string,
  parts: readonly DigestPart[],
  heldFor: Extract<HeldFor, 'away'> | null,
  now: Date,
): Promise<void> {
  const [first] = parts;
  for (const [i, { id, message, members }] of parts.entries()) {
    await tx
      .insertInto('alert')
      .values({
        ...fresh({ id, destination, message }, now),
        // They are posted in this order.
        created_at: new Date(now.getTime() + i),
        story_id: null,
        ...(first !== undefined && id !== first.id && { root_id: first.id }),
        topics: [...new Set(members.flatMap(({ topics }) => topics))],
        priority: 'low',
      })
      .execute();
    if (members.length === 0) continue;
    await tx
      .updateTable('alert')
      .set((eb) => ({
        state: 'digested',
        digest_id: id,
        reason: null,
        sent_revision: eb.ref('revision'),
        ...(heldFor !== null && { held_for: heldFor, held_at: now }),
      }))
      .where(
        'id',
        'in',
        members.map((member) => member.id),
      )
      .execute();
  }
}

/** When the next digest is due; the one of now was posted, or there was nothing to post. */
export async function setDigestClock(
  tx: Tx,
  destination: string,
  digestAt: Date,
  nothingSaid: boolean,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('attention')
    .set({ digest_at: digestAt, digested_at: now, nothing_said: nothingSaid })
    .where('destination', '=', destination)
    .execute();
}
