import { randomBytes } from 'node:crypto';
import type { AccountOptions } from '../app-options.js';
import type { Loaded } from './settings.js';
import { meant } from '../config/meant.js';
import type { Outcome } from '../domain/alert.js';
import type { NoticeMessage } from '../domain/message.js';
import { type Command, Failure, named, say, tell, usage } from './command.js';
import { dataDirTrouble } from './data-dir.js';
import { consoleScreen, mustLoad, openLog, showFault } from './settings.js';

export const send: Command = {
  name: 'send',
  usage: 'send --test <destination>',
  summary: 'posts a test notice to a destination and says what came of it',
  description: [
    'Posts one notice, marked as a test, the way alerts are posted, and prints what the platform answers. It goes',
    'past the outbox: nothing is stored, nothing is tried again. A running Wirewatch is not disturbed.',
    'Exit codes: 0 posted, 1 not posted, 2 wrong usage or configuration.',
  ].join('\n'),
  options: { test: { type: 'string' } },
  help: { '--test <destination>': 'the id of a destination of the configuration' },
  async run(flags, args) {
    const id = named(flags, 'test');
    if (id === undefined || args.length > 0) throw usage('send what? Write send --test <destination>');
    const loaded = await mustLoad(flags);
    const { config } = loaded;
    if (!config.destinations.some((destination) => destination.id === id)) throw isOff(id, loaded);
    const trouble = await dataDirTrouble(config.dataDir);
    if (trouble !== null) throw new Failure(trouble);
    const log = openLog(config, true);
    const outcome = await post({ config, log, screen: consoleScreen(false), now: () => new Date() }, id);
    return told(id, outcome);
  },
};

/** It may be written there and off, or its account may be. */
function isOff(id: string, { config, setAside }: Loaded): Failure {
  const on = config.destinations.map((destination) => destination.id);
  const off = setAside.filter(({ message }) => /^(?:account|destination) \S+ is off: /.test(message));
  return new Failure(
    [`no destination ${JSON.stringify(id)} is on (${meant(id, on)})`, ...off.map(showFault)].join('\n'),
  );
}

async function post(options: AccountOptions, id: string): Promise<Outcome> {
  const { openAccounts } = await import('../accounts.js');
  const { config, now } = options;
  const destinations = config.destinations.filter((destination) => destination.id === id);
  const needed = config.accounts.filter((account) =>
    destinations.some((place) => place.account === account.id),
  );
  const accounts = await openAccounts({ ...options, config: { ...config, accounts: needed } });
  try {
    const messenger = accounts.messengers({ ...config, destinations }).get(id);
    if (!messenger) throw new Failure(`destination ${id} has no account that is on`);
    return await messenger.send(notice(config, id, now()), randomBytes(16).toString('base64url'));
  } finally {
    await accounts.close();
  }
}

function notice({ topics }: Loaded['config'], id: string, now: Date): NoticeMessage {
  const names = topics.filter((topic) => topic.destinations.includes(id)).map((topic) => topic.name);
  const watched =
    names.length === 0
      ? 'No topic is posted here yet.'
      : `Posted here: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}.`;
  return {
    kind: 'notice',
    title: 'Wirewatch test',
    text: `This is only a test of ${id}, sent by hand at ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC. ${watched}`,
  };
}

function told(id: string, outcome: Outcome): number {
  switch (outcome.kind) {
    case 'sent':
      return say(`posted to ${id} (${outcome.ref})`);
    case 'wait':
      return tell(
        `not posted to ${id}: ${outcome.reason}: try again after ${outcome.until.toISOString().slice(11, 19)} UTC`,
        1,
      );
    case 'refused':
      return tell(`not posted to ${id}: ${outcome.reason}`, 1);
    case 'uncertain':
      return tell(`posted to ${id} or not, the answer was lost: look there (${outcome.reason})`, 1);
  }
}
