import type { Asker } from '../domain/message.js';
import { ask } from '../lookup/ask.js';
import { judge } from '../lookup/judge.js';
import type { Library, Reply } from '../lookup/library.js';
import { makeChange } from '../lookup/make-change.js';
import type { Queue } from '../queue/queue.js';
import { dropAlert, outboxPage } from '../store/outbox.js';
import { lagByHour, laneRows } from '../store/outbox-health.js';
import type { Db } from '../store/db.js';
import type { Acted, Desk } from '../web/desk.js';

export interface ActParts {
  readonly db: Db;
  readonly library: Library;
  readonly queue: Pick<Queue, 'counts'>;
  readonly now: () => Date;
}

type ActPart = Pick<Desk, 'outbox' | 'act' | 'judge' | 'dropAlert'>;

/** Whoever is in may do all; the trail says that it was done from here, and by whom. */
const ACCOUNT = 'page';
const ALL = {
  account: ACCOUNT,
  users: ['*'],
  roles: [],
  channels: [],
  may: ['mute', 'judge', 'topics', 'outbox'],
} as const;

/** What the page changes beside topics and feeds: by the same paths as the buttons in chat. */
export function actPart({ db, library: asked, queue: jobs, now }: ActParts): ActPart {
  const library: Library = { ...asked, permissions: () => [ALL] };
  return {
    async outbox(offset, limit) {
      const [page, lanes, lag, queue] = await Promise.all([
        outboxPage(db, offset, limit),
        laneRows(db),
        lagByHour(db, now()),
        jobs.counts(),
      ]);
      return { ...page, lanes, lag, queue };
    },
    act: async (question, who) => told(await ask(library, { text: question, page: 1, asker: askerOf(who) })),
    judge: async (storyId, relevant, who) =>
      told(await judge(library, { asker: askerOf(who), storyId, relevant, request: null })),
    async dropAlert(id, who) {
      const wanted = {
        asker: askerOf(who),
        needs: 'outbox',
        what: 'outbox drop',
        subject: id.slice(0, 80),
        request: null,
      } as const;
      const made = await makeChange(library, wanted, async (tx) => ({
        changed: await dropAlert(tx, id, now()),
      }));
      if (typeof made !== 'string') return told(made);
      return made === 'made'
        ? { ok: true, text: 'It is not posted.' }
        : { ok: false, text: 'It is neither parked nor waiting any more.' };
    },
  };
}

function askerOf(who: string | null): Asker {
  return { account: ACCOUNT, user: who ?? 'local', name: who ?? 'the page', channel: null, roles: [] };
}

const told = ({ ok, title, text }: Reply): Acted => ({ ok, text: ok || text === null ? title : text });
