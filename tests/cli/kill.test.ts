import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.js';
import { buildHouse } from '../support/house.js';
import { freshDatabase, hasPostgres } from '../support/postgres.js';
import { freshRedises } from '../support/redis.js';
import { until } from '../support/until.js';

/** Moments of a first run, told by what has been printed. */
const MOMENTS: [string, (stdout: string) => boolean][] = [
  ['when the first article is stored', (out) => out.includes('"event":"item"')],
  ['when the first topic has matched', (out) => out.includes('"event":"match"')],
  ['when the first alert is out', (out) => out.includes('"event":"alert"')],
  ['when the fourth alert is out', (out) => out.split('"event":"alert"').length > 4],
];

async function killAndRunAgain(
  env: Record<string, string>,
  moment: (stdout: string) => boolean,
): Promise<void> {
  const house = buildHouse();
  const args = ['run', '--once', '--json', '-c', house.file];
  const first = startCli(args, env);
  await until(() => moment(first.stdout()) || first.child.exitCode !== null, 'the moment');
  first.child.kill('SIGKILL');
  await first.ended;
  const second = await runCli(args, env);
  expect(second.stderr).not.toContain('time is up');
  expect(second.code).toBe(0);
  const transcript = readFileSync(join(house.folder, 'data', 'screen.log'), 'utf8');
  const keys = transcript.match(/^\[[\w-]{22}\]$/gm) ?? [];
  expect(new Set(keys).size).toBe(5);
  expect(keys).toHaveLength(5);
  house.remove();
}

const server = await hasPostgres();

describe('a run that is killed and run again has each alert once', () => {
  test.each(MOMENTS)(
    '%s',
    async (_, moment) => {
      await killAndRunAgain({}, moment);
    },
    240_000,
  );

  test.runIf(server)(
    'on a Postgres server and Redis',
    async () => {
      const { url, drop } = await freshDatabase();
      const [redis] = await freshRedises();
      const env = { DATABASE_URL: url, ...(redis && { REDIS_URL: redis.url }) };
      await killAndRunAgain(env, (out) => out.includes('"event":"alert"'));
      await drop();
    },
    240_000,
  );
});
