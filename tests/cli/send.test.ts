import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { buildHouse, type House } from '../support/house.js';

let house: House;

beforeAll(() => {
  house = buildHouse({
    accounts:
      '  - id: screen\n    type: console\n  - id: team\n    type: slack\n    botToken: $TEAM_TOKEN\n    api: http://127.0.0.1:9/\n',
    destinations:
      '  - id: screen\n    account: screen\n  - id: desk\n    account: team\n    channel: "#desk"\n',
  });
});
afterAll(() => house.remove());

describe('send --test', () => {
  test('posts a notice that says that it is a test, and says so', async () => {
    const { code, stdout } = await runCli(['send', '--test', 'screen', '-c', house.file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Wirewatch test\nThis is only a test of screen, sent by hand at .* UTC\. Posted here: /,
    );
    expect(stdout).toMatch(/\nposted to screen \([\w-]{22}\)\n$/);
    expect(readFileSync(join(house.folder, 'data', 'screen.log'), 'utf8')).toContain('Wirewatch test');
    expect(existsSync(join(house.folder, 'data', 'pg'))).toBe(false);
  });

  test('says why nothing was posted', async () => {
    const off = await runCli(['send', '--test', 'desk', '-c', house.file]);
    expect(off.code).toBe(1);
    expect(off.stderr).toContain('no destination "desk" is on');
    expect(off.stderr).toContain('account team is off: TEAM_TOKEN is not set');
    const down = await runCli(['send', '--test', 'desk', '-c', house.file], { TEAM_TOKEN: 'xoxb-s3cret' });
    expect(down.code).toBe(1);
    expect(down.stderr).toMatch(/^not posted to desk: .*: try again after \d\d:\d\d:\d\d UTC/m);
    expect(down.stderr).not.toContain('s3cret');
  });

  test.each([[[]], [['--test', 'screen', 'more']]])('with %j is wrong usage', async (args) => {
    expect(await runCli(['send', ...args, '-c', house.file])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Write send --test <destination>'),
    });
  });
});

describe('completion', () => {
  test('for bash completes commands, verbs and options', async () => {
    const { stdout } = await runCli(['completion', 'bash']);
    const completed = (...words: readonly string[]) =>
      execFileSync(
        'bash',
        [
          '-c',
          `${stdout}\nCOMP_WORDS=("$@")\nCOMP_CWORD=$(($# - 1))\n_wirewatch\necho "\${COMPREPLY[*]}"`,
          '-',
          ...words,
        ],
        { encoding: 'utf8' },
      ).trim();
    expect(completed('wirewatch', 'do')).toBe('doctor');
    expect(completed('wirewatch', 'feeds', 'ex')).toBe('export');
    expect(completed('wirewatch', 'run', '--o')).toBe('--once');
    expect(completed('wirewatch', 'nosuch', 'x')).toBe('');
  });

  test.each(['zsh', 'fish'])('for %s names every command', async (shell) => {
    const { code, stdout } = await runCli(['completion', shell]);
    expect(code).toBe(0);
    for (const name of ['run', 'check', 'search', 'why', 'feeds', 'outbox', 'completion'])
      expect(stdout).toContain(name);
  });

  test('for another shell is wrong usage', async () => {
    expect((await runCli(['completion', 'tcsh'])).code).toBe(2);
  });
});
