import { ComponentType, InteractionType } from 'discord.js';
import type { Asker } from '../../src/domain/message.js';
import { isJson, type Json, listOf, textAt } from './json.js';

/** Something a person did, as far as it concerns us. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly applicationId: string;
  /** Who it was; the account is for the inbox to say. */
  readonly from: Omit<Asker, 'account'>;
  readonly act:
    | { readonly kind: 'command'; readonly text: string }
    | { readonly kind: 'button'; readonly customId: string };
}

/** Reads what the gateway sent; null for what is malformed, or not for us. */
export function readInteraction(data: unknown): Interaction | null {
  const [id, token, applicationId] = ['id', 'token', 'application_id'].map((key) => textAt(data, key));
  const act = isJson(data) ? actOf(data.type, data.data) : null;
  const from = isJson(data) ? fromOf(data) : null;
  return id && token && applicationId && act && from ? { id, token, applicationId, act, from } : null;
}

/** In a server it is a member, with roles; in direct messages a user. */
function fromOf(data: Json): Interaction['from'] | null {
  const user = isJson(data.member) ? data.member.user : data.user;
  const id = textAt(user, 'id');
  if (id === null) return null;
  const roles = isJson(data.member) && Array.isArray(data.member.roles) ? data.member.roles : [];
  return {
    user: id,
    name: textAt(user, 'global_name') ?? textAt(user, 'username') ?? id,
    channel: textAt(data, 'channel_id'),
    roles: roles.filter((role) => typeof role === 'string'),
  };
}

function actOf(type: unknown, data: unknown): Interaction['act'] | null {
  if (!isJson(data)) return null;
  if (type === InteractionType.ApplicationCommand && data.name === 'wirewatch') {
    return { kind: 'command', text: typed(data.options).join(' ') };
  }
  const customId = textAt(data, 'custom_id');
  if (type !== InteractionType.MessageComponent || data.component_type !== ComponentType.Button) return null;
  return customId === null ? null : { kind: 'button', customId };
}

/** The verb and what was typed after it, as one would type them in Slack: "search openai china". */
function typed(options: unknown): string[] {
  const [verb] = listOf(options);
  const name = textAt(verb, 'name');
  if (name === null) return [];
  const words = listOf(verb?.options).map((option) => (textAt(option, 'value') ?? '').trim());
  return [name, ...words].filter((word) => word !== '');
}
