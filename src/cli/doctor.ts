import type { Checked } from '../../adapters/account.js';
import type { Config } from '../config/config.js';
import type { FeedStatus } from '../domain/feed.js';
import type { Answer } from '../domain/message.js';
import { printable } from '../text/printable.js';
import { type Command, count, Failure, say, sayJson, usage } from './command.js';
import { dataDirTrouble } from './data-dir.js';
import { withControl } from './session.js';
import { mustLoad, openLog, showFault, rereading } from './settings.js';

/** One thing looked at: `ok`, a `note` that needs nobody, or `bad` with what to do. */
interface Finding {
  readonly level: 'ok' | 'note' | 'bad';
  readonly text: string;
}

export const doctor: Command = {
  name: 'doctor',
  usage: 'doctor [--json]',
  summary: 'looks at everything Wirewatch stands on and says what to do',
  description: [
    'Checks Node, the clock, the configuration, the data directory, the store, the queue, what waits in it, the',
    'tokens, scopes and channels of each account, and the feeds. Posts nothing.',
    'Exit codes: 0 all good, 1 something needs you, 2 a fault in the configuration.',
  ].join('\n'),
  options: { json: { type: 'boolean' } },
  help: { '--json': 'one JSON object a finding: level (ok, note, bad) and text' },
  async run(flags, args) {
    if (args.length > 0) throw usage('doctor takes no arguments');
    const { config, setAside } = await mustLoad(flags);
    const { feeds, topics } = config;
    const told = `configuration: ${count(feeds.length, 'feed')}, ${count(topics.length, 'topic')}`;
    const findings: Finding[] = [
      nodeVersion(),
      clock(new Date()),
      { level: 'ok', text: told },
      ...setAside.map((fault): Finding => ({ level: 'note', text: showFault(fault) })),
      ...(await signUp(config.off ?? [])),
      ...(await installation(config)),
    ];
    for (const { level, text } of findings) {
      if (flags['json'] === true) sayJson({ level, text });
      else say(`${{ ok: '✓', note: '·', bad: '✗' }[level]} ${printable(text)}`);
    }
    return findings.some((finding) => finding.level === 'bad') ? 1 : 0;
  },
};

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  return fits
    ? { level: 'ok', text: `Node ${process.versions.node}` }
    : { level: 'bad', text: `Node ${process.versions.node} is too old: install 20.19 or newer` };
}

/** This program was written after it: a clock before it belongs to a machine that has lost its battery. */
const OLDEST = Date.UTC(2026, 0);

/** Ages, retries and certificates are all judged by it. */
export function clock(now: Date): Finding {
  const shown = `${now.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return now.getTime() < OLDEST
    ? { level: 'bad', text: `the clock says ${shown}: set it, and let it be set by NTP` }
    : { level: 'ok', text: `clock ${shown}` };
}

/** The data directory, and the program on it: opened here, or asked where it runs. */
async function installation(config: Config): Promise<Finding[]> {
  const trouble = await dataDirTrouble(config.dataDir);
  if (trouble !== null) return [{ level: 'bad', text: trouble }];
  const screen = { write: null, colour: false, columns: 80 };
  const log = openLog(config, true);
  const reread = rereading(config);
  const options = { config, reread, log, report: () => {}, screen, now: () => new Date() };
  let findings: Finding[] = [];
  try {
    await withControl(options, async (control, own) => {
      const accounts = await control.checkAccounts();
      const feeds = await control.feeds();
      const outbox = await control.ask({ text: 'outbox', page: 1 });
      findings = [
        { level: 'ok', text: own ? own.engine : 'a running Wirewatch answers' },
        ...(own?.refused() ?? []).map(({ topicId, messages }): Finding => {
          return { level: 'bad', text: `topic ${topicId}: its tests fail: ${messages.join('; ')}` };
        }),
        waiting(outbox),
        ...accounts.flatMap(([id, checked]) => checked.map((one) => ofAccount(id, one))),
        ...inTrouble(feeds),
      ];
      return 0;
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    findings = [{ level: 'bad', text: error.message }];
  }
  return [{ level: 'ok', text: `data directory ${config.dataDir}` }, ...findings];
}

/** Accounts that have no token yet. */
async function signUp(off: NonNullable<Config['off']>): Promise<Finding[]> {
  // Loaded late: other commands need none of it.
  const { SIGN_UP } = await import('../accounts.js');
  return off.flatMap(({ id, type }): Finding[] => {
    const link = SIGN_UP[type];
    return link === undefined
      ? []
      : [{ level: 'note', text: `account ${id}: its app is made here: ${link}` }];
  });
}

/** A token, a scope or a channel. */
export function ofAccount(id: string, { ok, what, todo }: Checked): Finding {
  return { level: ok ? 'ok' : 'bad', text: `account ${id}: ${what}${todo === null ? '' : `: ${todo}`}` };
}

/** What the outbox holds; what is parked in it waits for a person. */
function waiting({ title, entries }: Answer): Finding {
  if (entries.length === 0) return { level: 'ok', text: 'nothing waits to be posted' };
  return /parked/.test(title)
    ? { level: 'bad', text: `${title}: see wirewatch outbox` }
    : { level: 'note', text: title };
}

/** Feeds with one and the same trouble in one line: without a network that is all of them. */
export function inTrouble(feeds: readonly FeedStatus[]): Finding[] {
  const failing = new Map<string, FeedStatus[]>();
  for (const feed of feeds)
    if (feed.error !== null) failing.set(feed.error, [...(failing.get(feed.error) ?? []), feed]);
  const silent = feeds.flatMap(({ id, silentSince }): Finding[] => {
    if (silentSince === null) return [];
    return [
      { level: 'note', text: `feed ${id}: nothing new since ${silentSince.slice(0, 10)}, which is unusual` },
    ];
  });
  const online = feeds.some(
    (feed) => feed.error === null && feed.lastPollAt !== null && /^https?:/.test(feed.location),
  );
  return [...[...failing].map(([error, alike]) => failure(error, alike, online)), ...silent];
}

function failure(error: string, [first, ...more]: readonly FeedStatus[], online: boolean): Finding {
  if (!first) return { level: 'bad', text: error };
  if (more.length === 0)
    return { level: 'bad', text: `feed ${first.id}: ${error}: look at ${first.location}` };
  const ids = [first, ...more].map(({ id }) => id);
  const named =
    ids.length > NAMED ? `${ids.slice(0, NAMED).join(', ')} and ${ids.length - NAMED} more` : ids.join(', ');
  const advice = online
    ? 'look at their addresses with feeds test <id>'
    : 'is this machine online, and does its name server answer?';
  return { level: 'bad', text: `${ids.length} feeds: ${error}: ${advice} (${named})` };
}

const NAMED = 8;
