import { openDatabase } from '../../src/store/open.js';

/** Writes rows into the database under argv[2], three at a time, until it is killed; tells its parent each commit. */
const { app } = await openDatabase({ dataDir: process.argv[2] ?? '', queueClients: 0, lowMemory: true });
await app.query(
  'CREATE TABLE IF NOT EXISTS row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text)',
);

async function write(): Promise<never> {
  for (;;) {
    const client = await app.connect();
    await client.query('BEGIN');
    const { rows } = await client.query<{ id: number }>('INSERT INTO row (text) VALUES (NULL) RETURNING id');
    const id = rows[0]?.id;
    await client.query('UPDATE row SET text = md5(id::text) WHERE id = $1', [id]);
    await client.query('COMMIT');
    client.release();
    process.send?.(id);
  }
}

await Promise.all([write(), write(), write()]);
