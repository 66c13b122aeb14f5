import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Queue } from 'bullmq';

/** What the board has at a path below its own, such as `/api/queues?page=1`; `base` is its own path, as the browser sees it. */
export type Board = (path: string, base: string) => Promise<Response>;

/**
 * BullMQ's own board, for looking only: jobs wake workers, and what is due stands in the store, so that to retry or
 * remove one would change nothing that lasts.
 */
export function queueBoard(queues: readonly object[]): Board {
  const adapter = new HonoAdapter(serveStatic);
  createBullBoard({
    // Their type has the backend in it, which the board asks them for.
    queues: queues.map(
      (queue) => new BullMQAdapter(queue as Queue, { readOnlyMode: true, allowRetries: false }),
    ),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Wirewatch: queues' } },
  });
  const board = adapter.registerPlugin();
  return async (path, base) => {
    const answer = await board.fetch(new Request(new URL(path, 'http://board')));
    if (!answer.headers.get('content-type')?.startsWith('text/html')) return answer;
    const page = (await answer.text())
      .replace('<base href="/" />', () => `<base href="${base}" />`)
      // No request leaves for anybody else's server: fonts are the browser's own.
      .replace(/<link href="https:[^>]*>/g, '');
    return new Response(page, {
      status: answer.status,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
  };
}
