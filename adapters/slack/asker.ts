import type { Asker } from '../../src/domain/message.js';

/** What Slack says, in one shape or another, of who did something and where. */
export interface From {
  readonly user_id?: string;
  readonly user_name?: string;
  readonly channel_id?: string;
  readonly user?: string | { readonly id: string; readonly name?: string; readonly username?: string };
  readonly channel?: { readonly id: string };
}

/** Who it was. Slack has no roles. */
export function askerOf(account: string, from: From): Asker {
  const user = typeof from.user === 'string' ? { id: from.user } : from.user;
  const id = from.user_id ?? user?.id ?? '';
  const name = from.user_name ?? (user && 'name' in user ? (user.name ?? user.username) : undefined) ?? id;
  return { account, user: id, name, channel: from.channel_id ?? from.channel?.id ?? null, roles: [] };
}
