import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIComponentInMessageActionRow,
  type APIMessageTopLevelComponent,
  type APITextDisplayComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import { plainLine } from './escape.js';
import { type Allowed, allowed } from './mention.js';

/** A message body of Discord's REST API, in Components V2. */
export interface Rendered {
  readonly flags: number;
  readonly allowed_mentions: Allowed;
  readonly components: APIMessageTopLevelComponent[];
}

/** Discord allows 4,000 characters in all text of a message; escapes and links count. */
export const TEXT_BUDGET = 3500;

export function rendered(
  components: APIMessageTopLevelComponent[],
  mention: readonly string[] = [],
): Rendered {
  return { flags: MessageFlags.IsComponentsV2, allowed_mentions: allowed(mention), components };
}

/** `content` is markdown of ours, with what is untrusted in it escaped. */
export function textDisplay(content: string): APITextDisplayComponent {
  return { type: ComponentType.TextDisplay, content };
}

type Look = ButtonStyle.Primary | ButtonStyle.Secondary;

export function button(
  label: string,
  custom_id: string,
  style: Look = ButtonStyle.Secondary,
): APIButtonComponentWithCustomId {
  return { type: ComponentType.Button, style, label: plainLine(label, 80) || 'Go', custom_id };
}

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

export function row(components: APIComponentInMessageActionRow[]): Row {
  return { type: ComponentType.ActionRow, components };
}
