import type { Account, PostContext } from '../account.js';
import { checkWebhook } from './check.js';
import { webhookMessenger } from './messenger.js';

export interface WebhookSettings {
  /** Key of the signatures; the receiver has the same. */
  readonly secret: string;
}

/** Receivers of signed JSON: a destination's channel is the URL that is posted to. Nobody asks from there. */
export function openWebhook({ secret }: WebhookSettings, { post, now }: PostContext): Account {
  return {
    messenger: ({ channel }) => webhookMessenger({ post, secret, now }, channel),
    inbox: null,
    check: async (destinations) => checkWebhook(secret, destinations),
    close: async () => {},
  };
}
