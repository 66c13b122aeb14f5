import {
  ApplicationCommandType,
  ChannelType,
  ComponentType,
  InteractionType,
  MessageFlags,
} from 'discord.js';
import type { Asker } from '../../src/domain/message.js';
import { COMMAND, WATCH_THIS } from './commands.js';
import { isJson, type Json, listOf, textAt } from './json.js';
import { readModal } from './modal.js';

/** Something a person did, as far as it concerns us. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly applicationId: string;
  /** Null in direct messages. */
  readonly guild: string | null;
  /** Who it was; the account is for the inbox to say. */
  readonly from: Omit<Asker, 'account'>;
  /** It was done on a message that only its reader sees, so that this may change. */
  readonly isOnAnswer: boolean;
  readonly act: Act;
}

export type Act =
  | { readonly kind: 'command'; readonly verb: string; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: 'typing'; readonly verb: string; readonly option: string; readonly typed: string }
  | { readonly kind: 'watch'; readonly text: string }
  | { readonly kind: 'button'; readonly customId: string }
  | { readonly kind: 'modal'; readonly customId: string; readonly values: Readonly<Record<string, string>> };

/** Reads what the gateway sent; null for what is malformed, or not for us. */
export function readInteraction(data: unknown): Interaction | null {
  if (!isJson(data)) return null;
  const [id, token, applicationId] = ['id', 'token', 'application_id'].map((key) => textAt(data, key));
  const act = actOf(data['type'], data['data']);
  const from = fromOf(data);
  if (!id || !token || !applicationId || !act || !from) return null;
  return {
    id,
    token,
    applicationId,
    guild: textAt(data, 'guild_id'),
    from,
    isOnAnswer: isOnAnswer(data),
    act,
  };
}

/** In a server it is a member, with roles; in direct messages a user. */
function fromOf(data: Json): Interaction['from'] | null {
  const user = isJson(data['member']) ? data['member']['user'] : data['user'];
  const id = textAt(user, 'id');
  if (id === null) return null;
  const roles =
    isJson(data['member']) && Array.isArray(data['member']['roles']) ? data['member']['roles'] : [];
  return {
    user: id,
    name: textAt(user, 'global_name') ?? textAt(user, 'username') ?? id,
    channel: channelOf(data),
    roles: roles.filter((role) => typeof role === 'string'),
  };
}

/** A thread counts as the channel that it stands in: so does what somebody may do there. */
function channelOf(data: Json): string | null {
  const channel = data['channel'];
  const isThread = isJson(channel) && THREADS.includes(Number(channel['type']));
  return (isThread ? textAt(channel, 'parent_id') : null) ?? textAt(data, 'channel_id');
}

const THREADS: readonly number[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];

function isOnAnswer({ message }: Json): boolean {
  return isJson(message) && (Number(message['flags'] ?? 0) & MessageFlags.Ephemeral) !== 0;
}

function actOf(type: unknown, data: unknown): Act | null {
  if (!isJson(data)) return null;
  switch (type) {
    case InteractionType.ApplicationCommand:
      return data['type'] === ApplicationCommandType.Message ? watchOf(data) : commandOf(data);
    case InteractionType.ApplicationCommandAutocomplete:
      return typingOf(data);
    case InteractionType.MessageComponent:
      return buttonOf(data);
    case InteractionType.ModalSubmit:
      return modalOf(data);
    default:
      return null;
  }
}

function commandOf(data: Json): Act | null {
  if (data['name'] !== COMMAND) return null;
  const [verb] = listOf(data['options']);
  return { kind: 'command', verb: textAt(verb, 'name') ?? '', values: valuesOf(verb) };
}

function typingOf(data: Json): Act | null {
  const [verb] = listOf(data['options']);
  const option = listOf(verb?.['options']).find(({ focused }) => focused === true);
  const [name, focused] = [textAt(verb, 'name'), textAt(option, 'name')];
  if (data['name'] !== COMMAND || name === null || focused === null) return null;
  return { kind: 'typing', verb: name, option: focused, typed: textAt(option, 'value') ?? '' };
}

function valuesOf(verb: Json | undefined): ReadonlyMap<string, string> {
  return new Map(
    listOf(verb?.['options']).map((option) => [
      textAt(option, 'name') ?? '',
      (textAt(option, 'value') ?? '').trim(),
    ]),
  );
}

function watchOf(data: Json): Act | null {
  const messages = isJson(data['resolved']) ? data['resolved']['messages'] : null;
  const message = isJson(messages) ? messages[textAt(data, 'target_id') ?? ''] : null;
  if (data['name'] !== WATCH_THIS || !isJson(message)) return null;
  return { kind: 'watch', text: wordsOf(message).join('\n').slice(0, MOST_TEXT) };
}

/** More of a message is never asked about. */
const MOST_TEXT = 4000;

/** What a message says: its text, its embeds, its components. */
function wordsOf(message: Json, depth = 0): string[] {
  if (depth > 4) return [];
  const own = ['content', 'title', 'description'].map((key) => textAt(message, key) ?? '');
  const parts = [...listOf(message['embeds']), ...listOf(message['components'])];
  return [...own, ...parts.flatMap((part) => wordsOf(part, depth + 1))].filter((words) => words !== '');
}

function buttonOf(data: Json): Act | null {
  const customId = textAt(data, 'custom_id');
  return data['component_type'] !== ComponentType.Button || customId === null
    ? null
    : { kind: 'button', customId };
}

function modalOf(data: Json): Act | null {
  const customId = textAt(data, 'custom_id');
  return customId === null ? null : { kind: 'modal', customId, values: readModal(data['components']) };
}
