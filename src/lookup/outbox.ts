import type { OutboxEntry } from '../domain/pages.js';
import type { AnswerEntry } from '../domain/message.js';
import {
  type OutboxEntryState,
  alertsNamed,
  dropAlert,
  outboxPage,
  type Parked,
  retryParked,
} from '../store/outbox.js';
import { utcMinute } from '../text/utc-minute.js';
import {
  type Asked,
  done,
  type Library,
  misused,
  nothing,
  PAGE_SIZE,
  quoted,
  refuse,
  type Reply,
  type Verb,
} from './library.js';
import { makeChange, type Wanted } from './make-change.js';

export const outbox: Verb = {
  name: 'outbox',
  usage: 'outbox [list | retry <id|destination|all> | drop <id>]',
  does: 'what is not posted yet and why; retry lets what is parked go on, drop takes one away',
  takes: [
    { name: 'action', does: 'Left out: the list', required: false, choices: ['list', 'retry', 'drop'] },
    { name: 'what', does: 'An id, a destination or all', required: false, completes: 'destination' },
  ],
  answer: (library, asked) => {
    const [, verb = '', named = ''] = /^(\S*)\s*(.*)$/s.exec(asked.rest) ?? [];
    switch (verb.toLowerCase()) {
      case '':
      case 'list':
        return list(library, asked.page);
      case 'retry':
        return retry(library, asked, named);
      case 'drop':
        return drop(library, asked, named);
      default:
        return Promise.resolve(misused(`The outbox has no ${quoted(verb)}. Ask: outbox`));
    }
  },
};

async function list({ db, now }: Library, page: number): Promise<Reply> {
  const { parked, undecided, waiting, held, entries } = await outboxPage(
    db,
    (page - 1) * PAGE_SIZE,
    PAGE_SIZE,
  );
  const total = parked + undecided + waiting + held;
  if (total === 0) return done('The outbox is empty: all that was to be posted is posted.');
  const counts = [
    [parked, 'parked, for you to mend'],
    [undecided, 'being looked for, since it is not known whether they are posted'],
    [waiting, 'waiting'],
    [held, 'held for a digest'],
  ] as const;
  return {
    ok: true,
    title: `In the outbox: ${counts.flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`])).join(', ')}`,
    text: null,
    entries: entries.map((entry) => asEntry(entry, now())),
    pages: Math.ceil(total / PAGE_SIZE),
  };
}

const STATES: Partial<Record<OutboxEntry['state'], string>> = {
  parked: 'PARKED',
  sending: 'looked for',
  held: 'held',
};

function asEntry(
  { id, destination, state, headline, reason, createdAt, notBefore }: OutboxEntry,
  now: Date,
): AnswerEntry {
  const next = state === 'parked' || notBefore <= now ? [] : [`next ${utcMinute(notBefore)}`];
  return {
    title: headline,
    link: null,
    detail: [
      STATES[state] ?? 'waiting',
      destination,
      shortId(id),
      `since ${utcMinute(createdAt)}`,
      ...next,
    ].join(' · '),
    text: reason,
  };
}

/** Ids are random: their first letters tell them apart. One that began with a dash would look like an option. */
const shortId = (id: string) => id.replace(/^-+/, '').slice(0, 8);

async function retry(library: Library, { asker, request }: Asked, named: string): Promise<Reply> {
  const { now } = library;
  if (named === '') return misused('Retry what? Write: outbox retry <id|destination|all>');
  let count = 0;
  const made = await makeChange(library, wanted({ asker, request }, 'retry', named), async (tx) => {
    count = await retryParked(tx, named === 'all' ? {} : await parkedNamed(tx, named), now());
    return { changed: count > 0 };
  });
  if (typeof made !== 'string') return made;
  if (count === 0) return nothing(`Nothing of ${quoted(named)} is parked. Ask: outbox`);
  return done(`${count === 1 ? '1 alert goes' : `${count} alerts go`} on`);
}

/** One alert by a part of its id, else those of a destination. */
async function parkedNamed(db: Library['db'], named: string): Promise<Parked> {
  const found = await oneAlert(db, named);
  return typeof found === 'string' ? { destination: named } : { id: found.id };
}

const wanted = (by: Pick<Wanted, 'asker' | 'request'>, verb: string, subject: string): Wanted => {
  return { ...by, needs: 'outbox', what: `outbox ${verb}`, subject: subject.slice(0, 80) };
};

async function drop(library: Library, { asker }: Asked, named: string): Promise<Reply> {
  const { db, now } = library;
  // What others wait for is thrown away only where the program runs.
  if (asker !== null) return refuse('Alerts are dropped on the command line: wirewatch outbox drop <id>');
  if (named === '') return misused('Drop what? Write: outbox drop <id>');
  const found = await oneAlert(db, named);
  if (typeof found === 'string') return refuse(found);
  const made = await makeChange(
    library,
    wanted({ asker, request: null }, 'drop', shortId(found.id)),
    async (tx) => {
      return { changed: await dropAlert(tx, found.id, now()) };
    },
  );
  if (made === 'already')
    return refuse(`${quoted(found.headline)} is neither parked nor waiting: it is ${found.state}.`);
  return done(`${quoted(found.headline)} is not posted to ${found.destination}`);
}

const SHORTEST_ID = 6;

async function oneAlert(db: Library['db'], named: string): Promise<OutboxEntryState | string> {
  const found = named.length < SHORTEST_ID ? [] : await alertsNamed(db, named);
  const [only, other] = found;
  if (only === undefined) return `There is no alert ${quoted(named)}. Ask: outbox`;
  return other === undefined ? only : `Several alerts have ${quoted(named)} in their id: write more of it.`;
}
