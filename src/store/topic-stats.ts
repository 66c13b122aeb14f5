import { sql } from 'kysely';
import type { Db } from './db.js';

/** How busy topics are, and how good. */
export interface TopicStats {
  /** Stories that it matched a day, the oldest first; the last one is today. */
  readonly perDay: readonly number[];
  readonly lastAlertAt: Date | null;
  /** What readers have said of its posts. */
  readonly relevant: number;
  readonly judged: number;
}

export async function topicStats(
  db: Db,
  topicIds: readonly string[],
  days: number,
  now: Date,
): Promise<Map<string, TopicStats>> {
  const ids = [...topicIds];
  const today = Math.floor(now.getTime() / 86_400_000);
  const first = new Date((today - days + 1) * 86_400_000);
  const counts = await sql<{ topic: string; day: number; stories: number }>`
    select match.topic_id as topic, floor(extract(epoch from match.matched_at) / 86400)::int as day,
      count(distinct coalesce(member.story_id, -match.item_id))::int as stories
    from ww.match left join ww.member on member.item_id = match.item_id
    where match.matched_at >= ${first}::timestamptz group by 1, 2`.execute(db);
  const last = await sql<{ topic: string; at: Date }>`
    select told.topic, newest.created_at as at from unnest(${ids}::text[]) as told (topic)
    cross join lateral (
      select created_at from ww.alert where alert.topics @> array[told.topic]
      order by created_at desc limit 1
    ) as newest`.execute(db);
  const verdicts = await sql<{ topic: string; relevant: number; judged: number }>`
    select topic_id as topic, count(*) filter (where relevant)::int as relevant, count(*)::int as judged
    from ww.feedback group by 1`.execute(db);
  const lastAt = new Map(last.rows.map(({ topic, at }) => [topic, at]));
  const said = new Map(verdicts.rows.map((row) => [row.topic, row]));
  return new Map(
    ids.map((id) => {
      const perDay = Array.from({ length: days }, () => 0);
      for (const { topic, day, stories } of counts.rows)
        if (topic === id) perDay[Math.min(days - 1, day - today + days - 1)] = stories;
      const { relevant = 0, judged = 0 } = said.get(id) ?? {};
      return [id, { perDay, lastAlertAt: lastAt.get(id) ?? null, relevant, judged }];
    }),
  );
}
