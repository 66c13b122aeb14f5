import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Manifest {
  readonly license: string;
  readonly private: boolean;
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<
    Record<string, { resolved?: string; integrity?: string; dev?: boolean; hasInstallScript?: boolean }>
  >;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

describe('the package', () => {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
  });
  const [{ files, size }] = JSON.parse(packed) as [{ files: { path: string }[]; size: number }];
  const paths = files.map(({ path }) => path);

  test('holds what runs and what an operator reads, and nothing else', () => {
    const belongs =
      /^(dist\/(src|adapters)\/[\w/-]+\.js|src\/store\/embedded\/template\.tar\.gz|adapters\/slack\/manifest\.yaml|(config|seeds)\/[\w./-]+|(README|CHANGELOG|SECURITY)\.md|LICENSE|package\.json)$/;
    expect(paths.filter((path) => !belongs.test(path))).toEqual([]);
    expect(size).toBeLessThan(4 << 20);
  });

  test.each([
    Object.values(manifest.bin)[0],
    'src/store/embedded/template.tar.gz',
    'dist/src/store/embedded/thread.js',
    'dist/adapters/discord/index.js',
    'config/wirewatch.yaml',
    'config/wirewatch.schema.json',
    'config/watchlists/asia.yaml',
    'seeds/mashable-api-access.md',
    'LICENSE',
  ])('holds %s', (path) => {
    expect(paths).toContain(path);
  });

  test('is not published by accident, runs nothing when it is installed, and names its licence', () => {
    expect(manifest.private).toBe(true);
    expect(Object.keys(manifest.scripts).filter((name) => /install|prepare$/.test(name))).toEqual([]);
    expect(manifest.license).toBe('MIT');
    expect(readFileSync('LICENSE', 'utf8')).toMatch(/^MIT License/);
  });
});

describe('what it stands on', () => {
  test('is named to the version', () => {
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test('is locked by its content and not by where it was found', () => {
    const odd = Object.entries(lock.packages).filter(
      ([path, { resolved, integrity }]) => path !== '' && (resolved !== undefined || integrity === undefined),
    );
    expect(odd.map(([path]) => path)).toEqual([]);
  });

  test('runs no script when it is installed, but for what a build may leave out', () => {
    const scripts = Object.entries(lock.packages).filter(
      ([path, { hasInstallScript, dev }]) => path !== '' && hasInstallScript === true && dev !== true,
    );
    // Faster MessagePack for BullMQ where it can be built; without it, it is slower.
    expect(scripts.map(([path]) => path)).toEqual(['node_modules/msgpackr-extract']);
  });
});

test('is checked on the oldest Node that it promises and on those that came since', () => {
  const workflow = readFileSync('.github/workflows/check.yml', 'utf8');
  expect(manifest.engines.node).toBe('>=20.19');
  expect(workflow).toMatch(/node: \['20', '22', '24'\]/);
});
