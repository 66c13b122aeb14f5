import type { webApi } from '@slack/bolt';
import { DIRECT } from '../../src/lookup/inbox.js';

/** Gives the id of a channel by its id or name; null when the bot sees no such channel. Throws what the API call throws. */
export type FindChannel = (channel: string) => Promise<string | null>;

type OpenClient = () => Promise<webApi.WebClient>;

export function channelDirectory(client: OpenClient, now: () => Date): FindChannel {
  const openDirect = directMessages(client);
  const findNamed = channelNames(client, now);
  return async (channel) => {
    if (CHANNEL_ID.test(channel)) return channel;
    const [, user] = DIRECT.exec(channel) ?? [];
    return user === undefined ? findNamed(channel.replace(/^#/, '').toLowerCase()) : openDirect(user);
  };
}

/** Somebody's direct messages, opened once. */
function directMessages(client: OpenClient): FindChannel {
  const opened = new Map<string, string>();
  return async (user) => {
    const known = opened.get(user);
    if (known !== undefined) return known;
    const { channel } = await (await client()).conversations.open({ users: user });
    if (channel?.id) opened.set(user, channel.id);
    return channel?.id ?? null;
  };
}

/**
 * Channel names of one workspace. The list is read at the first name that is not known, in one go for all
 * destinations; a name that is still missing is looked for again, at most every half minute.
 */
function channelNames(client: OpenClient, now: () => Date): FindChannel {
  let names: Promise<ReadonlyMap<string, string>> | null = null;
  let listedAt = 0;
  return async (name) => {
    const id = (await names?.catch(() => null))?.get(name);
    if (id) return id;
    if (!names || now().getTime() - listedAt >= LIST_EVERY_MS) {
      names = listChannels(client);
      listedAt = now().getTime();
      names.catch(() => {
        names = null;
      });
    }
    return (await names).get(name) ?? null;
  };
}

const CHANNEL_ID = /^[CDG][A-Z0-9]{6,}$/;
const LIST_EVERY_MS = 30_000;
const PAGE = 200;
const MAX_PAGES = 100;

async function listChannels(client: OpenClient): Promise<ReadonlyMap<string, string>> {
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
