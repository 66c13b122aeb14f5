import { ChannelType, Routes } from 'discord.js';
import type { Client } from './client.js';
import { listOf } from './json.js';
import { type Failure, refused } from './outcome.js';

export type Place = { readonly kind: 'place'; readonly id: string } | Failure;

/** Finds a channel given by id, or by name within `guild`. */
export async function resolveChannel(
  client: Client,
  named: string,
  guild: string | undefined,
  signal: AbortSignal,
): Promise<Place> {
  if (isSnowflake(named)) return { kind: 'place', id: named };
  const name = named.replace(/^#/, '').trim();
  if (guild === undefined) {
    return refused(`channel “${name}” is given by name: give its id, or set guild to the id of its server`);
  }
  const reply = await client.call('get', Routes.guildChannels(guild), { signal });
  if (reply.kind !== 'ok') return reply;
  const ids = listOf(reply.body).flatMap((channel) =>
    channel.name === name && isPostable(channel.type) && typeof channel.id === 'string' ? [channel.id] : [],
  );
  const [id, other] = ids;
  if (id === undefined)
    return refused(`no text channel is named “${name}” in server ${guild}: correct its name`);
  if (other !== undefined) return refused(`several channels are named “${name}”: give the id of one of them`);
  return { kind: 'place', id };
}

function isSnowflake(text: string): boolean {
  return /^\d{17,20}$/.test(text);
}

function isPostable(type: unknown): boolean {
  return type === ChannelType.GuildText || type === ChannelType.GuildAnnouncement;
}
