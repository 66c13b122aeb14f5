import type { Config } from '../config/config.js';
import { shortName } from '../config/files.js';
import { meant } from '../config/meant.js';
import type { Topic } from '../domain/topic.js';
import { parseQuery, printQuery, warnings } from '../match/query.js';
import { testTopic } from '../match/test-topic.js';
import { type Command, count, say, sayJson, usage } from './command.js';
import { mustLoad, showFault } from './settings.js';

export const check: Command = {
  name: 'check',
  usage: 'check [topic…] [--verbose] [--json]',
  summary: 'checks the configuration and runs the tests of the topics',
  description: [
    'Reads the configuration and names every fault with its file, line and column. Runs the tests in the topics,',
    'and warns of queries that are probably not meant. Of a topic that is named, and of all with --verbose, it',
    'prints how the query is understood.',
    'A test on a stored article (item:) is named and not run: it needs the store, and runs at start and reload.',
    'Exit codes: 0 all good, 1 a topic fails its tests, 2 a fault in the configuration.',
  ].join('\n'),
  options: { json: { type: 'boolean' }, verbose: { type: 'boolean', short: 'v' } },
  help: { '-v, --verbose': 'how each topic is understood', '--json': 'one JSON object a topic' },
  async run(flags, args) {
    const { config, setAside } = await mustLoad(flags);
    const ids = config.topics.map((topic) => topic.id);
    const unknown = args.find((id) => !ids.includes(id));
    if (unknown !== undefined)
      throw usage(`there is no topic ${JSON.stringify(unknown)} (${meant(unknown, ids)})`);
    const results = config.topics.filter(({ id }) => args.length === 0 || args.includes(id)).map(examine);
    const failed = results.filter((result) => result.failures.length > 0).length;
    if (flags['json'] === true) {
      for (const result of results) sayJson(result);
      return failed > 0 ? 1 : 0;
    }
    const whole = args.length > 0 || flags['verbose'] === true;
    if (args.length === 0) for (const fault of setAside) say(`· ${showFault(fault)}`);
    for (const result of results) {
      const lines = whole ? `${inFull(result)}\n` : inShort(result);
      if (lines !== '') say(lines);
    }
    if (args.length === 0) say(counts(config, results));
    say(
      failed === 0
        ? `all good${results.some((result) => result.notRun.length > 0) ? ' in what was run' : ''}`
        : `${count(failed, 'topic')} with tests that fail: not posted until they pass`,
    );
    return failed > 0 ? 1 : 0;
  },
};

function counts({ feeds, destinations, topics, files }: Config, results: readonly Examined[]): string {
  const tests = results.reduce((sum, result) => sum + result.tests, 0);
  const notRun = results.reduce((sum, result) => sum + result.notRun.length, 0);
  const on = destinations.map(({ id }) => id).join(', ');
  return [
    `${files.map(shortName).join(' and ')}:`,
    `${count(feeds.length, 'feed')},`,
    `${count(topics.length, 'topic')} with ${count(tests, 'test')}${notRun === 0 ? '' : ` (and ${notRun} not run)`},`,
    `${count(destinations.length, 'destination')}${on === '' ? '' : ` (${on})`}`,
  ].join(' ');
}

interface Examined {
  readonly topic: string;
  readonly name: string;
  readonly version: string;
  readonly tree: string;
  readonly warnings: readonly string[];
  readonly tests: number;
  readonly failures: readonly string[];
  /** Stored articles that tests name. */
  readonly notRun: readonly string[];
}

function examine(topic: Topic): Examined {
  const { id, name, version, query, tests } = topic;
  const parsed = parseQuery(query, topic);
  return {
    topic: id,
    name,
    version,
    tree: parsed.ok ? printQuery(parsed.query) : '',
    warnings: parsed.ok ? warnings(parsed.query) : [],
    tests: tests.match.length + tests.ignore.length,
    failures: testTopic(topic),
    notRun: [...(tests.stored?.match ?? []), ...(tests.stored?.ignore ?? [])].map((id) => `i${id}`),
  };
}

/** Only what needs somebody. */
function inShort({ topic, warnings: warned, failures, notRun }: Examined): string {
  return [
    ...untried(notRun).map((line) => `· topic ${topic}: ${line}`),
    ...warned.map((warning) => `! topic ${topic}: ${warning}`),
    ...failures.map((failure) => `✗ topic ${topic}: ${failure}`),
  ].join('\n');
}

function inFull({ topic, name, version, tree, warnings: warned, tests, failures, notRun }: Examined): string {
  const failing = `${failures.length} of ${count(tests, 'test')} ${failures.length === 1 ? 'fails' : 'fail'}`;
  const passing = `${count(tests, 'test')} ${tests === 1 ? 'passes' : 'pass'}`;
  const none = notRun.length === 0 ? 'no tests' : 'no test was run';
  const verdict = tests === 0 ? none : failures.length === 0 ? passing : failing;
  return [
    `${topic} (${name}), version ${version}: ${verdict}`,
    ...tree.split('\n').map((line) => `    ${line}`),
    ...warned.map((warning) => `  ! ${warning}`),
    ...failures.map((failure) => `  ✗ ${failure}`),
    ...untried(notRun).map((line) => `  · ${line}`),
  ].join('\n');
}

function untried(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  return [
    `${count(ids.length, 'test')} not run (${ids.join(', ')}): a stored article needs the store; run at start and reload`,
  ];
}
