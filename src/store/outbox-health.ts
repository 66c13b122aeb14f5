import { sql } from 'kysely';
import type { LaneRow } from '../domain/pages.js';
import type { Db } from './db.js';

export async function laneRows(db: Db): Promise<LaneRow[]> {
  const found = await sql<LaneRow>`
    select lane.destination, lane.health, lane.not_before as "restsUntil", lane.failures,
      coalesce(open.waiting, 0)::int as waiting, coalesce(open.parked, 0)::int as parked,
      (select max(sent_at) from (
        select sent_at from ww.alert where alert.destination = lane.destination
        order by created_at desc, id desc limit 50
      ) as newest) as "lastSentAt"
    from ww.lane left join (
      select destination, count(*) filter (where state in ('pending', 'sending')) as waiting,
        count(*) filter (where state = 'parked') as parked
      from ww.alert where state in ('pending', 'sending', 'parked') group by 1
    ) as open on open.destination = lane.destination
    order by lane.destination`.execute(db);
  return found.rows;
}

export interface LagHour {
  readonly hour: Date;
  readonly posts: number;
  /** From the publication of the first source to the post: seconds, half of the posts were faster. */
  readonly median: number;
}

/** The last day by the hour; posts whose sources say no time are left out. */
export async function lagByHour(db: Db, now: Date): Promise<LagHour[]> {
  const since = new Date(now.getTime() - 86_400_000);
  const found = await sql<LagHour>`
    select date_trunc('hour', alert.sent_at) as hour, count(*)::int as posts,
      percentile_cont(0.5) within group (
        order by greatest(0, extract(epoch from alert.sent_at - first.published_at))
      )::float8 as median
    from ww.alert cross join lateral (
      select min(item.published_at) as published_at from ww.member join ww.item on item.id = member.item_id
      where member.story_id = alert.story_id and item.dated
    ) as first
    where alert.created_at >= ${since}::timestamptz and alert.sent_at is not null and first.published_at is not null
    group by 1 order by 1`.execute(db);
  return found.rows;
}
