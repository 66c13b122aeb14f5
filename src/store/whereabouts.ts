import { sql } from 'kysely';
import type { AlertState, HeldFor } from '../domain/alert.js';
import type { Item } from '../domain/item.js';
import type { Role } from '../domain/story.js';
import type { Db } from './db.js';
import { ITEM_COLUMNS, toItem } from './items.js';

/** How far an article came. */
export interface Whereabouts {
  readonly item: Item;
  /** Came with the first poll of its feed. */
  readonly baseline: boolean;
  readonly heldAt: Date | null;
  readonly readAt: Date | null;
  readonly readError: string | null;
  readonly storyId: number | null;
  readonly role: Role | null;
}

/** An article by its number. */
export async function whereaboutsOf(db: Db, itemId: number): Promise<Whereabouts | null> {
  const row = await db
    .selectFrom('item')
    .leftJoin('member', 'member.item_id', 'item.id')
    .select(ITEM_COLUMNS)
    .select(['item.baseline', 'item.held_at', 'item.read_at', 'item.read_error'])
    .select(['member.story_id', 'member.role'])
    .where('item.id', '=', itemId)
    .executeTakeFirst();
  if (!row) return null;
  return {
    item: toItem(row),
    baseline: row.baseline,
    heldAt: row.held_at,
    readAt: row.read_at,
    readError: row.read_error,
    storyId: row.story_id,
    role: row.role,
  };
}

/** The article that an address belongs to, its own or that of a copy which was not stored again. */
export async function itemAt(db: Db, canonical: string | null, link: string): Promise<number | null> {
  const known = await db
    .selectFrom('alias')
    .select('item_id')
    .where('key', '=', `url:${canonical ?? link}`)
    .executeTakeFirst();
  if (known) return known.item_id;
  const row = await db
    .selectFrom('item')
    .select('id')
    .where((w) => w.or([w('link', '=', link), w('guid', '=', link)]))
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** How a story's posts for a topic stand. */
export interface PostState {
  readonly destination: string;
  readonly state: AlertState;
  readonly reason: string | null;
  readonly notBefore: Date;
  readonly sentAt: Date | null;
  readonly heldFor: HeldFor | null;
  readonly topics: readonly string[];
}

export async function postsOf(db: Db, storyId: number): Promise<PostState[]> {
  return db
    .selectFrom('alert')
    .select(['destination', 'state', 'reason', 'not_before as notBefore', 'sent_at as sentAt', 'topics'])
    .select('held_for as heldFor')
    .where('story_id', '=', storyId)
    .where('root_id', 'is', null)
    .orderBy('destination')
    .execute();
}

/** The version of a topic that an article matched; null when it did not. */
export async function matchedVersion(db: Db, itemId: number, topicId: string): Promise<string | null> {
  const row = await db
    .selectFrom('match')
    .select('topic_version')
    .where('item_id', '=', itemId)
    .where('topic_id', '=', topicId)
    .executeTakeFirst();
  return row?.topic_version ?? null;
}

/** Who has muted a story or a topic for all, and until when; null where nobody has. */
export async function mutedFor(
  db: Db,
  storyId: number,
  topicId: string,
  now: Date,
): Promise<{ kind: 'story' | 'topic'; by: string; until: Date | null } | null> {
  const row = await db
    .selectFrom('mute')
    .select(['kind', 'by_name as by', 'until'])
    .where('account', '=', '')
    .where(sql<boolean>`coalesce(until > ${now}, true)`)
    .where((w) =>
      w.or([
        w.and([w('kind', '=', 'story'), w('subject', '=', String(storyId))]),
        w.and([w('kind', '=', 'topic'), w('subject', '=', topicId)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
