import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { shortName } from '../config/files.js';
import { findConfig } from '../config/load.js';
import { type Platform, PLATFORMS, type Starter, starterFiles } from '../config/starter.js';
import { parseQuery } from '../match/query.js';
import { type Command, Failure, type Flags, named, say, usage } from './command.js';
import { readConfig, showFault } from './settings.js';

export const init: Command = {
  name: 'init',
  usage: 'init [--topic name] [--query query] [--feed url…] [--post screen|slack|discord] [--channel name]',
  summary: 'writes a first configuration: asks, or takes what it needs as options',
  description: [
    'Writes config/wirewatch.yaml and one watchlist beside it, and overwrites nothing. On a terminal it asks for',
    'what no option says; elsewhere --topic is needed.',
  ].join('\n'),
  options: {
    topic: { type: 'string' },
    query: { type: 'string' },
    feed: { type: 'string', multiple: true },
    post: { type: 'string' },
    channel: { type: 'string' },
  },
  help: {
    '--topic <name>': 'what you watch, as readers see it',
    '--query <query>': 'what an article must have; the name itself unless told',
    '--feed <url>': 'a feed to read; as often as you like',
    '--post <platform>': `where alerts go beside the screen: ${PLATFORMS.join(', ')}`,
    '--channel <name>': 'an id or #name; from the environment unless told',
  },
  async run(flags, args) {
    if (args.length > 0) throw usage(`init takes no ${JSON.stringify(args[0])}`);
    const file = await findConfig(named(flags, 'config'));
    refuseToOverwrite(file);
    const starter = named(flags, 'topic') === undefined ? await asked(flags) : fromFlags(flags);
    const { id, main, watchlist } = starterFiles(starter);
    const list = join(dirname(file), 'watchlists', `${id}.yaml`);
    refuseToOverwrite(list);
    await write(file, main);
    await write(list, watchlist);
    await mkdir(join(dirname(file), 'saved'), { recursive: true });
    const result = await readConfig(file);
    if (!result.ok) throw new Failure(result.faults.map(showFault).join('\n'), 2);
    for (const fault of result.setAside) say(`· ${showFault(fault)}`);
    return say(
      `written: ${shortName(file)}, ${shortName(list)}\nnext: wirewatch check ${id}, then wirewatch run`,
    );
  },
};

function refuseToOverwrite(file: string): void {
  if (existsSync(file))
    throw new Failure(
      `${shortName(file)} is there already and stays as it is: edit it, or name another place with --config`,
    );
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Failure(`${shortName(file)} cannot be written (${code}): name another place with --config`);
  }
}

function fromFlags(flags: Flags): Starter {
  const topic = (named(flags, 'topic') ?? '').trim();
  const query = named(flags, 'query') ?? topic;
  const feeds = Array.isArray(flags['feed']) ? flags['feed'].map(String) : [];
  const post = named(flags, 'post') ?? 'screen';
  for (const fault of [topicFault(topic), queryFault(query), ...feeds.map(feedFault), platformFault(post)])
    if (fault !== null) throw usage(fault);
  return {
    topic,
    query,
    feeds,
    platform: asPlatform(post) ?? 'screen',
    channel: named(flags, 'channel') ?? null,
  };
}

/** Asks what no option says. */
async function asked(flags: Flags): Promise<Starter> {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true)
    throw usage(
      'init asks its questions on a terminal: here, say --topic <name>, and --feed <url> for each feed',
    );
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C and Ctrl-D close it; a question that is open would wait for ever.
  const closed = new AbortController();
  terminal.on('SIGINT', () => terminal.close()).on('close', () => closed.abort());
  try {
    return await interview(flags, (text) => terminal.question(text, { signal: closed.signal }));
  } catch (error) {
    if (closed.signal.aborted) throw new Failure('\nnothing was written');
    throw error;
  } finally {
    terminal.close();
  }
}

type Put = (question: string) => Promise<string>;

async function interview(flags: Flags, put: Put): Promise<Starter> {
  const topic = await ask(put, 'What do you watch? A name, such as Undersea cables', '', topicFault);
  const query = await ask(
    put,
    'What must an article have? Words, AND, OR, NOT, "phrases"',
    topic,
    queryFault,
  );
  const feeds: string[] = [];
  for (;;) {
    const url = await ask(put, 'A feed to read, https://… (nothing: go on)', '', (text) =>
      text === '' ? null : feedFault(text),
    );
    if (url === '') break;
    feeds.push(url);
  }
  const post =
    named(flags, 'post') ??
    (await ask(put, `Where to post? ${PLATFORMS.join(', ')}`, 'screen', platformFault));
  return {
    topic,
    query,
    feeds,
    platform: asPlatform(post) ?? 'screen',
    channel: named(flags, 'channel') ?? null,
  };
}

type FaultOf = (text: string) => string | null;

async function ask(put: Put, question: string, otherwise: string, faultOf: FaultOf): Promise<string> {
  for (;;) {
    const answer = (await put(`${question}${otherwise === '' ? '' : ` [${otherwise}]`}: `)).trim();
    const text = answer === '' ? otherwise : answer;
    const fault = faultOf(text);
    if (fault === null) return text;
    say(fault);
  }
}

const topicFault: FaultOf = (text) =>
  text === '' || text.length > 200 ? 'a topic needs a name of 1 to 200 characters' : null;

const feedFault: FaultOf = (text) => {
  if (!URL.canParse(text) || !/^https?:/i.test(text))
    return `${JSON.stringify(text)} is not a URL: write https://…`;
  const { username, password } = new URL(text);
  return username + password === ''
    ? null
    : 'the address has a user name or password in it: write them later as auth:';
};

const platformFault: FaultOf = (text) =>
  asPlatform(text) ? null : `${JSON.stringify(text)} is none of ${PLATFORMS.join(', ')}`;
const asPlatform = (text: string): Platform | undefined =>
  PLATFORMS.find((name) => name === text.toLowerCase());

const queryFault: FaultOf = (text) => {
  const parsed = parseQuery(text, { aliases: {}, shared: {} });
  return parsed.ok ? null : (parsed.faults[0]?.message ?? 'is not a query');
};
