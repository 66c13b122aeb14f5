import { sql } from 'kysely';
import type { Db, Tx } from './db.js';
import { toJson } from './json.js';

/**
 * Questions to a language model, and its answers. One is written down with the alerts that wait for it, so a crash
 * loses neither; the alerts go out as they are when their time is over, whatever has become of the question.
 */
export interface NewRewording {
  readonly key: string;
  readonly storyId: number;
  readonly draft: object;
  /** Until then the alerts that would show it wait. */
  readonly waitUntil: Date;
}

export interface Rewording {
  readonly state: 'wanted' | 'answered' | 'useless' | 'failed';
  /** Untrusted. */
  readonly wordings: readonly object[];
  readonly waitUntil: Date | null;
}

/** A question that failed may be asked again after so long, when its story is briefed anew. */
const ASK_AGAIN_MS = 10 * 60_000;
/** Longer than any question takes: whoever has claimed one for longer has died. */
const CLAIM_MS = 90_000;
/** A question that nobody took up for so long is not asked any more: its alerts went out as they were. */
const STALE_MS = 60 * 60_000;

/** What is known of a question; asks it when nothing is. */
export async function askOnce(tx: Tx, asked: NewRewording, now: Date): Promise<Rewording> {
  const values = {
    key: asked.key,
    story_id: asked.storyId,
    draft: toJson(asked.draft),
    state: 'wanted',
    wanted_at: now,
    wait_until: asked.waitUntil,
  } as const;
  const retryBefore = new Date(now.getTime() - ASK_AGAIN_MS);
  await tx
    .insertInto('rewording')
    .values(values)
    .onConflict((c) =>
      c
        .column('key')
        .doUpdateSet({ ...values, claimed_until: null, reason: null })
        .where('rewording.state', '=', 'failed')
        .where('rewording.decided_at', '<', retryBefore),
    )
    .execute();
  const row = await tx
    .selectFrom('rewording')
    .select(['state', 'wordings', 'wait_until as waitUntil'])
    .where('key', '=', asked.key)
    .executeTakeFirstOrThrow();
  return { ...row, wordings: row.wordings ?? [] };
}

/** Questions that nobody is asking yet. */
export async function unasked(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('rewording')
    .select('key')
    .where('state', '=', 'wanted')
    .where('wanted_at', '>', new Date(now.getTime() - STALE_MS))
    .where((w) => w.or([w('claimed_until', 'is', null), w('claimed_until', '<', now)]))
    .orderBy('wanted_at')
    .limit(limit)
    .execute();
  return rows.map(({ key }) => key);
}

export interface ClaimedRewording {
  readonly key: string;
  readonly storyId: number;
  readonly draft: object;
  readonly waitUntil: Date | null;
}

/** Makes the caller the one who asks; null when another does, or nothing is to be asked. */
export async function claimRewording(db: Db, key: string, now: Date): Promise<ClaimedRewording | null> {
  const row = await db
    .updateTable('rewording')
    .set({ claimed_until: new Date(now.getTime() + CLAIM_MS) })
    .where('key', '=', key)
    .where('state', '=', 'wanted')
    .where((w) => w.or([w('claimed_until', 'is', null), w('claimed_until', '<', now)]))
    .returning(['key', 'story_id as storyId', 'draft', 'wait_until as waitUntil'])
    .executeTakeFirst();
  return row ?? null;
}

export interface Decided {
  readonly state: 'answered' | 'useless' | 'failed';
  readonly wordings: readonly object[];
  readonly reason: string | null;
}

export async function settleRewording(tx: Tx, key: string, decided: Decided, now: Date): Promise<void> {
  await tx
    .updateTable('rewording')
    .set({
      state: decided.state,
      wordings: toJson(decided.wordings),
      reason: decided.reason,
      decided_at: now,
    })
    .where('key', '=', key)
    .execute();
}

/** Has a story briefed anew: something that its briefing may show has come. */
export async function briefAnew(tx: Tx, storyId: number): Promise<void> {
  await tx
    .updateTable('story')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', storyId)
    .execute();
}

/** Lets alerts go that wait for an answer until `waitUntil`, and for nothing else. Returns their destinations. */
export async function releaseWaiting(tx: Tx, storyId: number, waitUntil: Date, now: Date): Promise<string[]> {
  if (waitUntil <= now) return [];
  const rows = await tx
    .updateTable('alert')
    .set({ not_before: now, reason: null })
    .where('story_id', '=', storyId)
    .where('state', '=', 'pending')
    .where('attempts', '=', 0)
    .where('not_before', '=', waitUntil)
    .returning('destination')
    .execute();
  return rows.map(({ destination }) => destination);
}

/** Sets tokens aside for a call; false when the day's are used up. */
export async function reserveTokens(
  db: Db,
  model: string,
  tokens: number,
  most: number,
  now: Date,
): Promise<boolean> {
  if (tokens > most) return false;
  const { rows } = await sql`
    insert into ww.model_use (day, model, calls, tokens) values (${dayOf(now)}::date, ${model}, 1, ${tokens})
    on conflict (day, model) do update set calls = model_use.calls + 1, tokens = model_use.tokens + excluded.tokens
      where model_use.tokens + excluded.tokens <= ${most}
    returning 1`.execute(db);
  return rows.length > 0;
}

/** Puts what a call has cost in the place of what was set aside for it at `at`. */
export async function settleTokens(
  db: Db | Tx,
  model: string,
  reserved: number,
  used: number,
  at: Date,
): Promise<void> {
  await sql`
    update ww.model_use set tokens = greatest(0, tokens + ${used - reserved})
    where day = ${dayOf(at)}::date and model = ${model}`.execute(db);
}

/** Calls and tokens of today. */
export async function usedToday(
  db: Db,
  model: string,
  now: Date,
): Promise<{ calls: number; tokens: number }> {
  const { rows } = await sql<{ calls: number; tokens: string }>`
    select calls, tokens::text from ww.model_use where day = ${dayOf(now)}::date and model = ${model}`.execute(
    db,
  );
  return { calls: rows[0]?.calls ?? 0, tokens: Number(rows[0]?.tokens ?? 0) };
}

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);
