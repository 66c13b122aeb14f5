import { existsSync } from 'node:fs';
import type { Checked } from '../../adapters/account.js';
import type { Config } from '../config/config.js';
import { dataDirOf, findConfig } from '../config/load.js';
import type { Fault } from '../config/read-yaml.js';
import type { FeedStatus } from '../domain/feed.js';
import type { Answer } from '../domain/message.js';
import { printable } from '../text/printable.js';
import { socketBeside } from './asking.js';
import { type Command, count, Failure, named, say, sayJson, usage } from './command.js';
import type { Control } from './control.js';
import { dataDirTrouble } from './data-dir.js';
import { beside, withControl } from './session.js';
import { type Loaded, openLog, readConfig, rereading, showFault } from './settings.js';

/** One thing looked at: `ok`, a `note` that needs nobody, a `warn`ing of what may pass by itself, or `bad` with what to do. */
interface Finding {
  readonly level: 'ok' | 'note' | 'warn' | 'bad';
  readonly text: string;
}

export const doctor: Command = {
  name: 'doctor',
  usage: 'doctor [--links] [--json]',
  summary: 'looks at everything Wirewatch stands on and says what to do',
  description: [
    'Checks Node, the clock, the configuration, the data directory, the store, the queue, what waits in it, the',
    'tokens, scopes and channels of each account, and the feeds. Posts nothing. Of a configuration with faults it names',
    'them, and looks at what is there without it. A feed that cannot be reached just now is a warning and no failure.',
    'Exit codes: 0 all good, 1 something needs you, 2 a fault in the configuration.',
  ].join('\n'),
  options: { json: { type: 'boolean' }, links: { type: 'boolean' } },
  help: {
    '--links': 'long addresses in full, such as the one that makes the app in Slack',
    '--json': 'one JSON object a finding: level (ok, note, warn, bad) and text',
  },
  async run(flags, args) {
    if (args.length > 0) throw usage('doctor takes no arguments');
    const file = await findConfig(named(flags, 'config'));
    const result = await readConfig(file);
    const findings: Finding[] = [
      nodeVersion(),
      clock(new Date()),
      ...(result.ok ? await configured(result) : await withoutConfig(file, result.faults)),
    ];
    for (const { level, text } of findings) {
      if (flags['json'] === true) sayJson({ level, text });
      else {
        const shown = flags['links'] === true ? text : shortened(text);
        say(`${{ ok: '✓', note: '·', warn: '!', bad: '✗' }[level]} ${printable(shown)}`);
      }
    }
    if (!result.ok) return 2;
    return findings.some((finding) => finding.level === 'bad') ? 1 : 0;
  },
};

/** An invitation to Discord is shorter. */
const LONGEST_LINK = 130;

/** What fills a screen and is wanted once is shown when it is asked for. */
export function shortened(text: string): string {
  return text.replace(/https?:\/\/\S+/g, (link) =>
    link.length > LONGEST_LINK ? `${link.slice(0, 60)}… (all of it: doctor --links)` : link,
  );
}

async function configured({ config, setAside }: Loaded): Promise<Finding[]> {
  const { feeds, topics } = config;
  const told = `configuration: ${count(feeds.length, 'feed')}, ${count(topics.length, 'topic')}`;
  return [
    { level: 'ok', text: told },
    ...setAside.map((fault): Finding => ({ level: 'note', text: showFault(fault) })),
    ...(await signUp(config.off ?? [])),
    ...(await installation(config)),
  ];
}

/** The faults, and what can be looked at without a configuration: the data directory, and the program that is on it. */
async function withoutConfig(file: string, faults: readonly Fault[]): Promise<Finding[]> {
  const dataDir = await dataDirOf(file);
  const socket = await socketBeside(dataDir);
  let running: Finding[] = [
    { level: 'note', text: 'store, accounts and feeds are looked at once the configuration is mended' },
  ];
  if (socket !== null)
    await beside(socket, async (control) => {
      const text = 'a running Wirewatch answers, and goes on with the configuration before';
      running = [{ level: 'ok', text }, ...(await answered(control))];
      return 0;
    });
  return [
    ...faults.map((fault): Finding => ({ level: 'bad', text: showFault(fault) })),
    ...(existsSync(dataDir) ? [ofDataDir(dataDir, await dataDirTrouble(dataDir))] : []),
    ...running,
  ];
}

const ofDataDir = (dataDir: string, trouble: string | null): Finding =>
  trouble === null ? { level: 'ok', text: `data directory ${dataDir}` } : { level: 'bad', text: trouble };

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
  const directory = ofDataDir(config.dataDir, trouble);
  if (trouble !== null) return [directory];
  const screen = { write: null, colour: false, columns: 80 };
  const log = openLog(config, true);
  const reread = rereading(config);
  const options = { config, reread, log, report: () => {}, screen, now: () => new Date() };
  let findings: Finding[] = [];
  try {
    await withControl(options, async (control, own) => {
      findings = [
        { level: 'ok', text: own ? own.engine : 'a running Wirewatch answers' },
        ...(own?.refused() ?? []).map(({ topicId, messages }): Finding => {
          return { level: 'bad', text: `topic ${topicId}: its tests fail: ${messages.join('; ')}` };
        }),
        ...(await answered(control)),
      ];
      return 0;
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    findings = [{ level: 'bad', text: error.message }];
  }
  return [directory, ...findings];
}

/** What the program says of itself. */
async function answered(control: Control): Promise<Finding[]> {
  const accounts = await control.checkAccounts();
  const feeds = await control.feeds();
  return [
    waiting(await control.ask({ text: 'outbox', page: 1 })),
    ...accounts.flatMap(([id, checked]) => checked.map((one) => ofAccount(id, one))),
    ...inTrouble(feeds),
  ];
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
export function ofAccount(id: string, { what, todo }: Checked): Finding {
  return {
    level: todo === null ? 'ok' : 'bad',
    text: `account ${id}: ${what}${todo === null ? '' : `: ${todo}`}`,
  };
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
    if (feed.error !== null) {
      const alike = `${feed.needsPerson} ${feed.error}`;
      failing.set(alike, [...(failing.get(alike) ?? []), feed]);
    }
  const silent = feeds.flatMap(({ id, silentSince }): Finding[] => {
    if (silentSince === null) return [];
    return [
      { level: 'note', text: `feed ${id}: nothing new since ${silentSince.slice(0, 10)}, which is unusual` },
    ];
  });
  const online = feeds.some(
    (feed) => feed.error === null && feed.lastPollAt !== null && /^https?:/.test(feed.location),
  );
  return [...[...failing.values()].flatMap((alike) => failure(alike, online)), ...silent];
}

function failure([first, ...more]: readonly FeedStatus[], online: boolean): Finding[] {
  if (!first) return [];
  const { error, needsPerson } = first;
  const level = needsPerson ? 'bad' : 'warn';
  if (more.length === 0) return [{ level, text: `feed ${first.id}: ${error}: look at ${first.location}` }];
  const ids = [first, ...more].map(({ id }) => id);
  const listed =
    ids.length > NAMED ? `${ids.slice(0, NAMED).join(', ')} and ${ids.length - NAMED} more` : ids.join(', ');
  const advice = online
    ? 'look at their addresses with feeds test <id>'
    : 'is this machine online, and does its name server answer?';
  return [{ level, text: `${ids.length} feeds: ${error}: ${advice} (${listed})` }];
}

const NAMED = 8;
