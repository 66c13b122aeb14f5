import { expect, test } from 'vitest';
import { buildHouse } from '../support/house.js';
import { freshDatabase, hasPostgres } from '../support/postgres.js';
import { type Proxy, startProxy } from '../support/proxy.js';
import { freshRedises } from '../support/redis.js';
import { until } from '../support/until.js';

const [redis] = await freshRedises();
const here = (await hasPostgres()) && redis !== undefined;

test.runIf(here)(
  'the store and Redis go away and come back: a line each, without a stack, and the work goes on',
  async () => {
    const { url, drop } = await freshDatabase();
    const [postgres, queue] = await Promise.all([startProxy(url), startProxy(redis?.url ?? '')]);
    const proxies: Proxy[] = [postgres, queue];
    const house = buildHouse({ env: { DATABASE_URL: postgres.url, REDIS_URL: queue.url } });
    const { app, log, events } = await house.open();
    await app.start();
    const alerts = () => events.filter((event) => event.event === 'alert');
    await until(() => alerts().length === 5, 'the alerts');
    await Promise.all(proxies.map((proxy) => proxy.cut()));
    await until(() => log().includes('the store is away') && log().includes('Redis is away'), 'the outages');
    await Promise.all(proxies.map((proxy) => proxy.mend()));
    await until(() => log().includes('the store is back') && log().includes('Redis is back'), 'their end');
    const polled = events.length;
    await app.pollNow('seeds');
    await until(() => events.length > polled, 'another poll');
    await app.stop();
    for (const told of ['the store is away', 'the store is back', 'Redis is away', 'Redis is back'])
      expect(log().split(told)).toHaveLength(2);
    expect(log()).not.toContain('\n    at ');
    await Promise.all(proxies.map((proxy) => proxy.close()));
    house.remove();
    await drop();
  },
  120_000,
);
