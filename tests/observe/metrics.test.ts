import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics, METRICS } from '../../src/observe/metrics.js';
import { probeRoutes } from '../../src/web/probes.js';
import { buildHouse, type House, type Opened } from '../support/house.js';

const read = (file: string) => readFileSync(`config/monitoring/${file}`, 'utf8');
const OWN = Object.keys(METRICS).sort();
/** What a histogram adds to its name. */
const SERIES = new Set(OWN.flatMap((name) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]));

describe('the names of metrics', () => {
  test('in the page are those of the code', () => {
    const listed = [...read('README.md').matchAll(/^\| `(wirewatch_\w+)` \|/gm)].map(
      (found) => found[1] ?? '',
    );
    expect(listed.sort()).toEqual(OWN);
  });

  test.each(['alerts.yaml', 'grafana.json'])('in %s are all known', (file) => {
    const used = [...read(file).matchAll(/\bwirewatch_\w+/g)].map((found) => found[0]);
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((name) => !SERIES.has(name))).toEqual([]);
  });

  test('and the files that use them are well-formed', () => {
    const { groups } = parse(read('alerts.yaml')) as {
      groups: { rules: { alert: string; expr: string }[] }[];
    };
    expect(groups.flatMap(({ rules }) => rules).every(({ alert, expr }) => alert && expr)).toBe(true);
    expect((JSON.parse(read('grafana.json')) as { panels: unknown[] }).panels).toHaveLength(12);
  });
});

describe('figures', () => {
  const at = new Date('2026-03-01T12:10:00Z');
  const sample = async () => ({
    queue: { poll: 3 },
    store: {
      alerts: { pending: 2 },
      itemsWaiting: 4,
      storiesWaiting: 5,
      overdueSeconds: 6,
      feedsFailing: 7,
    },
  });

  test('tell of deliveries, of the patience asked for, and how late a post is', async () => {
    const metrics = createMetrics(sample, () => at);
    const passed: string[] = [];
    const report = metrics.report((event) => passed.push(event.event));
    const sent = {
      event: 'delivery',
      alert: 'a',
      story: 1,
      items: [1],
      destination: 'desk',
      action: 'send',
      outcome: 'sent',
      until: null,
      published: '2026-03-01T12:00:00.000Z',
    } as const;
    report(sent);
    report({ ...sent, outcome: 'wait', until: '2026-03-01T12:10:30.000Z' });
    const { body } = await metrics.text();
    expect(passed).toEqual(['delivery', 'delivery']);
    expect(body).toContain('wirewatch_post_lag_seconds_sum{destination="desk"} 600');
    expect(body).toContain('wirewatch_rate_limit_wait_seconds_total{destination="desk"} 30');
    expect(body).toContain('wirewatch_deliveries_total{destination="desk",action="send",outcome="wait"} 1');
    expect(body).toContain('wirewatch_queue_jobs{kind="poll"} 3');
    expect(body).toContain('wirewatch_alerts{state="pending"} 2');
  });

  test('of a store or a queue that does not answer are not those of before, and all others are there', async () => {
    let answers: Awaited<ReturnType<typeof sample>> | { queue: null; store: null } = await sample();
    const metrics = createMetrics(
      async () => answers,
      () => at,
    );
    metrics.parsed('strict');
    const values = async () =>
      Object.fromEntries(
        [...(await metrics.text()).body.matchAll(/^(wirewatch_\S+) (\S+)$/gm)].map(([, name, n]) => [
          name,
          n,
        ]),
      );
    expect(await values()).toMatchObject({
      wirewatch_store_up: '1',
      wirewatch_queue_up: '1',
      wirewatch_items_waiting: '4',
      'wirewatch_alerts{state="pending"}': '2',
    });
    answers = { queue: null, store: null };
    const left = await values();
    expect(left).toMatchObject({
      wirewatch_store_up: '0',
      wirewatch_queue_up: '0',
      'wirewatch_parses_total{reader="strict"}': '1',
    });
    expect(
      Object.keys(left).filter((name) => /waiting|alerts|queue_jobs|overdue|failing/.test(name)),
    ).toEqual([]);
  });

  test('are shown to whoever may see them', async () => {
    const parts = {
      trouble: async () => 'the queue does not answer',
      metrics: async () => ({ type: 'text/plain', body: 'figures' }),
      onError: () => undefined,
    };
    const ask = async (viewers: Parameters<typeof probeRoutes>[1], authorization = '') =>
      (await probeRoutes(parts, viewers).request('/metrics', { headers: { authorization } })).status;
    expect(await ask('anybody')).toBe(200);
    expect(await ask('nobody', 'Bearer x')).toBe(401);
    expect(await ask({ token: 'a long token' }, 'Bearer a long token')).toBe(200);
    expect(await ask({ token: 'a long token' })).toBe(401);
    const ready = await probeRoutes(parts, 'nobody').request('/readyz');
    expect([ready.status, await ready.text()]).toEqual([503, 'the queue does not answer']);
  });
});

describe('a running program', () => {
  let house: House;
  let opened: Opened;
  beforeAll(async () => {
    house = buildHouse({ env: { WIREWATCH_PROBES: '127.0.0.1:0' } });
    opened = await house.open();
    await opened.app.start();
    await opened.app.drain(60_000, true);
  });
  afterAll(async () => {
    await opened.app.stop();
    house.remove();
  });
  const get = async (path: string) => fetch(`http://127.0.0.1:${opened.app.probesPort()}${path}`);

  test('says how it is on its own port, with every figure of its own', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect(await (await get('/readyz')).text()).toBe('ready');
    const body = await (await get('/metrics')).text();
    for (const name of OWN) expect(body).toContain(`# TYPE ${name} `);
    expect(body).toContain('wirewatch_polls_total{outcome="fresh"} 1');
    expect(body).toContain('wirewatch_items_total{change="new"} 5');
    expect(body).toMatch(/wirewatch_job_seconds_count\{kind="deliver",outcome="done"\} [1-9]/);
    expect(body).toContain('process_resident_memory_bytes');
  });

  test('tells with each delivery the numbers that its articles have had since they were polled', () => {
    const polled = opened.events.flatMap((event) => (event.event === 'item' ? [event.item] : []));
    const delivered = opened.events.flatMap((event) => (event.event === 'delivery' ? event.items : []));
    expect(delivered.length).toBeGreaterThan(0);
    expect(delivered.filter((id) => !polled.includes(id))).toEqual([]);
  });
});
