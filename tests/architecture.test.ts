import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Who may import whom: see src/README.md. A folder may always import itself, the domain and node:. */
const MAY: Record<string, string[]> = {
  domain: [],
  text: [],
  ingest: ['text'],
  cluster: ['text'],
  match: ['text'],
  brief: ['text'],
  deliver: [],
  store: [],
  queue: [],
  lookup: ['store', 'text'],
  config: ['text'],
  observe: ['text'],
  web: ['text'],
};
const STAGES = ['ingest', 'cluster', 'match', 'brief', 'deliver'];

/** Packages with one home each; what is named nowhere may be used nowhere. */
const HOMES: Record<string, string[]> = {
  zod: ['src/config'],
  yaml: ['src/config', 'src/ingest', 'src/text'],
  kysely: ['src/store'],
  pg: ['src/store', 'src/queue'],
  bullmq: ['src/queue', 'src/store'],
  ioredis: ['src/queue'],
  pino: ['src/observe'],
  'prom-client': ['src/observe'],
  '@opentelemetry/api': ['src/observe'],
  tar: ['src/store'],
  '@electric-sql/pglite': ['src/store'],
  '@slack/bolt': ['adapters/slack'],
  'discord.js': ['adapters/discord'],
  'wrap-ansi': ['adapters/console'],
  'rss-parser': ['src/ingest'],
  htmlparser2: ['src/ingest'],
  linkedom: ['src/ingest'],
  '@mozilla/readability': ['src/ingest'],
  entities: ['src/ingest'],
  undici: ['src/ingest'],
  croner: ['src/config', 'src/deliver'],
  'ipaddr.js': ['src/ingest'],
  chardet: ['src/ingest'],
  re2js: ['src/match'],
  hono: ['src/web'],
  '@hono/node-server': ['src/web', 'src/queue'],
  '@bull-board/api': ['src/queue'],
  '@bull-board/hono': ['src/queue'],
  'openid-client': ['src/web'],
};

interface Source {
  readonly file: string;
  readonly lines: number;
  readonly imports: readonly string[];
  readonly text: string;
}

const sources: Source[] = ['src', 'adapters'].flatMap(filesOf).map((file) => {
  const text = readFileSync(file, 'utf8');
  const imports = [
    ...text.matchAll(/^(?:import|export)\b[^'"]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gm),
  ].map((found) => found[1] ?? found[2] ?? '');
  return { file, lines: text.split('\n').length - 1, imports, text };
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

const targetOf = (file: string, name: string) =>
  relative('.', resolve(dirname(file), name)).replace(/\.js$/, '.ts');

const folderOf = (file: string) => /^src\/([^/]+)\//.exec(file)?.[1] ?? null;

describe('imports', () => {
  test('there are sources to look at', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.flatMap((source) => source.imports).length).toBeGreaterThan(200);
  });

  test.each(Object.keys(MAY))('src/%s imports only what it may', (folder) => {
    const allowed = new Set(['domain', folder, ...(MAY[folder] ?? [])]);
    const wrong = sources
      .filter(({ file }) => folderOf(file) === folder)
      .flatMap(({ file, imports }) =>
        imports
          .filter((name) => name.startsWith('.'))
          .map((name) => targetOf(file, name))
          .filter((target) => !allowed.has(folderOf(target) ?? '/'))
          .map((target) => `${file} -> ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test('an adapter imports the domain and its ports, never another adapter or a stage', () => {
    // One rule for what may reach a terminal, in the log, on the command line and on the screen's cards.
    const printable = ['src/text/printable.ts', 'src/text/briefing-words.ts'];
    const ports = [
      'src/deliver/messenger.ts',
      'src/lookup/inbox.ts',
      'src/brief/rewriter.ts',
      'adapters/account.ts',
      'adapters/check-clock.ts',
      ...printable,
    ];
    const wrong = sources
      .filter(({ file }) => /^adapters\/[^/]+\//.test(file))
      .flatMap(({ file, imports }) =>
        imports
          .filter((name) => name.startsWith('.'))
          .map((name) => targetOf(file, name))
          .filter(
            (target) =>
              !target.startsWith('src/domain/') &&
              !ports.includes(target) &&
              dirname(target) !== dirname(file),
          )
          .map((target) => `${file} -> ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test('only accounts.ts and app.ts import the registry of adapters', () => {
    const users = sources.filter(({ file, imports }) =>
      imports.some((name) => targetOf(file, name) === 'adapters/index.ts'),
    );
    expect(users.map((source) => source.file)).toEqual(['src/accounts.ts', 'src/app.ts']);
  });

  test('a package is used in its home and nowhere else', () => {
    const wrong = sources.flatMap(({ file, imports }) =>
      imports
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
        .map((name) =>
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        )
        .filter((name) => !(HOMES[name] ?? []).some((home) => file.startsWith(`${home}/`)))
        .map((name) => `${file} -> ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test('there is no cycle, types included', () => {
    const graph = new Map(
      sources.map(({ file, imports }) => [
        file,
        imports.filter((name) => name.startsWith('.')).map((name) => targetOf(file, name)),
      ]),
    );
    const done = new Set<string>();
    const visit = (file: string, path: string[]): string[] => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return [];
      for (const next of graph.get(file) ?? []) {
        const cycle = visit(next, [...path, file]);
        if (cycle.length > 0) return cycle;
      }
      done.add(file);
      return [];
    };
    expect([...graph.keys()].flatMap((file) => visit(file, [])).slice(0, 10)).toEqual([]);
  });
});

describe('stages', () => {
  test('have no clock, no chance, no environment and no log of their own', () => {
    const wrong = sources
      .filter(({ file }) => STAGES.includes(folderOf(file) ?? ''))
      .filter(({ text }) => /\bDate\.now\(|new Date\(\)|Math\.random\(|process\.env|console\./.test(text))
      .map((source) => source.file);
    expect(wrong).toEqual([]);
  });
});

test('only config/load reads the environment', () => {
  const readers = sources.filter(({ text }) => /process\.env\b/.test(text)).map((source) => source.file);
  expect(readers).toEqual(['src/config/load.ts']);
});

test('only main.ts ends the process', () => {
  expect(sources.filter(({ text }) => /process\.exit\(/.test(text)).map((source) => source.file)).toEqual([
    'src/main.ts',
  ]);
});

test('no file has more than 300 lines', () => {
  expect(
    sources.filter((source) => source.lines > 300).map(({ file, lines }) => `${file}: ${lines}`),
  ).toEqual([]);
});

test('the core names no platform', () => {
  const core = sources.filter(
    ({ file }) => file.startsWith('src/') && !/^src\/(config|domain\/destination)/.test(file),
  );
  const wrong = core.filter(({ text }) =>
    /['"](slack|discord)['"]/i.test(text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')),
  );
  expect(wrong.map((source) => source.file)).toEqual([]);
});
