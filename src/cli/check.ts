import type { Topic } from '../domain/topic.js';
import { parseQuery, printQuery, warnings } from '../match/query.js';
import { testTopic } from '../match/test-topic.js';
import { type Command, say, sayJson, usage } from './command.js';
import { mustLoad, showFault } from './settings.js';

export const check: Command = {
  name: 'check',
  usage: 'check [topic…] [--json]',
  summary: 'checks the configuration and runs the tests of the topics',
  description: [
    'Reads the configuration and names every fault with its file, line and column. Prints how each topic is',
    'understood, warns of queries that are probably not meant, and runs the tests in the topics.',
    'Exit codes: 0 all good, 1 a topic fails its tests, 2 a fault in the configuration.',
  ].join('\n'),
  options: { json: { type: 'boolean' } },
  help: { '--json': 'one JSON object a topic' },
  async run(flags, args) {
    const { config, setAside } = await mustLoad(flags);
    const unknown = args.find((id) => !config.topics.some((topic) => topic.id === id));
    if (unknown !== undefined) throw usage(`there is no topic ${JSON.stringify(unknown)}`);
    const results = config.topics.filter(({ id }) => args.length === 0 || args.includes(id)).map(examine);
    const failed = results.filter((result) => result.failures.length > 0).length;
    if (flags['json'] === true) {
      for (const result of results) sayJson(result);
      return failed > 0 ? 1 : 0;
    }
    for (const fault of setAside) say(showFault(fault));
    for (const result of results) say(`${print(result)}\n`);
    const { feeds, destinations, topics } = config;
    say(
      `${feeds.length} feeds, ${destinations.length} destinations, ${topics.length} topics: ${failed === 0 ? 'all good' : `${failed} fail their tests`}`,
    );
    return failed > 0 ? 1 : 0;
  },
};

interface Examined {
  readonly topic: string;
  readonly name: string;
  readonly version: string;
  readonly tree: string;
  readonly warnings: readonly string[];
  readonly tests: number;
  readonly failures: readonly string[];
}

function examine(topic: Topic): Examined {
  const { id, name, version, query, aliases, shared, tests } = topic;
  const parsed = parseQuery(query, { aliases, shared });
  return {
    topic: id,
    name,
    version,
    tree: parsed.ok ? printQuery(parsed.query) : '',
    warnings: parsed.ok ? warnings(parsed.query) : [],
    tests: tests.match.length + tests.ignore.length,
    failures: testTopic(topic, shared).map((failure) => failure.message),
  };
}

function print({ topic, name, version, tree, warnings: warned, tests, failures }: Examined): string {
  const verdict =
    tests === 0
      ? 'no tests'
      : failures.length === 0
        ? `${tests} tests pass`
        : `${failures.length} of ${tests} tests fail`;
  return [
    `${topic} (${name}), version ${version}: ${verdict}`,
    ...tree.split('\n').map((line) => `    ${line}`),
    ...warned.map((warning) => `  ! ${warning}`),
    ...failures.map((failure) => `  ✗ ${failure}`),
  ].join('\n');
}
