import { afterEach, expect, test } from 'vitest';
import type { Desk } from '../../src/web/desk.js';
import { createTicker } from '../../src/web/live.js';
import { startWeb, type WebServer } from '../../src/web/server.js';

const running: WebServer[] = [];
const errors: string[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
  errors.length = 0;
});

/** A page without a sign-in whose alerts come from `wire`. */
async function serve(wire: Desk['wire']): Promise<string> {
  const desk = {
    now: () => new Date('2026-03-01T12:00:00Z'),
    choices: () => ({ topics: [], destinations: [] }),
    wire,
    platforms: [],
  } as unknown as Desk;
  const server = await startWeb({
    host: '127.0.0.1',
    port: 0,
    publicUrl: null,
    healthy: async () => true,
    hubs: { verify: async () => null, expects: async () => false, pushed: async () => 'gone' },
    page: {
      desk,
      access: { token: null, oidc: null },
      secret: null,
      version: '1',
      board: async () => new Response('the board'),
    },
    onError: (where) => errors.push(where),
  });
  running.push(server);
  return `http://127.0.0.1:${server.port}/live`;
}

test('readers who came while the store was away take no place from those who come after', async () => {
  let isAway = true;
  const url = await serve(async () => {
    if (isAway) throw new Error('the store is away');
    return { alerts: [], next: null };
  });
  for (let reader = 0; reader < 60; reader++) await (await fetch(url)).text();
  expect(errors).toEqual(['live']);
  isAway = false;
  const answer = await fetch(url);
  const first = await answer.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toContain('event: hello');
});

test('the store is asked once at a time, whoever leaves and comes meanwhile', () => {
  let asked = 0;
  const wire = () => {
    asked += 1;
    return new Promise<never>(() => {});
  };
  const ticker = createTicker({ wire }, () => {});
  for (let reader = 0; reader < 5; reader++) ticker.listen(() => {})?.();
  ticker.listen(() => {});
  expect(asked).toBe(1);
  ticker.close();
});
