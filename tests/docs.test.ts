import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const SKIP = /^(node_modules|dist|data|coverage|\.git)(\/|$)/;

function pages(folder = '.'): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (SKIP.test(path)) return [];
    return entry.isDirectory() ? pages(path) : entry.name.endsWith('.md') ? [path] : [];
  });
}

const README = readFileSync('README.md', 'utf8');
const read = (file: string) => readFileSync(file, 'utf8');

function section(title: string): string {
  return README.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
}

/** The first cells of a table's rows, without their marks. */
const firstCells = (text: string) => [...text.matchAll(/^\| `([^|]+)` \|/gm)].map((row) => row[1] ?? '');

test('every path named in a page exists', () => {
  const missing = pages().flatMap((page) => {
    const text = read(page);
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((found) =>
      join(dirname(page), found[1] ?? ''),
    );
    const quoted = [...text.matchAll(/`((?:src|adapters|tests|config|seeds|bench)\/[\w./-]*)`/g)].map(
      (found) => found[1] ?? '',
    );
    return [...links, ...quoted]
      .filter((path) => !existsSync(path))
      .map((path) => `${relative('.', page)}: ${path}`);
  });
  expect(missing).toEqual([]);
});

describe('README', () => {
  test('lists every command, and no other', () => {
    // The questions of chat are commands too.
    const named = ['src/cli', 'src/lookup'].flatMap((folder) =>
      readdirSync(folder).flatMap((name) =>
        [...read(join(folder, name)).matchAll(/^ {2}name: '([\w-]+)',$/gm)].map((found) => found[1] ?? ''),
      ),
    );
    expect(
      firstCells(section('Commands'))
        .filter((cell) => !/^(feed|item|match|model|delivery|alert|imported|summary)$/.test(cell))
        .sort(),
    ).toEqual([...new Set(named)].sort());
  });

  test('lists every event with its fields', () => {
    const source = read('src/domain/event.ts');
    for (const [, name = '', body = ''] of source.matchAll(/readonly event: '(\w+)';([\s\S]*?)\n\}/g)) {
      const row = new RegExp(`^\\| \`${name}\` \\| (.*)$`, 'm').exec(README)?.[1] ?? '';
      const fields = [...body.matchAll(/^ {2}readonly (\w+):/gm)].map((found) => found[1]);
      for (const field of fields) expect(row, `${name}.${field}`).toContain(`\`${field}\``);
    }
  });

  test('lists every variable that the program or the shipped configuration reads, and no other', () => {
    const sources = [
      read('src/config/load.ts'),
      read('src/config/servers.ts'),
      read('config/wirewatch.yaml'),
    ].join('\n');
    const used = [...sources.matchAll(/'((?:WIREWATCH|DATABASE|REDIS)_\w+)'|\$([A-Z][A-Z_]+)\b/g)].map(
      (found) => found[1] ?? found[2] ?? '',
    );
    const listed = [...section('Settings').matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map((found) => found[1] ?? '');
    expect([...new Set(listed)].sort()).toEqual([...new Set(used)].filter((name) => name !== 'NAME').sort());
  });

  test('names only scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = pages().flatMap((page) =>
      [...read(page).matchAll(/\bnpm run ([\w:]+)/g)].map((found) => found[1] ?? ''),
    );
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });
});

test('the version is that of the package', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(read('src/version.ts')).toContain(`'${version}'`);
});
