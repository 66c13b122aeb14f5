import type { App } from '../app.js';
import { findConfig } from '../config/load.js';
import { watchFiles } from '../config/watch.js';
import type { SummaryEvent } from '../domain/event.js';
import type { Log } from '../observe/log.js';
import { waitingFor } from '../run-once.js';
import { VERSION } from '../version.js';
import { type Command, Failure, type Flags, named, say, usage } from './command.js';
import { serveControl } from './control.js';
import { eventPrinter } from './print-events.js';
import { openSession, type Session } from './session.js';
import { consoleScreen, type Loaded, mustLoad, openLog, readConfig, showFault } from './settings.js';

const ONCE_MINUTES = '10';

export const run: Command = {
  name: 'run',
  usage: 'run [--once] [--json] [--quiet]',
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
  },
  help: {
    '--once': 'do what is due now, then end',
    '--minutes <n>': `with --once: give up waiting after so long (${ONCE_MINUTES}); what is left stays for the next run`,
    '--json': 'one JSON object a line on standard output, "event" first, instead of cards',
    '-q, --quiet': 'only warnings',
  },
  async run(flags, args) {
    if (args.length > 0) throw usage(`run takes no ${JSON.stringify(args[0])}`);
    const minutes = Number(named(flags, 'minutes'));
    if (!(minutes > 0 && minutes <= 1_440)) throw usage('--minutes takes a number from 1 to 1440');
    const loaded = await mustLoad(flags);
    const { config } = loaded;
    const json = flags['json'] === true;
    const log = openLog(config, flags['quiet'] === true);
    const report = eventPrinter(json, log);
    const session = await openSession({
      config,
      log,
      report,
      screen: consoleScreen(json),
      now: () => new Date(),
    });
    if ('busy' in session) throw new Failure(`Wirewatch runs already: ${session.busy}`);
    greet(session.app, loaded, log);
    await session.lock?.serve(serveControl(session.app));
    if (flags['once'] === true) return runOnce(session, minutes * 60_000, json, log);
    return runOn(session, flags, log);
  },
};

function greet(app: App, { config, setAside }: Loaded, log: Log): void {
  const { feeds, topics, messengers } = app.live();
  const places = messengers.size === 0 ? 'nowhere: no destination is on' : [...messengers.keys()].join(', ');
  log.info(`Wirewatch ${VERSION}: ${app.engine}`);
  log.info(`${feeds.size} feeds, ${topics.size} topics, posting to ${places}`);
  for (const fault of setAside) log.info(showFault(fault));
  warnOfRefusals(app, log);
  if (config.topics.length === 0) log.warn('no topic is watched: nothing will be posted');
}

function warnOfRefusals(app: App, log: Log): void {
  for (const { topicId, messages, kept } of app.refused()) {
    const fate = kept ? 'stays as it was' : 'is left out';
    log.warn(`topic ${topicId} ${fate}: its tests fail: ${messages.join('; ')}`);
  }
}

async function runOnce(session: Session, limitMs: number, json: boolean, log: Log): Promise<number> {
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => reject(new Failure('interrupted: what is left stays for the next run')));
    }
  });
  try {
    const { summary, left } = await Promise.race([session.app.drain(limitMs, true), interrupted]);
    if (json) say(JSON.stringify(summary));
    else say(printSummary(summary));
    const open = left.items + left.stories + left.alerts + left.feeds;
    if (open > 0) log.warn(`time is up, ${waitingFor(left, new Date())}: kept for the next run`);
    return open > 0 ? 1 : 0;
  } finally {
    await session.close();
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

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

async function runOn(session: Session, flags: Flags, log: Log): Promise<number> {
  const file = await findConfig(named(flags, 'config'));
  const { app } = session;
  const stopWatching = watchFiles([file, ...(await mustLoad(flags)).config.files], () => {
    reload(app, file, log).catch((error: unknown) =>
      log.error(`the configuration could not be reloaded: ${String(error)}`),
    );
  });
  try {
    await app.start();
  } catch (error) {
    stopWatching();
    await session.close();
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
  await stopSignal(log);
  stopWatching();
  await session.close();
  log.info('stopped');
  return 0;
}

/** A faulty edit changes nothing. */
async function reload(app: App, file: string, log: Log): Promise<void> {
  const result = await readConfig(file);
  if (!result.ok) {
    for (const fault of result.faults) log.error(showFault(fault));
    log.error('the configuration has faults: the one before stays in force');
    return;
  }
  log.hide(result.config.secrets);
  await app.reload(result.config);
  log.info(`configuration reloaded: ${result.config.feeds.length} feeds, ${app.live().topics.size} topics`);
  for (const fault of result.setAside) log.info(showFault(fault));
  warnOfRefusals(app, log);
}

/** The first signal stops in good order, a second at once. */
function stopSignal(log: Log): Promise<void> {
  return new Promise((resolve) => {
    const stop = (signal: string) => {
      log.info(`${signal}: finishing what is under way; once more to stop at once`);
      for (const name of ['SIGINT', 'SIGTERM'] as const) {
        process.removeAllListeners(name);
        process.once(name, () => process.kill(process.pid, 'SIGKILL'));
      }
      resolve();
    };
    process.once('SIGINT', () => stop('SIGINT'));
    process.once('SIGTERM', () => stop('SIGTERM'));
  });
}
