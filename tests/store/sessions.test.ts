import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homes, type TestDatabase } from '../support/embedded.js';
import { until } from '../support/until.js';

describe.each(await homes())('clients of a database on the $name home', ({ open }) => {
  let database: TestDatabase;
  let app: pg.Pool;
  beforeAll(async () => {
    database = await open();
    app = database.db.app;
    await app.query(
      'CREATE TABLE note (id bigint PRIMARY KEY, text text NOT NULL, CONSTRAINT note_text UNIQUE (text))',
    );
  });
  afterAll(() => database.drop());

  it('see nothing of a transaction of another client until it commits', async () => {
    const writer = await app.connect();
    await writer.query('BEGIN');
    await writer.query("INSERT INTO note VALUES (1, 'uncommitted')");
    // On the embedded home the reader waits for the writer's turn to end; on a server it sees the old state.
    const read = app.query('SELECT count(*) AS count FROM note');
    await writer.query('ROLLBACK');
    writer.release();
    expect((await read).rows).toEqual([{ count: 0 }]);
  });

  it('keep the statements of their transactions together', async () => {
    await app.query('CREATE TABLE counter AS SELECT 0 AS value');
    const increment = async (): Promise<void> => {
      const client = await app.connect();
      try {
        await client.query('BEGIN');
        const { rows } = await client.query<{ value: number }>('SELECT value FROM counter FOR UPDATE');
        await client.query('UPDATE counter SET value = $1', [(rows[0]?.value ?? 0) + 1]);
        await client.query('COMMIT');
      } finally {
        client.release();
      }
    };
    await Promise.all(Array.from({ length: 30 }, increment));
    expect((await app.query('SELECT value FROM counter')).rows).toEqual([{ value: 30 }]);
  });

  it('get the answers to their own questions, 300 at a time', async () => {
    const questions = Array.from({ length: 300 }, (_, index) => index);
    const answers = await Promise.all(
      questions.map((index) =>
        app.query('SELECT $1::int * 2 AS double, $2::text AS text', [index, `é${index}`]),
      ),
    );
    expect(answers.map(({ rows }) => rows[0])).toEqual(
      questions.map((index) => ({ double: index * 2, text: `é${index}` })),
    );
  });

  it('hear what other clients notify, from the commit on', async () => {
    const [listener, sender] = [await app.connect(), await database.db.queue.connect()];
    const heard: (string | undefined)[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload));
    await listener.query('-- as BullMQ writes it\nLISTEN "Some channel"');
    await sender.query('BEGIN');
    await sender.query(`NOTIFY "Some channel", 'rolled back'`);
    await sender.query('ROLLBACK');
    await sender.query(`SELECT pg_notify('Some channel', $1)`, ['committed']);
    await until(() => heard.length > 0, 'the notification');
    await listener.query('UNLISTEN "Some channel"');
    await sender.query(`NOTIFY "Some channel", 'too late'`);
    await listener.query('SELECT 1');
    expect(heard).toEqual(['committed']);
    listener.release(true);
    sender.release(true);
  });

  it('do not see the settings of others', async () => {
    const [first, second] = [await app.connect(), await app.connect()];
    await first.query("SET work_mem = '5MB'");
    const shown = async (client: pg.PoolClient): Promise<unknown> =>
      (await client.query('SHOW work_mem')).rows[0];
    expect(await shown(second)).toEqual({ work_mem: '4MB' });
    first.release(true);
    second.release();
  });

  it('are told what went wrong as a server tells it', async () => {
    await app.query("INSERT INTO note VALUES (2, 'twice')");
    const failure = (sql: string): Promise<unknown> => app.query(sql).catch((error: unknown) => error);
    const duplicate = await failure("INSERT INTO note VALUES (3, 'twice')");
    expect(duplicate).toBeInstanceOf(pg.DatabaseError);
    expect(duplicate).toMatchObject({ code: '23505', constraint: 'note_text', schema: 'ww', table: 'note' });
    expect(await failure('INSERT INTO note VALUES (4, NULL)')).toMatchObject({
      code: '23502',
      column: 'text',
    });
    expect(await failure('SELEC 1')).toMatchObject({ code: '42601' });
    expect(await failure('SELECT * FROM missing')).toMatchObject({ code: '42P01' });
  });

  it('go on in a transaction after rolling back to a savepoint', async () => {
    const client = await app.connect();
    await client.query('BEGIN');
    await client.query("INSERT INTO note VALUES (10, 'kept')");
    await client.query('SAVEPOINT here');
    await expect(client.query("INSERT INTO note VALUES (10, 'again')")).rejects.toMatchObject({
      code: '23505',
    });
    await client.query('ROLLBACK TO here');
    await client.query('COMMIT');
    client.release();
    expect((await app.query('SELECT text FROM note WHERE id = 10')).rows).toEqual([{ text: 'kept' }]);
  });

  it('lose their transaction when they go away in the middle of it', async () => {
    const client = await app.connect();
    await client.query('BEGIN');
    await client.query("INSERT INTO note VALUES (20, 'lost')");
    client.release(true);
    await app.query("INSERT INTO note VALUES (20, 'mine') ON CONFLICT (id) DO UPDATE SET text = 'mine'");
    expect((await app.query('SELECT text FROM note WHERE id = 20')).rows).toEqual([{ text: 'mine' }]);
  });

  it('read the same types on both homes', async () => {
    const { rows } = await app.query(
      `SELECT count(*) AS count, 9007199254740993::bigint AS large, ARRAY[1::bigint, NULL, 3] AS ids, date '2026-02-28' AS day,
              timestamptz '2026-02-28 12:00:00+02' AS at, '{"a":[1]}'::jsonb AS json, true AS flag, 1.5::float8 AS share,
              ARRAY['a', NULL] AS words, '\\x00ff'::bytea AS bytes, current_setting('TimeZone') AS zone FROM (VALUES (1)) AS t`,
    );
    expect(rows[0]).toEqual({
      count: 1,
      large: '9007199254740993',
      ids: [1, null, 3],
      day: '2026-02-28',
      at: new Date('2026-02-28T10:00:00Z'),
      json: { a: [1] },
      flag: true,
      share: 1.5,
      words: ['a', null],
      bytes: Buffer.from([0, 255]),
      zone: 'UTC',
    });
  });

  it('sort and fold letters alike on both homes', async () => {
    const { rows } = await app.query(
      "SELECT string_agg(word, ' ' ORDER BY word) AS sorted, string_agg(lower(word), ' ' ORDER BY word) AS lower FROM unnest($1::text[]) AS word",
      [['Zebra', 'apple', 'Éclair', 'ärger', 'Øl', 'Ялта', '東京', '_x']],
    );
    expect(rows[0]).toEqual({
      sorted: 'Zebra _x apple Éclair Øl ärger Ялта 東京',
      lower: 'zebra _x apple éclair øl ärger ялта 東京',
    });
  });
});
