import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.js';
import { buildHouse, type House } from '../support/house.js';
import { until } from '../support/until.js';

let house: House;

beforeAll(() => {
  house = buildHouse();
});
afterAll(() => house.remove());

const COMMANDS = [
  'init',
  'run',
  'check',
  'search',
  'latest',
  'topics',
  'why',
  'import',
  'feeds',
  'send',
  'doctor',
  'completion',
];

describe('usage', () => {
  test('the list of commands names each with what it does', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
  });

  test.each(COMMANDS)('%s --help tells its usage and its options', async (name) => {
    const { code, stdout } = await runCli([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^usage: wirewatch ${name}`));
    expect(stdout).toContain('--config');
  });

  test.each([
    [['serach', 'x'], /there is no command "serach": did you mean search\?/],
    [['lsit'], /there is no command "lsit": did you mean feeds list\?/],
    [['help', 'chekc'], /did you mean check\?/],
    [['run', '--onse'], /Unknown option '--onse'/],
    [['run', 'now'], /run takes no "now"/],
    [['run', '--minutes', 'x'], /--minutes takes a number/],
    [['import'], /import what\?/],
    [['feeds', 'tset', 'x'], /feeds has no "tset": did you mean feeds test\?/],
    [['import', 'x', '--minutes', '0'], /--minutes takes a number/],
    [['feeds', 'test', 'ftp://example.org'], /is not a URL/],
    [['feeds', 'test', 'https://me:secret@example.org'], /configure the feed with auth:/],
    [['feeds', 'import'], /feeds import what\?/],
    [['feeds', 'export', 'x'], /feeds export takes no "x"/],
    [['search', 'x', '--page', '0'], /--page takes a whole number/],
  ])('%j is wrong usage, and says what is right', async (args, message) => {
    const { code, stderr } = await runCli([...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/usage: wirewatch|--help/);
  });

  test('--version is that of the package', async () => {
    expect((await runCli(['--version'])).stdout.trim()).toBe(process.env['npm_package_version'] ?? '0.1.0');
  });
});

describe('check', () => {
  test('is short when all is good, and prints how a topic is understood when asked', async () => {
    const { code, stdout } = await runCli(['check', '-c', house.file]);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').at(-1)).toBe('all good');
    expect(stdout).toMatch(/1 feed, 8 topics with \d+ tests, 1 destination \(screen\)/);
    expect(stdout).not.toContain('version');
    const one = await runCli(['check', 'mandarin-hiring', '-c', house.file]);
    expect(one.stdout).toMatch(/^mandarin-hiring \(Mandarin hiring\), version \w{8}: \d+ tests pass\n {4}/);
    expect(one.stdout).not.toContain('openai-china-access');
    const all = await runCli(['check', '--verbose', '-c', house.file]);
    expect(all.stdout).toContain('openai-china-access (OpenAI China access), version');
    const unknown = await runCli(['check', 'mandarin-hirring', '-c', house.file]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('(did you mean mandarin-hiring?)');
  });

  test('names every fault with its place and ends with 2; a run starts nothing', async () => {
    const faulty = buildHouse({ feeds: '  - id: A b\n    url: nowhere\n' });
    for (const command of ['check', 'run']) {
      const { code, stderr, stdout } = await runCli([command, '-c', faulty.file]);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/wirewatch\.yaml:2:9 feeds\[0\]\.id "A b" is not a name/);
      expect(stderr).toMatch(/wirewatch\.yaml:3:10 feeds\[0\]\.url is not a URL: "nowhere"/);
      const end = command === 'run' ? ': nothing was started' : '';
      expect(stderr.trim().split('\n').at(-1)).toBe(`2 faults in the configuration${end}`);
    }
    faulty.remove();
  });

  test('a topic whose tests fail ends with 1, and a run leaves it out by name', async () => {
    const watchlist =
      'name: A\ndestinations: [screen]\ntopics:\n  - id: tin\n    name: Tin\n    query: tin\n    tests: { ignore: ["tin cans"] }\n';
    const failing = buildHouse({ watchlists: { 'a.yaml': watchlist } });
    const { code, stdout } = await runCli(['check', '-c', failing.file]);
    expect(code).toBe(1);
    expect(stdout).toContain('should not match but does: "tin cans"');
    const run = await runCli(['run', '--once', '-c', failing.file]);
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/topic tin is left out: its tests fail/);
    failing.remove();
  });
});

describe('a first run', () => {
  test('--json prints one object a line, event first, and a summary last; status goes to standard error', async () => {
    const { code, stdout, stderr } = await runCli(['run', '--once', '--json', '-c', house.file]);
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    for (const line of lines) expect(line).toMatch(/^\{"event":"(feed|item|match|delivery|alert|summary)",/);
    const events = lines.map(
      (line) => JSON.parse(line) as { event: string; items?: { new: number }; alerts?: { sent: number } },
    );
    expect(events.filter((event) => event.event === 'item')).toHaveLength(5);
    expect(events.filter((event) => event.event === 'alert')).toHaveLength(5);
    expect(events.at(-1)).toMatchObject({
      event: 'summary',
      items: { new: 5 },
      alerts: { sent: 5, parked: 0 },
    });
    expect(stderr).toContain('watching 1 feed for 8 topics');
  });

  test('its articles are found by the questions of chat', async () => {
    const search = await runCli(['search', 'mandarin speakers', '-c', house.file]);
    expect(search.code).toBe(0);
    expect(search.stdout).toContain('SignalDesk');
    expect((await runCli(['latest', 'sovereign', '-c', house.file])).stdout).toContain('Pulse');
    expect((await runCli(['topics', '-c', house.file])).stdout).toContain('8 topics are watched');
    expect((await runCli(['why', 's1', '-c', house.file])).stdout).toContain('screen: sent');
    const unknown = await runCli(['why', 's999', '-c', house.file]);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('There is no story s999');
    expect(
      JSON.parse((await runCli(['search', 'singapore', '--json', '-c', house.file])).stdout),
    ).toMatchObject({ ok: true, page: 1 });
  });

  test('a question that cannot be meant so ends with 2, one that finds nothing there with 1', async () => {
    const asked = (...words: readonly string[]) => runCli([...words, '-c', house.file]);
    for (const words of [['search'], ['search', 'NOT', 'openai'], ['why'], ['why', 'foo']])
      expect((await asked(...words)).code, words.join(' ')).toBe(2);
    expect((await asked('latest', 'nosuch')).code).toBe(1);
    const phrase = await asked('search', '"mandarin speakers"');
    expect(phrase.stdout).toMatch(/^1 article about "mandarin speakers"\n/);
    const either = await asked('search', 'zebra', 'OR', 'tradem*', 'NOT', 'quagga');
    expect(either.stdout).toMatch(/^1 article about "zebra OR tradem\* NOT quagga"\n/);
  });

  test('a page beyond the last is the last, and says so; for a program entries have data', async () => {
    const { code, stdout } = await runCli(['search', 'openai', '--page', '99', '--json', '-c', house.file]);
    expect(code).toBe(0);
    const answer = JSON.parse(stdout) as { entries: { data: object }[] };
    expect(answer).toMatchObject({ page: 1, pages: 1, text: 'There is no page 99: this is all.' });
    const first = { story: expect.any(Number), publisher: expect.any(String), published: null, dated: false };
    expect(answer.entries[0]?.data).toMatchObject({ item: expect.any(Number), ...first });
  });

  test('doctor finds it well', async () => {
    const { code, stdout } = await runCli(['doctor', '-c', house.file]);
    expect(stdout).toMatch(/^✓ Node/);
    expect(stdout).not.toContain('✗');
    expect(code).toBe(0);
  });

  test('doctor names the faults of a configuration and goes on with what does not depend on it', async () => {
    const faulty = buildHouse({ feeds: '  - id: A b\n    folder: .\n' });
    const { code, stdout } = await runCli(['doctor', '-c', faulty.file]);
    faulty.remove();
    expect(stdout).toMatch(
      /^✓ Node.*\n✓ clock .*\n✗ .*wirewatch\.yaml:2:9 feeds\[0\]\.id "A b" is not a name/,
    );
    expect(stdout).toContain('· store, accounts and feeds are looked at once the configuration is mended');
    expect(code).toBe(2);
  });
});

test('an import that leaves something ends with 1, and says what it waits for and until when', async () => {
  const slow = buildHouse({
    accounts: '  - id: team\n    type: slack\n    botToken: xoxb-s3cret\n    api: http://127.0.0.1:9/\n',
    destinations: '  - id: slack-desk\n    account: team\n    channel: C0123456789\n',
  });
  const article = join(slow.folder, 'a\u001b[2J.md');
  writeFileSync(
    article,
    '---\ntitle: OpenAI seeks Mandarin speakers\n---\n\nOpenAI is hiring Mandarin-speaking engineers for its office in Singapore, the company said on Monday.\n',
  );
  const args = ['import', article, `${article}x`, '--minutes', '0.05', '-c', slow.file];
  const { code, stdout, stderr } = await runCli(args);
  expect(code).toBe(1);
  expect(stdout).toContain('1 new, 0 known, 1 set aside');
  expect(stderr).toMatch(
    /time is up, waiting for 1 alert \(slack-desk until \d\d:\d\d:\d\d UTC: .+\): kept for the next run/,
  );
  expect(stderr).not.toContain('\u001b');
  slow.remove();
});

describe('beside a running daemon', () => {
  test('questions, imports and feeds are answered by it, a second run is refused, and an edit takes effect', async () => {
    const own = buildHouse();
    const daemon = startCli(['run', '-c', own.file]);
    await until(() => daemon.stdout().includes('wirewatch why s5'), 'the five cards');
    expect((await runCli(['search', 'trademark', '-c', own.file])).stdout).toContain('SignalDesk');
    expect((await runCli(['feeds', 'list', '-c', own.file])).stdout).toMatch(/^ok +seeds /);
    const second = await runCli(['run', '--once', '-c', own.file]);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`in use by process ${daemon.child.pid}`);
    const article = join(own.folder, 'extra.md');
    writeFileSync(
      article,
      '---\ntitle: OpenAI seeks Mandarin speakers\n---\n\nOpenAI is hiring Mandarin-speaking engineers for its office in Singapore, the company said on Monday.\n',
    );
    expect((await runCli(['import', article, '-c', own.file])).stdout).toContain('1 new');
    await until(
      () => daemon.stdout().includes('seeks Mandarin speakers'),
      'the card of the imported article',
    );
    writeFileSync(own.file, 'feeds: []\n');
    await until(() => daemon.stderr().includes('the one before stays in force'), 'the refusal of the edit');
    daemon.child.kill('SIGTERM');
    const { code, stderr } = await daemon.ended;
    expect(code).toBe(0);
    expect(stderr).toContain('stopped');
    own.remove();
  });
});

test('feeds test shows what an address has, and names what is wrong with one', async () => {
  const feed =
    '<rss version="2.0"><channel><title>Wire</title><item><title>Tin &amp; zinc</title><link>https://example.org/1</link></item></channel></rss>';
  const server = createServer((request, response) =>
    request.url === '/feed' ? response.end(feed) : response.writeHead(403).end(),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const local = buildHouse();
  writeFileSync(
    local.file,
    `feeds:\n  - id: a\n    folder: .\naccounts: []\ndestinations: []\nallowPrivate: ["${host}"]\n`,
  );
  const good = await runCli(['feeds', 'test', `http://${host}/feed`, '-c', local.file]);
  expect(good.stdout).toContain('Tin & zinc');
  expect(good.code).toBe(0);
  const bad = await runCli(['feeds', 'test', `http://${host}/page`, '-c', local.file]);
  expect(bad.code).toBe(1);
  expect(bad.stderr).toContain(`http://${host}/page`);
  const refused = await runCli(['feeds', 'test', 'http://169.254.169.254/latest', '-c', local.file]);
  expect(refused.code).toBe(1);
  server.close();
  local.remove();
});
