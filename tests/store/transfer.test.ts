import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, migrate } from '../../src/store/db.js';
import { openDatabase } from '../../src/store/open.js';
import { backupStore, restoreStore } from '../../src/store/transfer/backup.js';
import { copyStore } from '../../src/store/transfer/copy.js';
import { loadDump } from '../../src/store/transfer/dump.js';
import { moveStore } from '../../src/store/transfer/move.js';
import { moveTrouble } from '../../src/store/transfer/place.js';
import { buildHouse, type House } from '../support/house.js';
import { type FreshDatabase, freshDatabase, hasPostgres } from '../support/postgres.js';

const here = await hasPostgres();
const NOW = new Date('2026-03-01T12:00:00Z');
const quiet = () => undefined;

/** A store with the seeds in it, and enough known names to fill pages. */
let house: House;
const servers: FreshDatabase[] = [];

beforeAll(async () => {
  house = buildHouse({ embedded: true });
  const { app } = await house.open();
  await app.drain(60_000, true);
  await app.stop();
  const source = await openHome(house.folder);
  await source.app.query(
    `insert into ww.alias select 'url:https://example.org/' || n, (select min(id) from ww.item) from generate_series(1, 900) n`,
  );
  await source.close();
});
afterAll(async () => {
  house.remove();
  for (const server of servers) await server.drop();
});

const openHome = (folder: string) =>
  openDatabase({ dataDir: join(folder, 'data'), queueClients: 0, durable: false, lowMemory: true });

const openServer = (databaseUrl: string) =>
  openDatabase({ dataDir: '/nowhere', databaseUrl, queueClients: 0 });

async function server(): Promise<string> {
  const fresh = await freshDatabase();
  servers.push(fresh);
  return fresh.url;
}

async function inventory(pool: pg.Pool) {
  const { rows } = await pool.query(
    `select (select count(*) from ww.item) as items, (select count(*) from ww.alias) as names,
            (select count(*) from ww.alert where state = 'sent') as sent, (select id from ww.installation) as id,
            (select string_agg(md5(search::text || body), '' order by id)
               from ww.item join ww.search_entry on item_id = id) as texts`,
  );
  return rows[0] as Record<string, unknown>;
}

describe.runIf(here)('a move to a server', () => {
  test('that was broken off goes on where it was, and what is there in the end is equal', async () => {
    const url = await server();
    const from = await openHome(house.folder);
    const to = await openServer(url);
    const move = { from: from.app, to: to.app, place: 'a server', now: NOW };
    let pages = 0;
    const breakOff = () => {
      if (++pages === 4) throw new Error('the network is gone');
    };
    await expect(moveStore({ ...move, progress: breakOff })).rejects.toThrow('the network is gone');
    await expect(house.open({ DATABASE_URL: url })).rejects.toThrow('this store is not complete');
    const copied = await moveStore({ ...move, progress: quiet });
    const names = copied.find(({ table }) => table === 'alias');
    expect(names?.rows).toBeGreaterThan(900);
    expect(copied.reduce((sum, { kept }) => sum + kept, 0)).toBeGreaterThan(0);
    expect(await inventory(to.app)).toEqual(await inventory(from.app));
    await to.close();
    await from.close();
  });

  test('leaves the old store alone, and the new one goes on: nothing is posted again', async () => {
    await expect(house.open()).rejects.toThrow(
      'this store was moved to a server on 2026-03-01: set DATABASE_URL',
    );
    const { app, events } = await house.open({ DATABASE_URL: servers[0]?.url ?? '' });
    await app.drain(60_000, true);
    expect(events.filter(({ event }) => event === 'alert' || event === 'item')).toEqual([]);
    expect((await app.ask({ text: 'search mandarin', page: 1 })).entries.length).toBeGreaterThan(0);
    // Numbers go on after those that were copied.
    writeFileSync(
      join(house.folder, 'new.md'),
      '---\ntitle: Tin rises in Lagos\n---\n\nTin rose on Monday.\n',
    );
    expect(await app.importPaths([join(house.folder, 'new.md')])).toMatchObject({ new: 1 });
    await app.stop();
  });

  test('finds a page that has changed since it was copied, and copies it again', async () => {
    const [from, to] = [await openHome(house.folder), await openServer(servers[0]?.url ?? '')];
    await to.app.query(`update ww.item set title = 'changed' where id = (select min(id) from ww.item)`);
    await to.app.query(`delete from ww.alias where key like 'url:https://example.org/5%'`);
    await copyStore(from.app, to.app, quiet);
    expect(await inventory(to.app)).toEqual(await inventory(from.app));
    await Promise.all([from.close(), to.close()]);
  });

  test('never writes into a store that is in use', async () => {
    const url = await server();
    const other = await house.open({ DATABASE_URL: url });
    await other.app.stop();
    const [from, to] = [await openHome(house.folder), await openServer(url)];
    const move = { from: from.app, to: to.app, place: 'a server', now: NOW, progress: quiet };
    await expect(moveStore(move)).rejects.toThrow('there is a store in it already');
    await Promise.all([from.close(), to.close()]);
  });
});

