import { access, constants, mkdir } from 'node:fs/promises';
import type { Config } from '../config/config.js';
import { type Command, Failure, say, usage } from './command.js';
import { withControl } from './session.js';
import { mustLoad, openLog, showFault } from './settings.js';

/** One thing looked at: `ok`, a `note` that needs nobody, or `bad` with what to do. */
interface Finding {
  readonly level: 'ok' | 'note' | 'bad';
  readonly text: string;
}

export const doctor: Command = {
  name: 'doctor',
  usage: 'doctor',
  summary: 'looks at everything Wirewatch stands on and says what to do',
  description: [
    'Checks Node, the configuration, the data directory, the store, the queue and the feeds.',
    'Exit codes: 0 all good, 1 something needs you, 2 a fault in the configuration.',
  ].join('\n'),
  options: {},
  help: {},
  async run(flags, args) {
    if (args.length > 0) throw usage('doctor takes no arguments');
    const { config, setAside } = await mustLoad(flags);
    const findings: Finding[] = [
      nodeVersion(),
      { level: 'ok', text: `configuration: ${config.feeds.length} feeds, ${config.topics.length} topics` },
      ...setAside.map((fault): Finding => ({ level: 'note', text: showFault(fault) })),
      await dataDirectory(config),
      ...(await program(config)),
    ];
    for (const { level, text } of findings) say(`${{ ok: '✓', note: '·', bad: '✗' }[level]} ${text}`);
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

async function dataDirectory({ dataDir }: Config): Promise<Finding> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK);
    return { level: 'ok', text: `data directory ${dataDir}` };
  } catch {
    return {
      level: 'bad',
      text: `data directory ${dataDir} cannot be written: mend its permissions, or set WIREWATCH_DATA`,
    };
  }
}

/** The program itself: opened here, or asked where it runs. */
async function program(config: Config): Promise<Finding[]> {
  const screen = { write: null, colour: false, columns: 80 };
  const options = { config, log: openLog(config, true), report: () => {}, screen, now: () => new Date() };
  const findings: Finding[] = [];
  try {
    await withControl(options, async (control, own) => {
      findings.push({ level: 'ok', text: own ? own.engine : 'a running Wirewatch answers' });
      for (const { topicId, messages } of own?.refused() ?? []) {
        findings.push({ level: 'bad', text: `topic ${topicId}: its tests fail: ${messages.join('; ')}` });
      }
      for (const feed of await control.feeds()) {
        if (feed.error !== null)
          findings.push({ level: 'bad', text: `feed ${feed.id}: ${feed.error}: look at ${feed.location}` });
        if (feed.silentSince === null) continue;
        findings.push({
          level: 'note',
          text: `feed ${feed.id}: nothing new since ${feed.silentSince.slice(0, 10)}, which is unusual`,
        });
      }
      return 0;
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    findings.push({ level: 'bad', text: error.message });
  }
  return findings;
}
