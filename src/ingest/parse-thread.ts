import { parentPort } from 'node:worker_threads';
import { type ParseTask, READY } from './parse-task.js';
import { parseFeedBytes } from './parse-text.js';

parentPort?.on('message', (task: ParseTask) => {
  void parseFeedBytes(task.bytes, task.contentType, task.url).then(
    (result) => parentPort?.postMessage(result),
    (error: unknown) =>
      parentPort?.postMessage({ kind: 'failed', reason: `the parser broke: ${String(error).slice(0, 200)}` }),
  );
});

parentPort?.postMessage(READY);
