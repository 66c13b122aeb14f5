import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { LATEST_SCHEMA_VERSION, runMigrations } from 'bullmq';
import pg from 'pg';
import * as tar from 'tar';
import { openEngine } from './engine.js';
import { pgliteVersion, STAMP_FILE, templatePath, type TemplateStamp } from './template.js';

/** `npm run build:template`: to be run whenever the version of PGlite or of BullMQ changes, and its result committed. */

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-template-'));
const dataDir = path.join(directory, 'pg');
try {
  await makeDatabase(dataDir);
  const stamp: TemplateStamp = { pglite: pgliteVersion(), bullmqSchema: LATEST_SCHEMA_VERSION };
  fs.writeFileSync(path.join(dataDir, STAMP_FILE), `${JSON.stringify(stamp)}\n`);
  const entries = fs.readdirSync(dataDir).filter((name) => name !== STAMP_FILE && name !== 'postmaster.pid');
  // The stamp comes first, so that reading it does not unpack the rest.
  await tar.c({ file: templatePath(), cwd: dataDir, gzip: { level: 9 }, portable: true }, [
    STAMP_FILE,
    ...entries.sort(),
  ]);
  process.stdout.write(
    `${templatePath()}: ${fs.statSync(templatePath()).size} bytes, ${JSON.stringify(stamp)}\n`,
  );
} finally {
  fs.rmSync(directory, { recursive: true, force: true });
}

async function makeDatabase(into: string): Promise<void> {
  fs.mkdirSync(into);
  const engine = await openEngine({ dataDir: into, durable: false, lowMemory: false });
  const client = new pg.Client({ stream: () => engine.stream() });
  await client.connect();
  await client.query('CREATE SCHEMA ww');
  await runMigrations(client, 'bullmq');
  // Nobody creates a second database here, and two of the three copies of the catalogue are 14 MB.
  await client.query("UPDATE pg_database SET datistemplate = false WHERE datname LIKE 'template_'");
  await client.query('DROP DATABASE template0');
  await client.query('DROP DATABASE template1');
  await client.query('VACUUM (FULL, FREEZE)');
  await client.query('CHECKPOINT');
  await client.end();
  await engine.close();
}
