import { afterEach, expect, test } from 'vitest';
import { type LocalServer, startServer } from '../ingest/local-server.js';
import { buildHouse, type House, type Opened } from '../support/house.js';
import { call, type LocalHub, startHub } from '../support/hub.js';
import { until } from '../support/until.js';

const PUBLIC = 'https://wire.example.org';
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function rss(hub: LocalHub, ...titles: string[]): string {
  const items = titles.map(
    (title, i) =>
      `<item><guid>g${i}</guid><title>${title}</title><description>On tin: ${title}.</description></item>`,
  );
  return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Metal Daily</title><atom:link rel="hub" href="${hub.url}"/><atom:link rel="self" href="http://wire.example/self"/>${items.join('')}</channel></rss>`;
}

interface Town {
  readonly house: House;
  readonly hub: LocalHub;
  readonly publisher: LocalServer;
  readonly open: () => Promise<Opened>;
}

/** A publisher, its hub, and an installation that reads the one and listens to the other. */
async function town(listen: string): Promise<Town> {
  let current: Opened | null = null;
  const hub = await startHub((callback) =>
    callback.replace(PUBLIC, `http://127.0.0.1:${current?.app.webPort()}`),
  );
  closing.push(() => hub.close());
  const publisher = await startServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(rss(hub, 'Tin was quiet'));
  });
  closing.push(() => publisher.close());
  const house = buildHouse({
    feeds: [
      `  - id: wire\n    url: ${publisher.origin}/feed\n    fulltext: never`,
      `allowPrivate: ["${publisher.hostPort}", "${hub.hostPort}"]`,
      `web:\n  listen: ${listen}\n  publicUrl: ${PUBLIC}/\n`,
    ].join('\n'),
    watchlists: {
      'a.yaml': 'name: A\ndestinations: [screen]\ntopics:\n  - id: tin\n    name: Tin\n    query: tin\n',
    },
  });
  closing.push(() => house.remove());
  const open = async () => {
    current = await house.open();
    closing.push(() => current?.app.stop());
    return current;
  };
  return { house, hub, publisher, open };
}

test('what a hub pushes stands on the screen without another poll, and the server says how it is', async () => {
  const { hub, publisher, open } = await town('127.0.0.1:0');
  const { app, screen } = await open();
  await app.start();
  const ask = await until(() => hub.asked[0], 'the subscription');
  expect(ask['hub.callback']).toMatch(/^https:\/\/wire\.example\.org\/websub\//);
  expect(await hub.verify(ask)).toMatchObject({ status: 200, text: 'echo-me-7' });
  const polls = publisher.requests.length;
  expect(await hub.push(ask, rss(hub, 'Tin was quiet', 'Tin prices rise sharply'))).toMatchObject({
    status: 202,
  });
  await until(() => screen().includes('Tin prices rise sharply'), 'the alert');
  expect(publisher.requests).toHaveLength(polls);
  expect(await call('GET', `http://127.0.0.1:${app.webPort()}/healthz`, {})).toMatchObject({
    status: 200,
    text: 'ok',
  });
});

test('a run that ends by itself listens to nobody and asks no hub', async () => {
  const { hub, open } = await town('127.0.0.1:0');
  const { app } = await open();
  await app.drain(60_000, true);
  expect(app.webPort()).toBeNull();
  expect(hub.asked).toEqual([]);
});

test('a port that is taken is named, and nothing is started', async () => {
  const taken = await startServer((_request, response) => response.end());
  closing.push(() => taken.close());
  const { hub, open } = await town(taken.hostPort);
  const { app, events } = await open();
  await expect(app.start()).rejects.toThrow(
    `the web server can't listen on ${taken.hostPort}: something else listens there already`,
  );
  expect(events).toEqual([]);
  expect(hub.asked).toEqual([]);
});
