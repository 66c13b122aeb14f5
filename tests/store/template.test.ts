import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { LATEST_SCHEMA_VERSION } from 'bullmq';
import * as tar from 'tar';
import { expect, it, onTestFinished } from 'vitest';
import { POSTGRES_MAJOR } from '../../src/store/embedded/open-embedded.js';
import {
  pgliteVersion,
  readStamp,
  STAMP_FILE,
  templatePath,
  unpackTemplate,
} from '../../src/store/embedded/template.js';
import { openEmbeddedForTest } from '../support/embedded.js';

function temporaryDirectory(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-template-'));
  onTestFinished(() => fs.rmSync(directory, { recursive: true, force: true }));
  return directory;
}

it('the template was made by the installed PGlite and BullMQ (else: npm run build:template)', async () => {
  expect(await readStamp(templatePath())).toEqual({
    pglite: pgliteVersion(),
    bullmqSchema: LATEST_SCHEMA_VERSION,
  });
});

it('a database made from the template is of the version that we say, and small', async () => {
  const { db, dataDir, drop } = await openEmbeddedForTest();
  onTestFinished(drop);
  const { rows } = await db.app.query("SELECT current_setting('server_version_num')::int / 10000 AS major");
  expect(rows).toEqual([{ major: Number(POSTGRES_MAJOR) }]);
  const files = fs.readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
  const bytes = files.reduce((sum, file) => sum + fs.statSync(path.join(dataDir, file)).size, 0);
  expect(bytes).toBeLessThan(16 * 1024 * 1024);
});

it('a template of another PGlite is left alone, and nothing of it stays behind', async () => {
  const directory = temporaryDirectory();
  fs.writeFileSync(path.join(directory, STAMP_FILE), '{"pglite":"0.0.1","bullmqSchema":1}');
  const archive = path.join(directory, 'old.tar.gz');
  await tar.c({ file: archive, cwd: directory, gzip: true }, [STAMP_FILE]);
  expect(await unpackTemplate(path.join(directory, 'pg'), false, archive)).toBe(false);
  expect(await unpackTemplate(path.join(directory, 'pg'), false, path.join(directory, 'none.tar.gz'))).toBe(
    false,
  );
  expect(fs.readdirSync(directory).sort()).toEqual(['old.tar.gz', STAMP_FILE]);
});

it('files of another Postgres, or of no Postgres, are refused and left as they are', async () => {
  const directory = temporaryDirectory();
  const files = path.join(directory, 'pg');
  fs.mkdirSync(files);
  fs.writeFileSync(path.join(files, 'precious'), 'yes');
  await expect(openEmbeddedForTest({ dataDir: directory })).rejects.toMatchObject({ fault: 'failed' });
  fs.writeFileSync(path.join(files, 'PG_VERSION'), '17\n');
  await expect(openEmbeddedForTest({ dataDir: directory })).rejects.toMatchObject({ fault: 'other-version' });
  expect(fs.readdirSync(files).sort()).toEqual(['PG_VERSION', 'precious']);
});
