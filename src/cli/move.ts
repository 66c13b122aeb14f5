import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { alone } from './alone.js';
import { type Command, count, Failure, named, say, tell, usage } from './command.js';
import { mustLoad, openLog } from './settings.js';

/** So many rows between two lines that say how far it is. */
const TELL_ROWS = 25_000;

export const move: Command = {
  name: 'move',
  usage: 'move --to <postgres://…> | --stay',
  summary: 'copies the embedded store to an empty database on a Postgres server and goes on there',
  description: [
    'Stop Wirewatch first. Every table is copied page by page and in the end compared with its copy, row for row by',
    'checksums. Broken off, it goes on where it was when it is started again. Afterwards the embedded store stays as it',
    'is and refuses to be worked on; set DATABASE_URL and start. Jobs are not copied: what is due is found in the store.',
  ].join('\n'),
  options: { to: { type: 'string' }, stay: { type: 'boolean' } },
  help: {
    '--to <url>': 'the database, as DATABASE_URL takes it; a password may be left to PGPASSWORD instead',
    '--stay': 'works on in the data directory all the same, after a move that is not wanted',
  },
  async run(flags, args) {
    const to = named(flags, 'to');
    if (args.length > 0 || (to === undefined) === (flags['stay'] !== true))
      throw usage('move where? Give --to postgres://…');
    const { config } = await mustLoad(flags);
    if (config.databaseUrl !== null)
      throw new Failure(
        'the store is on a server already: unset DATABASE_URL to move the one in the data directory',
        2,
      );
    if (!existsSync(join(config.dataDir, 'pg')))
      throw new Failure(`there is no store in ${config.dataDir}: set DATABASE_URL and start`);
    return alone(config, () => (to === undefined ? stay(config) : moveTo(config, to)));
  },
};

async function moveTo(config: Config, url: string): Promise<number> {
  const { openDatabase } = await import('../store/open.js');
  const { serverName } = await import('../store/server-failure.js');
  const { moveStore } = await import('../store/transfer/move.js');
  const place = serverName(url);
  const from = await openDatabase(embedded(config));
  try {
    const to = await openDatabase({ ...embedded(config), databaseUrl: url });
    try {
      let told = 0;
      let rows = 0;
      const progress = (table: string, done: number) => {
        if (done - told < TELL_ROWS && done >= told) return;
        told = done;
        tell(`${table}: ${done} rows`);
      };
      const copied = await moveStore({ from: from.app, to: to.app, place, now: new Date(), progress });
      for (const { table, rows: found, sum, kept } of copied) {
        rows += found;
        const earlier = kept === 0 ? '' : `, ${kept} of them copied before`;
        say(`${table.padEnd(14)} ${count(found, 'row')}${earlier}, checksum ${sum.toString(16)}`);
      }
      return say(
        `${count(rows, 'row')} compared and equal. Now set DATABASE_URL to ${place} (with its password) and start.`,
      );
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

async function stay(config: Config): Promise<number> {
  const { openDatabase } = await import('../store/open.js');
  const { connect, migrate } = await import('../store/db.js');
  const { leaveFor, movedTo } = await import('../store/transfer/place.js');
  const database = await openDatabase(embedded(config));
  try {
    const db = connect(database.app);
    await migrate(db);
    const place = await movedTo(db);
    if (place === null) return say('this store was not moved');
    await leaveFor(db, null, new Date());
    return say(
      `this store is worked on again. What ${place} has posted is not known here: let only one of them run`,
    );
  } finally {
    await database.close();
  }
}

function embedded(config: Config) {
  const log = openLog(config, true);
  return {
    dataDir: config.dataDir,
    lowMemory: config.lowMemory,
    queueClients: 0,
    report: (line: string) => log.warn(line),
  };
}
