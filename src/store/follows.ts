import type { Db, Tx } from './db.js';
import type { Reader } from './mutes.js';

/** True when they did not follow it yet. */
export async function putFollow(
  tx: Tx,
  topicId: string,
  { account, user }: Reader,
  name: string,
  now: Date,
): Promise<boolean> {
  const row = await tx
    .insertInto('follow')
    .values({ topic_id: topicId, account, user_id: user, name, since: now })
    .onConflict((c) => c.doNothing())
    .returning('topic_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** True when they followed it. */
export async function endFollow(tx: Tx, topicId: string, { account, user }: Reader): Promise<boolean> {
  const row = await tx
    .deleteFrom('follow')
    .where('topic_id', '=', topicId)
    .where('account', '=', account)
    .where('user_id', '=', user)
    .returning('topic_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function followedBy(db: Db, { account, user }: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('follow')
    .select('topic_id')
    .where('account', '=', account)
    .where('user_id', '=', user)
    .orderBy('topic_id')
    .execute();
  return rows.map((row) => row.topic_id);
}

/** Who follows any of these topics, and which of them. */
export async function followers(
  db: Db,
  topicIds: readonly string[],
): Promise<{ readonly reader: Reader; readonly topics: ReadonlySet<string> }[]> {
  if (topicIds.length === 0) return [];
  const rows = await db
    .selectFrom('follow')
    .select(['topic_id', 'account', 'user_id'])
    .where('topic_id', 'in', topicIds)
    .orderBy('account')
    .orderBy('user_id')
    .execute();
  const people = new Map<string, { reader: Reader; topics: Set<string> }>();
  for (const { topic_id, account, user_id: user } of rows) {
    const key = directTo({ account, user });
    const known = people.get(key) ?? { reader: { account, user }, topics: new Set() };
    known.topics.add(topic_id);
    people.set(key, known);
  }
  return [...people.values()];
}

/** The destination of somebody's direct messages. Names of configured destinations have no slash. */
export const directTo = ({ account, user }: Reader) => `dm/${account}/${user}`;

/** Whose direct messages go to a destination; null where it is a place in the configuration. */
export function readDirect(destination: string): Reader | null {
  const [, account, user] = /^dm\/([^/]+)\/(.+)$/.exec(destination) ?? [];
  return account === undefined || user === undefined ? null : { account, user };
}
