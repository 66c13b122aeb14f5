import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { QuerySource, Topic, TopicTests } from '../domain/topic.js';
import { meant } from './meant.js';
import type { Fault, Path, YamlFile } from './read-yaml.js';
import type { WatchlistFile } from './schema.js';
import { UNNAMED } from './shapes.js';
import { type ReadArticle, readTests } from './topic-tests.js';

/** A fault inside a query: where in its lists, at which 1-based column of that string, and what to write. */
export interface QueryFault {
  readonly path: Path;
  readonly column: number;
  readonly message: string;
}

export type CheckQuery = (topic: Topic) => readonly QueryFault[];

/** Destinations by id, and whether they are on; null when they are not known. */
export type Destinations = ReadonlyMap<string, boolean> | null;

export interface ReadTopics {
  readonly topics: readonly Topic[];
  readonly faults: readonly Fault[];
  readonly setAside: readonly Fault[];
}

/** The topics of all watchlists, each with its watchlist's destinations, priority and shared blocks. */
export async function readTopics(
  files: readonly YamlFile<WatchlistFile>[],
  destinations: Destinations,
  checkQuery: CheckQuery,
  readArticle: ReadArticle,
): Promise<ReadTopics> {
  const topics: Topic[] = [];
  const faults: Fault[] = [];
  const setAside: Fault[] = [];
  const owners = new Map<string, string>();
  for (const yaml of files) {
    setAside.push(...unplaced(yaml, ['destinations'], yaml.value.destinations, destinations));
    const { tests, faults: unread } = await readTests(yaml, readArticle);
    faults.push(...unread);
    yaml.value.topics.forEach((written, i) => {
      const owner = owners.get(written.id);
      // Within one file this was told when it was read.
      if (owner !== undefined && owner !== yaml.file) {
        const message = `repeats ${written.id}, which ${owner} has already: give it another id`;
        faults.push(yaml.named(['topics', i, 'id'], message));
      }
      if (written.id !== UNNAMED) owners.set(written.id, yaml.file);
      setAside.push(
        ...unplaced(yaml, ['topics', i, 'destinations'], written.destinations ?? [], destinations),
      );
      const topic = complete(yaml, written, tests[i] ?? { match: [], ignore: [] }, destinations);
      for (const fault of checkQuery(topic)) {
        const path: Path = ['topics', i, 'query', ...fault.path];
        faults.push(yaml.at(path, `topic ${topic.id}: ${fault.message}`, fault.column - 1));
      }
      topics.push(topic);
    });
  }
  return { topics, faults, setAside };
}

type WrittenTopic = WatchlistFile['topics'][number];

function complete(
  yaml: YamlFile<WatchlistFile>,
  written: WrittenTopic,
  tests: TopicTests,
  destinations: Destinations,
): Topic {
  const { file, value } = yaml;
  const { id, name, query, aliases, backfill } = written;
  const places = written.destinations ?? value.destinations;
  const shared = yaml.lacks('shared') ? withAnyNamed([query, value.shared], value.shared) : value.shared;
  return {
    id,
    name,
    watchlist: basename(file).replace(/\.ya?ml$/, ''),
    query,
    aliases,
    shared,
    destinations: places.filter((place) => destinations?.get(place) === true),
    off: places.filter((place) => destinations?.get(place) === false),
    priority: written.priority ?? value.priority,
    mention: written.mention,
    backfillHours: backfill,
    tests,
    version: versionOf(query, aliases, shared),
  };
}

/** Destinations that are named and that there are not. */
function unplaced(yaml: YamlFile<unknown>, path: Path, ids: readonly string[], known: Destinations): Fault[] {
  if (known === null) return [];
  return ids.flatMap((id, i) => {
    if (known.has(id)) return [];
    return [
      yaml.at(
        [...path, i],
        `there is no destination ${id} (${meant(id, [...known.keys()])}): it gets no posts`,
      ),
    ];
  });
}

/** A block that may have been left out for its own fault is not missed a second time. */
function withAnyNamed(sources: unknown, shared: WatchlistFile['shared']): WatchlistFile['shared'] {
  const named = [...JSON.stringify(sources).matchAll(BLOCK)].map(([, name = '']) => [name, 'x']);
  return { ...Object.fromEntries(named), ...shared };
}

const BLOCK = /\$([\w-]+)/g;

/** Covers the query, its aliases and the shared blocks that it names, directly or through others. */
function versionOf(
  query: QuerySource,
  aliases: Topic['aliases'],
  shared: Readonly<Record<string, QuerySource>>,
): string {
  const used: Record<string, QuerySource> = {};
  const visit = (source: QuerySource) => {
    for (const [, name = ''] of JSON.stringify(source).matchAll(BLOCK)) {
      const block = Object.hasOwn(shared, name) ? shared[name] : undefined;
      if (block === undefined || Object.hasOwn(used, name)) continue;
      used[name] = block;
      visit(block);
    }
  };
  visit(query);
  return createHash('sha256')
    .update(JSON.stringify([query, aliases, used]))
    .digest('hex')
    .slice(0, 8);
}
