import { PermissionFlagsBits, Routes } from 'discord.js';
import type { Destination } from '../../src/domain/destination.js';
import type { Checked } from '../account.js';
import { checkClock } from '../check-clock.js';
import { type Forum, resolveChannel } from './channels.js';
import { type Client, deadline } from './client.js';
import { isState } from './forum.js';
import { type Json, isJson, listOf, textAt } from './json.js';
import { baseUrl, type DiscordSettings } from './settings.js';

/** What the bot has to be allowed in a channel, as Discord shows it to people. */
const NEEDED: readonly (readonly [name: string, bit: bigint])[] = [
  ['View Channel', PermissionFlagsBits.ViewChannel],
  ['Send Messages', PermissionFlagsBits.SendMessages],
  ['Embed Links', PermissionFlagsBits.EmbedLinks],
  ['Attach Files', PermissionFlagsBits.AttachFiles],
  ['Read Message History', PermissionFlagsBits.ReadMessageHistory],
  ['Create Public Threads', PermissionFlagsBits.CreatePublicThreads],
  ['Send Messages in Threads', PermissionFlagsBits.SendMessagesInThreads],
];

/** The number that an invitation asks for: all of these. */
export const PERMISSIONS = NEEDED.reduce((sum, [, bit]) => sum | bit, 0n);

/** Looks at the token, the server and each channel; posts nothing. */
export async function checkDiscord(
  client: Client,
  settings: DiscordSettings,
  destinations: readonly Destination[],
  now: () => Date,
): Promise<Checked[]> {
  const me = await client.call('get', Routes.user(), { signal: deadline() });
  if (me.kind !== 'ok') return [{ what: 'bot token', todo: me.reason }];
  const bot = textAt(me.body, 'id') ?? '';
  const token: Checked = {
    what: `bot token of ${textAt(me.body, 'username') ?? 'a bot'}`,
    todo: null,
  };
  const invite = await inviteLink(client, bot);
  const servers = settings.guild === undefined ? [] : [await checkServer(client, settings.guild, invite)];
  const places = destinations.map((place) => checkPlace(client, settings, bot, invite, place));
  const { api = 'https://discord.com/api' } = baseUrl(settings);
  const clock = await checkClock(`${api}/v10/gateway`, now);
  return [token, invitation(invite), ...clock, ...servers, ...(await Promise.all(places))];
}

/** Said whether it is needed or not: whoever asks for a server's admission has to pass it on. */
function invitation(link: string): Checked {
  return { what: `invitation, with permissions ${PERMISSIONS}: ${link}`, todo: null };
}

async function inviteLink(client: Client, bot: string): Promise<string> {
  const application = await client.call('get', '/applications/@me', { signal: deadline() });
  const id = (application.kind === 'ok' && textAt(application.body, 'id')) || bot;
  return `https://discord.com/oauth2/authorize?client_id=${id}&scope=bot+applications.commands&permissions=${PERMISSIONS}`;
}

async function checkServer(client: Client, guild: string, invite: string): Promise<Checked> {
  const server = await client.call('get', Routes.guild(guild), { signal: deadline() });
  if (server.kind === 'ok') return { what: `server ${textAt(server.body, 'name') ?? guild}`, todo: null };
  return { what: `server ${guild}`, todo: `${server.reason}; invite the bot: ${invite}` };
}

async function checkPlace(
  client: Client,
  { guild }: DiscordSettings,
  bot: string,
  invite: string,
  { id, channel: named }: Destination,
): Promise<Checked> {
  const what = `${id}: channel ${named}`;
  const bad = (todo: string): Checked => ({ what, todo });
  const place = await resolveChannel(client, named, guild, deadline());
  if (place.kind !== 'place') return bad(place.reason);
  if (place.isDirect) return { what: `${id}: direct messages to ${named}`, todo: null };
  const channel = await client.call('get', Routes.channel(place.id), { signal: deadline() });
  if (channel.kind !== 'ok') return bad(`${channel.reason}; or invite it again: ${invite}`);
  const server = textAt(channel.body, 'guild_id');
  if (server === null) return bad('this is no channel of a server: give the id of a text channel');
  const [about, member] = await Promise.all([
    client.call('get', Routes.guild(server), { signal: deadline() }),
    client.call('get', Routes.guildMember(server, bot), { signal: deadline() }),
  ]);
  if (about.kind !== 'ok') return bad(about.reason);
  if (member.kind !== 'ok') return bad(member.reason);
  const has = permissionsIn(channel.body, about.body, member.body, server, bot);
  const missing = NEEDED.filter(([, bit]) => (has & bit) !== bit).map(([name]) => name);
  if (missing.length === 0) return place.forum === null ? { what, todo: null } : forumOf(what, place.forum);
  return bad(`allow the bot there: ${missing.join(', ')}; or invite it again: ${invite}`);
}

/** A forum is searched by its tags, so it is told which of them posts will get. */
function forumOf(what: string, { tags, wantsTag }: Forum): Checked {
  const ours = tags.filter(({ name }) => isState(name)).map(({ name }) => name);
  if (ours.length > 0) return { what: `${what}, a forum with the tags ${ours.join(', ')}`, todo: null };
  const named = 'name tags of the forum breaking, normal or low, and posts will carry them';
  const todo = `it takes no post without a tag: ${named}; or lift that rule`;
  return wantsTag ? { what, todo } : { what: `${what}, a forum (${named})`, todo: null };
}

/** As Discord computes it: the roles of the server, then the channel's overwrites for everyone, for the roles, for the member. */
function permissionsIn(
  channel: unknown,
  server: unknown,
  member: unknown,
  guild: string,
  bot: string,
): bigint {
  const given = isJson(member) && Array.isArray(member['roles']) ? member['roles'] : [];
  const mine = new Set<unknown>([guild, ...given]);
  const roles = listOf(isJson(server) ? server['roles'] : null).filter((role) => mine.has(role['id']));
  const base = roles.reduce((sum, role) => sum | bitsAt(role, 'permissions'), 0n);
  const isAdmin = (base & PermissionFlagsBits.Administrator) !== 0n;
  if (isAdmin || textAt(server, 'owner_id') === bot) return ~0n;
  const overwrites = listOf(isJson(channel) ? channel['permission_overwrites'] : null);
  const everyone = overwrites.filter(({ id }) => id === guild);
  const ofRoles = overwrites.filter(({ id }) => id !== guild && mine.has(id));
  const ofMember = overwrites.filter(({ id }) => id === bot);
  return [everyone, ofRoles, ofMember].reduce((has, group) => overwritten(has, group), base);
}

function overwritten(has: bigint, overwrites: readonly Json[]): bigint {
  const denied = overwrites.reduce((sum, one) => sum | bitsAt(one, 'deny'), 0n);
  const allowed = overwrites.reduce((sum, one) => sum | bitsAt(one, 'allow'), 0n);
  return (has & ~denied) | allowed;
}

function bitsAt(value: Json, key: string): bigint {
  const text = textAt(value, key) ?? '';
  return /^\d{1,25}$/.test(text) ? BigInt(text) : 0n;
}
