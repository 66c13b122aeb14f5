import type { Selectable } from 'kysely';
import type { Person, TopicEdit } from '../domain/topic-edit.js';
import type { Db } from './db.js';
import type { TopicEditTable } from './tables/topics.js';

/** A change as it is put down; `follows` is where a removed topic belongs. */
export interface NewEdit {
  readonly kind: TopicEdit['kind'];
  readonly topicId: string;
  readonly watchlist: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly follows: string | null;
  readonly by: Person;
}

export interface StoredEdit extends TopicEdit {
  readonly follows: string | null;
}

/** Puts a change down; `undoes` is the one that it takes back. */
export async function putEdit(db: Db, edit: NewEdit, undoes: number | null, now: Date): Promise<TopicEdit> {
  return db.transaction().execute(async (tx) => {
    if (undoes !== null)
      await tx.updateTable('topic_edit').set({ undone: true }).where('id', '=', undoes).execute();
    const row = await tx
      .insertInto('topic_edit')
      .values({
        at: now,
        by_id: edit.by.id,
        by_name: edit.by.name,
        kind: edit.kind,
        topic_id: edit.topicId,
        watchlist: edit.watchlist,
        before: edit.before,
        after: edit.after,
        follows: edit.follows,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toEdit(row);
  });
}

/** Of one topic, or of all when null; the newest first. */
export async function editsOf(db: Db, topicId: string | null, limit: number): Promise<TopicEdit[]> {
  const rows = await db
    .selectFrom('topic_edit')
    .selectAll()
    .$if(topicId !== null, (q) => q.where('topic_id', '=', topicId ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toEdit);
}

/** The last change of a topic that still stands. */
export async function lastEdit(db: Db, topicId: string): Promise<StoredEdit | null> {
  const row = await db
    .selectFrom('topic_edit')
    .selectAll()
    .where('topic_id', '=', topicId)
    .where('undone', '=', false)
    .where('kind', '!=', 'undo')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { ...toEdit(row), follows: row.follows } : null;
}

function toEdit(row: Selectable<TopicEditTable>): TopicEdit {
  return {
    id: row.id,
    at: row.at,
    by: { id: row.by_id, name: row.by_name },
    kind: row.kind,
    topicId: row.topic_id,
    watchlist: row.watchlist,
    before: row.before,
    after: row.after,
    undone: row.undone,
  };
}
