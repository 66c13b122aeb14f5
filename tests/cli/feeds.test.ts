import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Handler, type LocalServer, startServer } from '../ingest/local-server.js';
import { runCli } from '../support/cli.js';
import { buildHouse, type House } from '../support/house.js';

const rss = (title: string, ...items: string[]) =>
  `<rss version="2.0"><channel><title>${title}</title>${items.map((item, i) => `<item><title>${item}</title><link>https://example.org/${i}</link></item>`).join('')}</channel></rss>`;

let server: LocalServer;
let pages: Record<string, string | Handler> = {};
let house: House;

beforeAll(async () => {
  server = await startServer((request, response) => {
    const page = pages[request.url ?? ''];
    if (page === undefined) response.writeHead(404).end('<html>not here</html>');
    else if (typeof page === 'string') response.end(page);
    else page(request, response);
  });
});

afterAll(() => server.close());

beforeEach(() => {
  pages = {};
  server.requests.length = 0;
  house = buildHouse();
  configure('');
});

afterEach(() => house.remove());

/** The seeds and `feeds`, with comments and spacing of an operator's own. */
function configure(feeds: string, more = ''): string {
  const source = [
    '# What we read.\n',
    'feeds:\n',
    '    # saved ones\n',
    `    - {id: seeds, folder:   "${join(process.cwd(), 'seeds')}"}   # five\n`,
    feeds,
    '\n\n# Where it goes.\n',
    "accounts: [ {id: 'screen', type: console} ]\n",
    'destinations: [ {id: screen, account: screen} ]\n',
    `data: data\nallowPrivate: ["${server.hostPort}"]\n`,
    more,
  ].join('');
  writeFileSync(house.file, source);
  return source;
}

const feeds = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runCli(['feeds', ...args, '-c', house.file], env);
const asked = () => server.requests.map((request) => request.url);

describe('feeds test', () => {
  test('of a site finds the feed that its page names, and says what to write', async () => {
    pages = {
      '/news':
        '<html><head><link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed"><link rel=alternate type=application/rss+xml title="Wire" href="wire.xml"></head></html>',
      '/wire.xml': rss('The Wire', 'Tin &amp; zinc', '&#27;[31mred'),
    };
    const { code, stdout } = await feeds(['test', `${server.origin}/news`]);
    expect(code).toBe(0);
    expect(stdout).toContain(`${server.origin}/news names its feed: ${server.origin}/wire.xml (The Wire)`);
    expect(stdout).toContain('2 articles; would be polled again: rhythm not known yet');
    expect(stdout).toContain('Tin & zinc');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain(`${server.origin}/comments/feed  Comments`);
    expect(stdout).toContain(`  - id: the-wire\n    url: ${server.origin}/wire.xml\n`);
    expect(asked()).toEqual(['/news', '/wire.xml']);
  });

  test('of a page that names none looks where feeds usually are, one at a time', async () => {
    pages = { '/': '<html><p>hello</p></html>', '/rss': rss('通讯社', 'One') };
    const { code, stdout } = await feeds(['test', server.origin]);
    expect(code).toBe(0);
    expect(stdout).toContain(`names no feed, but has one at ${server.origin}/rss (通讯社)`);
    expect(stdout).toContain(`  - id: 127-0-0-1\n    url: ${server.origin}/rss\n`);
    expect(asked()).toEqual(['/', '/feed', '/rss']);
  });

  test('stops guessing when the server has had enough', async () => {
    pages = {
      '/': '<html><p>hello</p></html>',
      '/feed': (_request, response) => response.writeHead(429).end(),
    };
    const { code, stderr } = await feeds(['test', server.origin]);
    expect(code).toBe(1);
    expect(stderr).toContain('no feed is named there');
    expect(asked()).toEqual(['/', '/feed']);
  });

  test('takes a bare host as https', async () => {
    const { code, stderr } = await feeds(['test', server.hostPort]);
    expect(code).toBe(1);
    expect(stderr).toContain(`https://${server.hostPort}/: `);
  });

  test('of a configured feed asks with its credentials, and knows that it is configured', async () => {
    configure(
      `    - id: paid\n      url: ${server.origin}/paid\n      auth: {user: desk, password: $PAPER_PASSWORD}\n`,
    );
    pages = {
      '/paid': (request, response) => {
        if (request.headers.authorization === `Basic ${btoa('desk:s3cret-word')}`)
          response.end(rss('Paid', 'One'));
        else response.writeHead(401).end();
      },
    };
    const { code, stdout } = await feeds(['test', 'paid'], { PAPER_PASSWORD: 's3cret-word' });
    expect(code).toBe(0);
    expect(stdout).toContain('it is configured already, as paid');
    expect((await feeds(['test', `${server.origin}/paid#x`])).stderr).toContain('the server answers 401');
  });

  test('with --json prints articles alone on standard output', async () => {
    pages = { '/feed': rss('Wire', 'One', 'Two') };
    const { stdout, stderr } = await feeds(['test', `${server.origin}/feed`, '--json']);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { title: string }).title),
    ).toEqual(['One', 'Two']);
    expect(stderr).toContain('is a feed (Wire)');
  });
});

