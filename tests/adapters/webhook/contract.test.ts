import { expect } from 'vitest';
import { openWebhook } from '../../../adapters/webhook/index.js';
import { createPoster } from '../../../src/ingest/post.js';
import { type Fault, type NetworkStage, networkMessengerContract } from '../../contracts/messenger.js';
import { startWebhookServer, type WebhookFault } from '../../support/webhook-server.js';

networkMessengerContract('A webhook', openStage);

const SECRET = 'a-secret-that-both-have';

async function openStage(): Promise<NetworkStage> {
  const now = () => new Date('2026-06-03T10:00:00Z');
  const server = await startWebhookServer(SECRET, now);
  const poster = createPoster({ userAgent: 'Wirewatch/test', allow: [server.host] });
  const context = { now, warn: () => {}, dataDir: '/', post: poster.post };
  const account = openWebhook({ secret: SECRET }, context);
  return {
    messenger: account.messenger({ id: 'desk', account: 'hook', channel: server.url }),
    now,
    posts: async () =>
      server.posts.map(({ ref, under, message }) => ({ ref, under, text: textsOf(message).join('\n') })),
    failNextPost: (fault) => server.failNext(FAULTS[fault]),
    throttleNextPost: (retryAfter) => server.failNext({ on: 'post', status: 429, after: false, retryAfter }),
    failReads: (count) => {
      for (let n = 0; n < count; n++) server.failNext({ on: 'find', status: 503, after: false });
    },
    removePosts: () => {
      server.posts.length = 0;
    },
    shutOut: () => {
      server.status = 403;
    },
    revoke: () => {
      server.status = 401;
    },
    unplug: () => server.close(),
    secrets: [SECRET, 's3cret-path'],
    close: async () => {
      poster.close();
      await server.close();
      expect(server.violations).toEqual([]);
    },
  };
}

const FAULTS: Readonly<Record<Fault, WebhookFault>> = {
  dropBefore: { on: 'post', status: null, after: false },
  dropAfter: { on: 'post', status: null, after: true },
  errorAfter: { on: 'post', status: 500, after: true },
};

/** All texts of a message, in order. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
