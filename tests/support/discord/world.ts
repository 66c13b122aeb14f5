/** What the stand-in for Discord knows: one bot in one server, its channels, messages, commands and questions. */
export type Json = Record<string, unknown>;

export interface Message {
  readonly id: string;
  readonly channel: string;
  readonly author: string;
  content: string;
  flags: number;
  components: Json[];
  embeds: Json[];
  readonly nonce: string | null;
  readonly postedMs: number;
  editedMs: number | null;
  readonly mentionsEveryone: boolean;
  /** The message that it answers. */
  readonly answers: string | null;
  /** True once it was deleted. */
  isGone: boolean;
}

export interface Tag {
  readonly id: string;
  readonly name: string;
  readonly moderated: boolean;
}

/** Somebody in the server. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

export interface Channel {
  readonly id: string;
  name: string;
  /** 0 text, 1 direct messages, 2 voice, 5 announcements, 11 thread, 15 forum. */
  readonly type: number;
  readonly parent: string | null;
  messages: Message[];
  /** Who began it, of a thread. */
  readonly owner: string;
  /** When it was put away, of a thread. */
  archivedMs: number | null;
  /** Only moderators may open it again. */
  locked: boolean;
  /** Tags that a forum has, and whether its posts must have one; those of a post. */
  tags: readonly Tag[];
  wantsTag: boolean;
  appliedTags: readonly string[];
  /** What the bot may do here. */
  mayView: boolean;
  maySend: boolean;
  mayReadHistory: boolean;
}

export interface WorldOptions {
  readonly token: string;
  readonly nonceWindowMs: number;
  /** Posts allowed in a channel in so many milliseconds. */
  readonly rate: { readonly limit: number; readonly windowMs: number };
  readonly sessionsLeft: number;
  /** Knows Components V2; older servers do not. */
  readonly v2: boolean;
}

/** An answer of the REST API. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface World {
  readonly options: WorldOptions;
  readonly guild: string;
  readonly bot: string;
  readonly application: string;
  /** Who does things unless told otherwise. */
  readonly ana: Person;
  /** People who take no direct messages from the bot. */
  readonly closedTo: Set<string>;
  /** Null once the token is revoked. */
  token: string | null;
  sessionsLeft: number;
  readonly channels: Map<string, Channel>;
  /** Commands by scope: "global" or a server's id. */
  readonly commands: Map<string, Json[]>;
  /** How often commands were written. */
  commandWrites: number;
  readonly violations: string[];
  nowMs(): number;
  /** Moves the stand-in's clock, which otherwise runs with ours. */
  advance(ms: number): void;
  newId(): string;
}

export const DIRECT = 1;
export const THREAD = 11;
export const FORUM = 15;
const EPOCH_MS = 1_420_070_400_000;

export function createWorld(options: WorldOptions): World {
  let aheadMs = 0;
  let count = 0;
  const nowMs = () => Date.now() + aheadMs;
  return {
    options,
    guild: '200000000000000001',
    bot: '400000000000000001',
    application: '500000000000000001',
    ana: { id: '600000000000000001', name: 'ana', roles: [] },
    closedTo: new Set(),
    token: options.token,
    sessionsLeft: options.sessionsLeft,
    channels: new Map(),
    commands: new Map(),
    commandWrites: 0,
    violations: [],
    nowMs,
    advance: (ms) => (aheadMs += ms),
    // The low 22 bits keep ids of one millisecond apart, and in order over 4 million of them.
    newId: () => ((BigInt(nowMs() - EPOCH_MS) << 22n) | BigInt(++count)).toString(),
  };
}

export function addChannel(world: World, name: string, given: Partial<Channel> = {}): Channel {
  const channel: Channel = {
    id: given.id ?? world.newId(),
    name,
    type: given.type ?? 0,
    parent: given.parent ?? null,
    messages: [],
    owner: given.owner ?? world.bot,
    archivedMs: null,
    locked: false,
    tags: given.tags ?? [],
    wantsTag: given.wantsTag ?? false,
    appliedTags: given.appliedTags ?? [],
    mayView: true,
    maySend: true,
    mayReadHistory: true,
  };
  world.channels.set(channel.id, channel);
  return channel;
}

export function refuse(status: number, code: number, message: string, errors?: unknown): Reply {
  return { status, body: { message, code, ...(errors !== undefined && { errors }) } };
}

export function channelJson(world: World, channel: Channel): Json {
  const last = channel.messages.at(-1)?.id ?? null;
  return {
    id: channel.id,
    type: channel.type,
    ...(channel.type !== DIRECT && { guild_id: world.guild }),
    name: channel.name,
    parent_id: channel.parent,
    last_message_id: last,
    permission_overwrites: [{ id: world.bot, type: 1, allow: '0', deny: deniedIn(channel) }],
    ...(channel.type === THREAD && threadJson(channel)),
    ...(channel.type === FORUM && { available_tags: channel.tags, flags: channel.wantsTag ? 16 : 0 }),
  };
}

function threadJson({ archivedMs, locked, owner, appliedTags, id }: Channel): Json {
  const changedMs = archivedMs ?? Number(BigInt(id) >> 22n) + EPOCH_MS;
  return {
    thread_metadata: {
      archived: archivedMs !== null,
      locked,
      archive_timestamp: new Date(changedMs).toISOString(),
      auto_archive_duration: 10_080,
    },
    owner_id: owner,
    applied_tags: appliedTags,
  };
}

/** Permission bits that the channel takes from the bot. */
function deniedIn({ maySend, mayReadHistory }: Channel): string {
  return ((maySend ? 0n : 1n << 11n) | (mayReadHistory ? 0n : 1n << 16n)).toString();
}

/** A channel of direct messages with this person; made when there is none. */
export function directChannel(world: World, person: string): Channel {
  const known = [...world.channels.values()].find(
    ({ type, name }) => type === DIRECT && name === `@${person}`,
  );
  return known ?? addChannel(world, `@${person}`, { type: DIRECT });
}

export function messageJson(world: World, message: Message, isMadeNow = false): Json {
  return {
    id: message.id,
    type: 0,
    channel_id: message.channel,
    author: userJson(message.author, message.author === world.bot),
    ...(message.answers !== null && { message_reference: { message_id: message.answers } }),
    content: message.content,
    timestamp: new Date(message.postedMs).toISOString(),
    edited_timestamp: message.editedMs === null ? null : new Date(message.editedMs).toISOString(),
    tts: false,
    mention_everyone: message.mentionsEveryone,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: message.embeds,
    pinned: false,
    flags: message.flags,
    components: message.components,
    // History does not give the nonce back: only the answer to the post itself does.
    ...(isMadeNow && message.nonce !== null && { nonce: message.nonce }),
  };
}

export function userJson(id: string, bot: boolean, name = 'ana'): Json {
  return {
    id,
    username: bot ? 'wirewatch' : name,
    discriminator: '0',
    global_name: null,
    avatar: null,
    bot,
  };
}
