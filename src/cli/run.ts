import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../app.js';
import type { SummaryEvent } from '../domain/event.js';
import type { Log } from '../observe/log.js';
import { waitingFor } from '../run-once.js';
import { VERSION } from '../version.js';
import { EVERYTHING, readRoles, ROLES, type Roles } from '../roles.js';
import { type Command, count, Failure, type Flags, say, sayJson, usage } from './command.js';
import { serveControl } from './control.js';
import { eventPrinter } from './print-events.js';
import { closeSoon, keepRunning, listenForStop, type Stop, warnOfRefusals } from './keep-running.js';
import { openSession, type Session } from './session.js';
import {
  consoleScreen,
  type Loaded,
  minutesOf,
  mustLoad,
  openLog,
  rereading,
  showFault,
} from './settings.js';

const ONCE_MINUTES = '10';

export const run: Command = {
  name: 'run',
  usage: 'run [--once] [--role names] [--json] [--quiet]',
  summary: 'reads feeds and posts alerts until stopped; with --once, what is due now',
  description: [
    'Reads the feeds, matches their articles against the topics, and posts alerts to the destinations that',
    'watch them. Status goes to standard error. Edits of the configuration take effect while it runs.',
    'With --once it does all that is due, waits until every alert is settled, prints a summary and ends.',
  ].join('\n'),
  options: {
    once: { type: 'boolean' },
    json: { type: 'boolean' },
    quiet: { type: 'boolean', short: 'q' },
    minutes: { type: 'string', default: ONCE_MINUTES },
    role: { type: 'string', multiple: true },
  },
  help: {
    '--once': 'do what is due now, then end',
    '--minutes <n>': `with --once: give up waiting after so long (${ONCE_MINUTES}); what is left stays for the next run`,
    '--json': 'one JSON object a line on standard output, "event" first, instead of cards',
    '--role <names>': `do only this share of the work, on a store that others share: all, ${ROLES.join(', ')}`,
    '-q, --quiet': 'only warnings',
  },
  async run(flags, args) {
    if (args.length > 0) throw usage(`run takes no ${JSON.stringify(args[0])}`);
    const limitMs = minutesOf(flags) * 60_000;
    const loaded = await mustLoad(flags, 'nothing was started');
    const once = flags['once'] === true;
    const roles = rolesOf(flags, loaded, once);
    const { config } = loaded;
    const json = flags['json'] === true;
    const log = openLog(config, flags['quiet'] === true);
    const stop = listenForStop(log);
    const report = eventPrinter(json, log);
    const screen = consoleScreen(json);
    const reread = rereading(config);
    const opening = openSession({ config, reread, log, report, screen, now: () => new Date(), roles });
    const session = await Promise.race([opening, stop.asked]);
    if (!session) return stoppedEarly(opening, log, once);
    if ('busy' in session) throw new Failure(`Wirewatch runs already: ${session.busy}`);
    await greet(session.app, loaded, roles, log);
    const door = serveControl(session.app);
    await session.lock?.serve(door);
    const close = async () => {
      await door.close();
      await session.close();
    };
    return once
      ? runOnce({ ...session, close }, limitMs, stop, json, log)
      : keepRunning({ ...session, close }, loaded, stop, log);
  },
};

function rolesOf(flags: Flags, { config }: Loaded, once: boolean): Roles {
  const words = Array.isArray(flags['role']) ? flags['role'].map(String) : [];
  const roles = readRoles(words);
  if ('unknown' in roles)
    throw usage(`there is no role ${JSON.stringify(roles.unknown)}: all, ${ROLES.join(', ')}`);
  if (roles === EVERYTHING) return roles;
  if (once) throw usage('--once does everything there is to do: leave --role out');
  if (config.databaseUrl !== null) return roles;
  throw new Failure(
    'the store in the data directory belongs to one process, which has to do everything: leave --role out, or set DATABASE_URL to a Postgres server that the processes share',
    2,
  );
}

/** A signal came while the store was being opened. */
async function stoppedEarly(
  opening: ReturnType<typeof openSession>,
  log: Log,
  once: boolean,
): Promise<number> {
  const close = async () => {
    const session = await opening.catch(() => null);
    if (session && !('busy' in session)) await session.close();
  };
  // Nothing has begun yet that an end could spoil.
  await Promise.race([close(), sleep(OPENING_MS)]);
  if (once) throw new Failure(INTERRUPTED);
  log.info('stopped');
  return 0;
}

const OPENING_MS = 3_000;
const INTERRUPTED = 'interrupted: what is left stays for the next run';

async function greet(app: App, { config, setAside }: Loaded, roles: Roles, log: Log): Promise<void> {
  const { feeds, topics, messengers } = app.live();
  const places = messengers.size === 0 ? 'nowhere: no destination is on' : [...messengers.keys()].join(', ');
  log.info(`Wirewatch ${VERSION}: ${app.engine}`);
  if (roles !== EVERYTHING) log.info(`does its share: ${[...roles].join(', ')}`);
  const next = whenNext(await app.nextPollAt(), new Date());
  log.info(
    `watching ${count(feeds.size, 'feed')} for ${count(topics.size, 'topic')}, posting to ${places}; ${next}`,
  );
  for (const fault of setAside) log.info(showFault(fault));
  warnOfRefusals(app, log);
  if (config.topics.length === 0) log.warn('no topic is watched: nothing will be posted');
}

function whenNext(at: Date | null, now: Date): string {
  if (at === null) return 'nothing is polled';
  const minutes = Math.round((at.getTime() - now.getTime()) / 60_000);
  if (minutes < 1) return 'polling now';
  return `next poll at ${at.toISOString().slice(11, 16)} UTC, in ${minutes} min`;
}

async function runOnce(
  session: Session,
  limitMs: number,
  stop: Stop,
  json: boolean,
  log: Log,
): Promise<number> {
  try {
    const done = await Promise.race([session.app.drain(limitMs, true), stop.asked]);
    if (!done) throw new Failure(INTERRUPTED);
    const { summary, left } = done;
    if (json) sayJson(summary);
    else say(printSummary(summary));
    const open = left.items + left.stories + left.alerts + left.feeds;
    if (open > 0) log.warn(`time is up, ${waitingFor(left, new Date())}: kept for the next run`);
    return open > 0 ? 1 : 0;
  } finally {
    await closeSoon(session, log);
  }
}

function printSummary({ feeds, items, matches, alerts, seconds }: SummaryEvent): string {
  const failed = feeds.failed > 0 ? ` (${feeds.failed} could not be read)` : '';
  const changed = items.changed > 0 ? `, ${items.changed} changed` : '';
  const more = [
    ...(alerts.updated > 0 ? [`${alerts.updated} updated`] : []),
    ...(alerts.parked > 0 ? [`${alerts.parked} parked`] : []),
  ];
  return [
    `${count(feeds.polled, 'feed')} polled${failed}`,
    `${count(items.new, 'new article')}${changed}`,
    count(matches, 'match', 'matches'),
    [`${count(alerts.sent, 'alert')} posted`, ...more].join(', '),
    `${seconds} s`,
  ].join(' · ');
}
