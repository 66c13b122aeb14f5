import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Topic } from '../../src/domain/topic.js';
import { compileTopics } from '../../src/match/compile.js';
import { type Matchable, matchArticle } from '../../src/match/match.js';
import type { SharedBlocks } from '../../src/match/query.js';
import { article, topic } from './article.js';

const page = readFileSync(new URL('../../src/match/README.md', import.meta.url), 'utf8');
const names = namesOnPage();

describe('the page of the query language', () => {
  const rows = rowsOnPage();

  test('shows every operator', () => {
    expect(rows.length).toBeGreaterThanOrEqual(50);
  });

  test.each(rows)('$what: $query finds "$finds" and not "$ignores"', ({ query, finds, ignores }) => {
    const { index, refused } = compileTopics([
      topic({ query, aliases: names.aliases, shared: names.shared }),
    ]);
    expect(refused).toEqual([]);
    expect(matchArticle(index, read(finds))).toHaveLength(1);
    expect(matchArticle(index, read(ignores))).toEqual([]);
  });
});

function rowsOnPage() {
  return page.split('\n').flatMap((line) => {
    const [, what = '', query, finds, ignores] =
      /^\| (.+?) \| `(.+?)` \| `(.+?)` \| `(.+?)` \|$/.exec(line) ?? [];
    return query && finds && ignores ? [{ what, query, finds, ignores }] : [];
  });
}

function namesOnPage(): { aliases: Topic['aliases']; shared: SharedBlocks } {
  const block = /```yaml\n(aliases:[\s\S]+?)```/.exec(page)?.[1] ?? '';
  return parse(block) as { aliases: Topic['aliases']; shared: SharedBlocks };
}

/** `title: …` is a title, `key: value · body` says more of the article; the rest is a body. */
function read(cell: string): Matchable {
  const [, key = '', rest = ''] = /^(title|url|publisher|author|lang|feed|tier): (.+)$/.exec(cell) ?? [];
  if (key === '') return article({ body: cell });
  if (key === 'title') return article({ title: rest });
  const [value = '', body = ''] = rest.split(' · ');
  if (key === 'feed') return article({ feedId: value, body });
  return article({ [key]: key === 'tier' ? Number(value) : value, body });
}