describe.runIf(here)('a backup', () => {
  const files = () => ({
    archive: join(house.folder, 'embedded.wwb'),
    dump: join(house.folder, 'server.wwb'),
  });

  test('of either home is one file that is whole, and never replaces another', async () => {
    const [embedded, onServer] = [await openHome(house.folder), await openServer(servers[0]?.url ?? '')];
    const dataDir = join(house.folder, 'data');
    await backupStore(embedded, dataDir, files().archive);
    await backupStore(onServer, dataDir, files().dump);
    await expect(backupStore(embedded, dataDir, files().dump)).rejects.toThrow('exists already');
    await Promise.all([embedded.close(), onServer.close()]);
    expect(readdirSync(house.folder).filter((name) => name.includes('part'))).toEqual([]);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('backup'))).toEqual([]);
  });

  test.each(['archive', 'dump'] as const)('as %s fills either home', async (kind) => {
    const before = await openHome(house.folder);
    const wanted = await inventory(before.app);
    await before.close();
    const file = files()[kind];
    const folder = join(house.folder, kind);
    mkdirSync(folder);
    const how = { file, lowMemory: true, now: NOW, report: quiet };
    await restoreStore({ ...how, dataDir: join(folder, 'data'), databaseUrl: null });
    const embedded = await openHome(folder);
    expect(await inventory(embedded.app)).toEqual(wanted);
    await embedded.close();
    await expect(restoreStore({ ...how, dataDir: join(folder, 'data'), databaseUrl: null })).rejects.toThrow(
      'already',
    );

    const url = await server();
    await restoreStore({ ...how, dataDir: join(folder, 'data'), databaseUrl: url });
    const onServer = await openServer(url);
    expect(await inventory(onServer.app)).toEqual(wanted);
    await onServer.close();
  });

  test('is not complete in a store before what waits in it is in doubt', async () => {
    const folder = join(house.folder, 'filled');
    mkdirSync(folder);
    const target = await openHome(folder);
    await loadDump(target.app, files().dump, NOW);
    expect(await moveTrouble(connect(target.app))).toContain('this store is not complete');
    await target.close();
  });

  test('that is cut short or is something else fills nothing', async () => {
    const folder = join(house.folder, 'cut');
    mkdirSync(folder);
    const file = join(folder, 'x.wwb');
    writeFileSync(file, 'nothing of ours');
    const how = {
      file,
      dataDir: join(folder, 'data'),
      databaseUrl: null,
      lowMemory: true,
      now: NOW,
      report: quiet,
    };
    await expect(restoreStore(how)).rejects.toThrow('is no backup of Wirewatch, or is damaged');
    await expect(restoreStore({ ...how, file: join(folder, 'y') })).rejects.toThrow('there is no file');
  });
});

test('a store that a newer program has written is left alone, with a sentence that says what to do', async () => {
  const database = await openHome(house.folder);
  await database.app.query(`insert into ww.kysely_migration (name, timestamp) values ('9999_later', 'now')`);
  await expect(migrate(connect(database.app))).rejects.toThrow(
    'this store was written by a newer Wirewatch: update the program, the data is untouched',
  );
  await database.app.query(`delete from ww.kysely_migration where name = '9999_later'`);
  await database.close();
});
