import { sql } from 'kysely';
import type { Db } from './db.js';

/** What waits in the store: each is answered from an index that holds only what waits. */
export interface Gauges {
  readonly alerts: {
    readonly pending: number;
    readonly sending: number;
    readonly parked: number;
    readonly changed: number;
  };
  readonly itemsWaiting: number;
  readonly storiesWaiting: number;
  readonly overdueSeconds: number;
  readonly feedsFailing: number;
}

export async function gauges(db: Db, feedIds: readonly string[], now: Date): Promise<Gauges> {
  const { rows } = await sql<
    Record<'pending' | 'sending' | 'changed' | 'parked' | 'items' | 'stories' | 'failing', number> & {
      due: Date | null;
    }
  >`
    select
      (select count(*) from ww.alert where state = 'parked')::int as parked,
      due.pending::int, due.sending::int, due.changed::int, feeds.failing::int, feeds.due,
      (select count(*) from ww.item where read_at is null and held_at is null)::int as items,
      (select count(*) from ww.story where briefed_revision < revision)::int as stories
    from (select count(*) filter (where state = 'pending') as pending,
                 count(*) filter (where state = 'sending') as sending,
                 count(*) filter (where state = 'sent') as changed
            from ww.alert where state in ('pending', 'sending') or sent_revision < revision) due,
         (select count(*) filter (where failing_since is not null) as failing, min(next_poll_at) as due
            from ww.feed where id = any(${[...feedIds]}::text[])) feeds`.execute(db);
  const found = rows[0];
  const {
    pending = 0,
    sending = 0,
    parked = 0,
    changed = 0,
    items = 0,
    stories = 0,
    failing = 0,
  } = found ?? {};
  const due = found?.due?.getTime() ?? now.getTime();
  return {
    alerts: { pending, sending, parked, changed },
    itemsWaiting: items,
    storiesWaiting: stories,
    overdueSeconds: Math.max(0, (now.getTime() - due) / 1_000),
    feedsFailing: failing,
  };
}
