import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homes, type TestDatabase } from '../support/embedded.js';

describe.each(await homes())('a database on the $name home', ({ name, open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.drop());

  it('says which home it is', () => {
    expect(database.db.kind).toBe(name);
  });

  it('has both schemas, and each pool its own', async () => {
    const path = async (pool: 'app' | 'queue'): Promise<unknown> =>
      (await database.db[pool].query('SELECT current_schema() AS schema')).rows[0];
    expect(await path('app')).toEqual({ schema: 'ww' });
    expect(await path('queue')).toEqual({ schema: 'bullmq' });
  });
});
