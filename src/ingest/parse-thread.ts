import { parentPort } from 'node:worker_threads';
import { parseFeedBytes } from './parse-text.js';

/** What the parser sends, one at a time; answered by a `ParseResult`. */
export interface ParseTask {
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  readonly url: string;
}

parentPort?.on('message', (task: ParseTask) => {
  void parseFeedBytes(task.bytes, task.contentType, task.url).then(
    (result) => parentPort?.postMessage(result),
    (error: unknown) =>
      parentPort?.postMessage({ kind: 'failed', reason: `the parser broke: ${String(error).slice(0, 200)}` }),
  );
});
