import { parentPort } from 'node:worker_threads';
import { type ParseTask, READY } from '../../src/ingest/parse-task.js';

let count = 0;

/** A parser thread that does what the address tells it to. */
parentPort?.on('message', ({ url }: ParseTask) => {
  if (url.endsWith('stuck')) for (;;);
  if (url.endsWith('throw')) throw new Error('a bug');
  if (url.endsWith('exit')) process.exit(3);
  if (url.endsWith('memory')) fill();
  count += 1;
  parentPort?.postMessage({ kind: 'not-a-feed', reason: url.endsWith('count') ? `${count}` : url });
});

parentPort?.postMessage(READY);

function fill(): void {
  const held: number[][] = [];
  for (;;) held.push(Array.from({ length: 10_000 }, (_, index) => index + held.length));
}
