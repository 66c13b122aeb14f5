import { ChannelFlags, ChannelType, Routes } from 'discord.js';
import { DIRECT } from '../../src/lookup/inbox.js';
import type { Client } from './client.js';
import { type Json, listOf, textAt } from './json.js';
import { type Failure, refused, uncertain } from './outcome.js';

/** Where a destination posts to; null in `forum`: a channel of text, whose messages stand in it themselves. */
export interface Place {
  readonly kind: 'place';
  readonly id: string;
  /** The server that it is in, where Discord says so. */
  readonly guild: string | null;
  /** The direct messages of one person. */
  readonly isDirect: boolean;
  readonly forum: Forum | null;
}

/** A channel that holds posts, each a thread of its own. */
export interface Forum {
  readonly tags: readonly { readonly id: string; readonly name: string }[];
  /** No post is taken without a tag. */
  readonly wantsTag: boolean;
}

/** Finds a channel given by id, by name within `guild`, or as `@` and the id of whom to write to. */
export async function resolveChannel(
  client: Client,
  named: string,
  guild: string | undefined,
  signal: AbortSignal,
): Promise<Place | Failure> {
  const [, person] = DIRECT.exec(named) ?? [];
  if (person !== undefined) return directChannel(client, person, signal);
  if (isSnowflake(named)) return channelById(client, named, signal);
  const name = named.replace(/^#/, '').trim();
  if (guild === undefined) {
    return refused(`channel “${name}” is given by name: give its id, or set guild to the id of its server`);
  }
  const reply = await client.call('get', Routes.guildChannels(guild), { signal });
  if (reply.kind !== 'ok') return reply;
  const found = listOf(reply.body).filter((channel) => channel.name === name && isPostable(channel.type));
  const [channel, other] = found;
  if (channel === undefined)
    return refused(`no text or forum channel is named “${name}” in server ${guild}: correct its name`);
  if (other !== undefined) return refused(`several channels are named “${name}”: give the id of one of them`);
  return placeOf(channel, textAt(channel, 'id') ?? '', guild);
}

/** Somebody's direct messages. Safe to repeat: there is one such channel between two. */
async function directChannel(client: Client, person: string, signal: AbortSignal): Promise<Place | Failure> {
  if (!isSnowflake(person)) return refused(`“${person}” is no id of a person in Discord`);
  const reply = await client.call('post', Routes.userChannels(), { body: { recipient_id: person }, signal });
  if (reply.kind !== 'ok') return reply;
  const id = textAt(reply.body, 'id');
  return id === null
    ? uncertain('Discord answered without a channel')
    : { kind: 'place', id, guild: null, isDirect: true, forum: null };
}

async function channelById(client: Client, id: string, signal: AbortSignal): Promise<Place | Failure> {
  const reply = await client.call('get', Routes.channel(id), { signal });
  if (reply.kind !== 'ok') return reply;
  return placeOf(reply.body, id, textAt(reply.body, 'guild_id'));
}

function placeOf(channel: unknown, id: string, guild: string | null): Place {
  const [given = {}] = listOf([channel]);
  const isDirect = given['type'] === ChannelType.DM;
  return { kind: 'place', id, guild, isDirect, forum: isForum(given['type']) ? forumOf(given) : null };
}

function forumOf(channel: Json): Forum {
  const tags = listOf(channel['available_tags']).flatMap((tag) => {
    const [id, name] = [textAt(tag, 'id'), textAt(tag, 'name')];
    // A moderated tag is for people who may manage threads.
    return id === null || name === null || tag['moderated'] === true ? [] : [{ id, name }];
  });
  return { tags, wantsTag: (Number(channel['flags'] ?? 0) & ChannelFlags.RequireTag) !== 0 };
}

function isSnowflake(text: string): boolean {
  return /^\d{17,20}$/.test(text);
}

function isPostable(type: unknown): boolean {
  return type === ChannelType.GuildText || type === ChannelType.GuildAnnouncement || isForum(type);
}

function isForum(type: unknown): boolean {
  return type === ChannelType.GuildForum || type === ChannelType.GuildMedia;
}
