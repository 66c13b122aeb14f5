import { parentPort } from 'node:worker_threads';
import { extractPage, type PageResult } from './extract-page.js';
import { type ParseTask, READY } from './parse-task.js';

parentPort?.on('message', (task: ParseTask) => {
  parentPort?.postMessage(read(task));
});

parentPort?.postMessage(READY);

/** Readability and the tree under it throw on pages that nobody thought of. */
function read({ bytes, contentType }: ParseTask): PageResult {
  try {
    return extractPage(bytes, contentType);
  } catch (error) {
    return { kind: 'failed', reason: `the page broke its reader: ${String(error).slice(0, 200)}` };
  }
}
