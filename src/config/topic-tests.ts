import { dirname, resolve } from 'node:path';
import type { TopicTest, TopicTests } from '../domain/topic.js';
import type { Fault, Path, YamlFile } from './read-yaml.js';
import type { WatchlistFile } from './schema.js';

/** A saved article by its absolute path, or why it can't be read. */
export type ReadArticle = (
  path: string,
) => Promise<
  { readonly ok: true; readonly article: TopicTest } | { readonly ok: false; readonly reason: string }
>;

type WrittenTests = WatchlistFile['topics'][number]['tests'];
type WrittenTest = WrittenTests['match'][number];

/** What the tests of a watchlist's topics say, with the articles that they name as files. */
export async function readTests(
  yaml: YamlFile<WatchlistFile>,
  readArticle: ReadArticle,
): Promise<{ readonly tests: readonly TopicTests[]; readonly faults: readonly Fault[] }> {
  const faults: Fault[] = [];
  const known = new Map<string, ReturnType<ReadArticle>>();
  const read = async (file: string, path: Path): Promise<TopicTest[]> => {
    const full = resolve(dirname(yaml.file), file);
    const reading = known.get(full) ?? readArticle(full);
    known.set(full, reading);
    const found = await reading;
    if (found.ok) return [{ ...found.article, source: file }];
    const message = `${file}: ${found.reason}: name a saved article (.md, .txt or .html), relative to this file`;
    faults.push(yaml.at(path, message));
    return [];
  };
  const tests: TopicTests[] = [];
  for (const [i, topic] of yaml.value.topics.entries()) {
    const listed = async (kind: 'match' | 'ignore') => {
      const texts: TopicTest[] = [];
      for (const [k, test] of topic.tests[kind].entries()) {
        if ('text' in test) texts.push(test);
        if ('file' in test) texts.push(...(await read(test.file, ['topics', i, 'tests', kind, k, 'file'])));
      }
      return texts;
    };
    const texts = { match: await listed('match'), ignore: await listed('ignore') };
    tests.push({ ...texts, ...storedOf(topic.tests) });
  }
  return { tests, faults };
}

function storedOf({ match, ignore }: WrittenTests): Pick<TopicTests, 'stored'> {
  const ids = (tests: readonly WrittenTest[]) => tests.flatMap((test) => ('item' in test ? [test.item] : []));
  const stored = { match: ids(match), ignore: ids(ignore) };
  return stored.match.length + stored.ignore.length > 0 ? { stored } : {};
}
