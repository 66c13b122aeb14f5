import { type ChildProcess, fork } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openEmbeddedForTest } from '../support/embedded.js';

/** Starts a process that writes rows and says which are acknowledged; kills it after `count` of them. */
async function writeUntilKilled(dataDir: string, count: number): Promise<number[]> {
  const writer: ChildProcess = fork(path.join(import.meta.dirname, 'durability-child.ts'), [dataDir], {
    execArgv: ['--import', 'tsx'],
  });
  const acknowledged: number[] = [];
  await new Promise<void>((resolve, reject) => {
    writer.on('message', (id: number) => {
      acknowledged.push(id);
      if (acknowledged.length === count) writer.kill('SIGKILL');
    });
    writer.once('exit', (code, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error(`it ended with ${code}`)),
    );
  });
  return acknowledged;
}

it('every row that was acknowledged is there after kill -9, twice over', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-durability-'));
  onTestFinished(() => fs.rmSync(dataDir, { recursive: true, force: true }));
  const first = await writeUntilKilled(dataDir, 100);
  const second = await writeUntilKilled(dataDir, 40);

  const { db, drop } = await openEmbeddedForTest({ dataDir, durable: true });
  onTestFinished(drop);
  const { rows } = await db.app.query<{ id: number }>(
    'SELECT id FROM row WHERE text = md5(id::text) ORDER BY id',
  );
  const kept = new Set(rows.map(({ id }) => id));
  expect([...first, ...second].filter((id) => !kept.has(id))).toEqual([]);
  expect(kept.size).toBeGreaterThanOrEqual(140);
});