const LIST = `<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="Asia"><outline text="Tech: chips"><outline type="rss" text="Nikkei &amp; co" xmlUrl="https://example.com/nikkei?a=1&amp;b=2"/></outline></outline>
  <outline type="rss" text="Nikkei co" xmlUrl="https://example.com/other"/>
  <outline type="rss" text="南华早报" xmlUrl="https://www.scmp.example/rss"/>
  <outline type="rss" text="Again" xmlUrl="http://example.com/other/"/>
  <outline type="rss" text="Known" xmlUrl="https://www.example.net/feed/"/>
  <outline type="rss" text="Paid" xmlUrl="https://me:s3cret@example.org/feed"/>
  <outline type="rss" text="Odd" xmlUrl="javascript:alert(1)"/>
</body></opml>`;

const NEW_FEEDS = [
  'id: nikkei-co\n  url: https://example.com/nikkei?a=1&b=2\n  tags: [Asia, "Tech: chips"]',
  'id: nikkei-co-2\n  url: https://example.com/other',
  'id: scmp-example\n  url: https://www.scmp.example/rss',
];
const linesAt = (indent: string) =>
  NEW_FEEDS.map((feed) => `${indent}- ${feed.replaceAll('\n', `\n${indent}`)}\n`).join('');

describe('feeds import', () => {
  const KNOWN =
    '    - id: known   # off: its key is not set\n      url: http://example.net/feed\n      headers: {X-Key: $NO_SUCH_KEY}\n';
  let list: string;

  beforeEach(() => {
    list = join(house.folder, 'list.opml');
    writeFileSync(list, LIST);
    configure(KNOWN);
  });

  test('prints the new feeds as lines for the configuration, and names the others', async () => {
    const before = readFileSync(house.file, 'utf8');
    const { code, stdout, stderr } = await feeds(['import', list]);
    expect(code).toBe(0);
    expect(stdout).toBe(linesAt('  '));
    expect(stderr).toContain('there already, as known: Known');
    expect(stderr).toContain('there already, as nikkei-co-2: Again');
    expect(stderr).toContain('left out: Paid: its address has a password in it');
    expect(stderr).toContain('left out: Odd: "javascript:alert(1)" is not an http(s) address');
    expect(stdout + stderr).not.toContain('s3cret');
    expect(readFileSync(house.file, 'utf8')).toBe(before);
  });

  test('--write adds them and changes no other byte; a second time there is nothing to add', async () => {
    const before = readFileSync(house.file, 'utf8');
    const { code, stdout } = await feeds(['import', list, '--write']);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'nikkei-co  https://example.com/nikkei?a=1&b=2\nnikkei-co-2  https://example.com/other\nscmp-example  https://www.scmp.example/rss\n',
    );
    expect(readFileSync(house.file, 'utf8')).toBe(before.replace(KNOWN, KNOWN + linesAt('    ')));
    expect(readdirSync(house.folder).filter((name) => name.includes('draft'))).toEqual([]);
    const again = await feeds(['import', list, '--write']);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('nothing to add');
    expect((await runCli(['check', '-c', house.file])).code).toBe(0);
  });

  test('--write goes through a link to the file that is meant', async () => {
    const link = join(house.folder, 'link.yaml');
    symlinkSync(house.file, link);
    expect((await runCli(['feeds', 'import', list, '--write', '-c', link])).code).toBe(0);
    expect(readFileSync(house.file, 'utf8')).toContain('nikkei-co-2');
  });

  test('--write leaves a list in brackets alone', async () => {
    const source = readFileSync(house.file, 'utf8').replace(
      /feeds:\n[\s\S]*?\n\n/,
      'feeds: [ {id: a, url: "https://example.org/a"} ]\n\n',
    );
    writeFileSync(house.file, source);
    const { code, stderr } = await feeds(['import', list, '--write']);
    expect(code).toBe(1);
    expect(stderr).toContain('has its feeds in [ ]');
    expect(readFileSync(house.file, 'utf8')).toBe(source);
  });

  test.each([
    ['<html><body>Log in</body></html>', /is not OPML: no <opml> element/],
    ['', /is not OPML/],
    ['<opml><body><outline text="Asia"></body></opml>', /has no feeds in it/],
    ['<opml><body><outline text="cut" xmlUrl="https://exa', /has no feeds in it/],
  ])('of %j is a clear error', async (text, message) => {
    writeFileSync(list, text);
    const { code, stdout, stderr } = await feeds(['import', list, '--write']);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  test('of thousands of namesakes gives each a name, and all reach a pipe', async () => {
    const outlines = Array.from(
      { length: 5_000 },
      (_, i) => `<outline text="Wire" xmlUrl="https://a${i}.example.org/feed"/>`,
    );
    writeFileSync(list, `<opml><body>${outlines.join('')}</body></opml>`);
    const { code, stdout } = await feeds(['import', list]);
    expect(code).toBe(0);
    expect(new Set(stdout.match(/id: \S+/g)).size).toBe(5_000);
    expect(stdout.endsWith('url: https://a4999.example.org/feed\n')).toBe(true);
  });

  test('of a file that is not there is a clear error', async () => {
    const { code, stderr } = await feeds(['import', join(house.folder, 'no.opml')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/no\.opml cannot be read: ENOENT/);
  });
});

test('what is exported can be imported again, tags and all', async () => {
  configure(
    '    - {id: a, url: "https://example.com/a?x=1&y=2", publisher: "A & <B>", tags: [Asia, "Chips \\"etc\\""]}\n    - {id: b, url: https://example.com/b}\n',
  );
  const { code, stdout } = await feeds(['export']);
  expect(code).toBe(0);
  const other = buildHouse();
  writeFileSync(join(other.folder, 'list.opml'), stdout);
  const imported = await runCli(['feeds', 'import', join(other.folder, 'list.opml'), '-c', other.file]);
  expect(imported.stdout).toBe(
    '  - id: example\n    url: https://example.com/b\n  - id: a-b\n    url: https://example.com/a?x=1&y=2\n    tags: [Asia, Chips "etc"]\n',
  );
  other.remove();
});

test('feeds list has trouble first, with since when, why and what next', async () => {
  const now = Date.now();
  const old = (days: number) => new Date(now - days * 86_400_000).toUTCString();
  const items = [40, 41, 42, 43, 44, 45].map(
    (days) => `<item><title>Story ${days}</title><guid>${days}</guid><pubDate>${old(days)}</pubDate></item>`,
  );
  pages = {
    '/quiet': `<rss version="2.0"><channel><title>Q</title>${items.join('')}</channel></rss>`,
    '/down': (_request, response) => response.writeHead(500).end(),
  };
  configure(
    `    - {id: quiet, url: "${server.origin}/quiet", tags: [Asia]}\n    - {id: down, url: "${server.origin}/down"}\n`,
    'operator: screen\n',
  );
  const first = await runCli(['run', '--once', '-c', house.file]);
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('Feed quiet\n');
  expect(first.stdout).toMatch(/Has had nothing new since \d{4}-\d\d-\d\d, which is unusual\./);
  const { stdout } = await feeds(['list', '--json']);
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(found.map(({ id, state }) => `${String(id)} ${String(state)}`)).toEqual([
    'down failing',
    'quiet silent',
    'seeds ok',
  ]);
  expect(found[0]).toMatchObject({
    error: 'the server answers 500',
    failingSince: expect.any(String),
    nextPollAt: expect.any(String),
  });
  expect(found[1]).toMatchObject({
    silentSince: new Date(old(40)).toISOString(),
    tags: ['Asia'],
    error: null,
  });
  const shown = (await feeds(['list'])).stdout;
  expect(shown).toMatch(
    /^FAILING down {2}.*\n +the server answers 500, since .* UTC\n +last .*, next .* UTC \(500: /,
  );
  expect(shown).toMatch(/\nSILENT {2}quiet .*\[Asia\]\n +nothing new since .*: longer than usual\n/);
  const second = await runCli(['run', '--once', '-c', house.file]);
  expect(second.stdout).not.toContain('Feed quiet');
});

test('feeds poll makes a feed due, and feeds accept says when nothing is held back', async () => {
  const own = buildHouse();
  expect(await runCli(['feeds', 'poll', 'seeds', '-c', own.file])).toMatchObject({
    code: 0,
    stdout: 'seeds is due now\n',
  });
  expect(await runCli(['feeds', 'accept', 'seeds', '-c', own.file])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('nothing of seeds'),
  });
  const unknown = await runCli(['feeds', 'poll', 'nosuch', '-c', own.file]);
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no feed "nosuch"') });
  const accepted = await runCli(['feeds', 'accept', 'nosuch', '-c', own.file]);
  expect(accepted).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no feed "nosuch"') });
  expect((await runCli(['feeds', '-c', own.file])).stdout).toMatch(/^(ok|new) +seeds /);
  expect((await runCli(['feeds', 'poll', '-c', own.file])).stderr).toContain('feeds poll what?');
  own.remove();
});
