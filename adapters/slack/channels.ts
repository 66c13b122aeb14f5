import type { webApi } from '@slack/bolt';
import { DIRECT } from '../../src/lookup/inbox.js';

/** Gives the id of a channel by its id or name; null when the bot sees no such channel. Throws what the API call throws. */
export type FindChannel = (channel: string) => Promise<string | null>;

/**
 * Channel names of one workspace. The list is read at the first name that is not known, in one go for all
 * destinations; a name that is still missing is looked for again, at most every half minute.
 */
export function channelDirectory(client: () => Promise<webApi.WebClient>, now: () => Date): FindChannel {
  let known: Promise<ReadonlyMap<string, string>> | null = null;
  let listedAt = 0;
  const direct = new Map<string, string>();
  const open = async (user: string) => {
    const known = direct.get(user);
    if (known !== undefined) return known;
    const { channel: opened } = await (await client()).conversations.open({ users: user });
    if (opened?.id) direct.set(user, opened.id);
    return opened?.id;
  };
  return async (channel) => {
    if (CHANNEL_ID.test(channel)) return channel;
    const [, user] = DIRECT.exec(channel) ?? [];
    if (user !== undefined) return (await open(user)) ?? null;
    const name = channel.replace(/^#/, '').toLowerCase();
    const id = known && (await known.catch(() => null))?.get(name);
    if (id) return id;
    if (!known || now().getTime() - listedAt >= LIST_EVERY_MS) {
      known = listChannels(client);
      listedAt = now().getTime();
      known.catch(() => {
        known = null;
      });
    }
    return (await known).get(name) ?? null;
  };
}

const CHANNEL_ID = /^[CDG][A-Z0-9]{6,}$/;
const LIST_EVERY_MS = 30_000;
const PAGE = 200;
const MAX_PAGES = 100;

async function listChannels(client: () => Promise<webApi.WebClient>): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const list = await (await client()).conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: PAGE,
      cursor,
    });
    for (const { id, name } of list.channels ?? []) if (id && name) names.set(name, id);
    cursor = list.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) break;
  }
  return names;
}
