import type { Messenger } from '../../src/deliver/messenger.js';
import type { Outcome } from '../../src/domain/alert.js';
import type { Message } from '../../src/domain/message.js';
import type { Post } from '../account.js';
import { answerOf, findingOf } from './find.js';
import { failureOf } from './outcome.js';
import { render } from './render.js';
import { signed } from './sign.js';

/** What the messengers of one account share. */
export interface Sender {
  readonly post: Post;
  readonly secret: string;
  readonly now: () => Date;
}

/** A receiver is not overrun. */
const REST_MS = 200;

/** Posts signed JSON to one URL. A message's `ref` is what the receiver calls it, or its id. */
export function webhookMessenger({ post, secret, now }: Sender, url: string): Messenger {
  const call = (content: object) => {
    const body = JSON.stringify({ version: 1, ...content });
    return post(url, body, signed(secret, body, now()), now());
  };
  const tell = async (asked: Asked, content: Message): Promise<Outcome> => {
    const posted = await call({ ...asked, message: render(content) });
    const isTaken = posted.kind === 'answered' && posted.status >= 200 && posted.status < 300;
    if (!isTaken) return failureOf(posted, asked.action === 'update' ? 'update' : 'send', now());
    return { kind: 'sent', ref: asked.ref ?? answerOf(posted.body).ref ?? asked.id, restMs: REST_MS };
  };
  return {
    send: (message, id) => tell({ action: 'send', id }, message),
    update: (ref, message, id) => tell({ action: 'update', id, ref }, message),
    reply: (under, message, id) => tell({ action: 'reply', id, under }, message),
    find: async (id, attempts) => findingOf(await call({ action: 'find', id }), id, attempts),
  };
}

interface Asked {
  readonly action: 'send' | 'update' | 'reply';
  readonly id: string;
  /** Of the message that is changed. */
  readonly ref?: string;
  /** Of the message that it answers. */
  readonly under?: string;
}
