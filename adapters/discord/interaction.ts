import { ComponentType, InteractionType } from 'discord.js';
import { isJson, listOf, textAt } from './json.js';

/** Something a person did, as far as it concerns us. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly applicationId: string;
  readonly act:
    | { readonly kind: 'command'; readonly text: string }
    | { readonly kind: 'button'; readonly customId: string };
}

/** Reads what the gateway sent; null for what is malformed, or not for us. */
export function readInteraction(data: unknown): Interaction | null {
  const [id, token, applicationId] = ['id', 'token', 'application_id'].map((key) => textAt(data, key));
  const act = isJson(data) ? actOf(data.type, data.data) : null;
  return id && token && applicationId && act ? { id, token, applicationId, act } : null;
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
