import { resolve } from 'node:path';
import { asking } from './asking.js';
import { alone } from './alone.js';
import { type Command, say, usage } from './command.js';
import { mustLoad, openLog } from './settings.js';

export const backup: Command = {
  name: 'backup',
  usage: 'backup <file>',
  summary: 'writes all that the store holds to a new file, while everything goes on',
  description: [
    'The file is of one moment, and complete or not there. The running Wirewatch writes it where there is one. Secrets',
    'are not in it, nor is the configuration: keep config/ too.',
  ].join('\n'),
  options: {},
  help: {},
  async run(flags, args) {
    const [file] = args;
    if (file === undefined || args.length > 1) throw usage('backup to which file? Name a new one');
    return asking(flags, async (control) => {
      const { bytes } = await control.backup(resolve(file));
      return say(`${file}: ${(bytes / 1e6).toFixed(1)} MB`);
    });
  },
};

export const restore: Command = {
  name: 'restore',
  usage: 'restore <file>',
  summary: 'fills an empty store from a backup, of whichever home it was made',
  description: [
    'Into the data directory, which may have no store, or into the empty database that DATABASE_URL names. What waited',
    'to be posted is looked for in its channel before it is posted; stories that were posted after the backup was made',
    'are not known, and are posted again when their feeds still have them.',
  ].join('\n'),
  options: {},
  help: {},
  async run(flags, args) {
    const [file] = args;
    if (file === undefined || args.length > 1) throw usage('restore which file?');
    const { config } = await mustLoad(flags);
    const log = openLog(config, true);
    // Loaded late: --help needs none of it.
    const { restoreStore } = await import('../store/transfer/backup.js');
    const { dataDir, databaseUrl, lowMemory } = config;
    const report = (line: string) => log.warn(line);
    const how = { file: resolve(file), dataDir, databaseUrl, lowMemory, now: new Date(), report };
    await alone(config, () => restoreStore(how));
    return say(`restored ${databaseUrl === null ? `into ${dataDir}` : 'into the database of DATABASE_URL'}`);
  },
};
