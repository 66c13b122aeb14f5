import { type APIEmbed, type APIMessageTopLevelComponent, ComponentType } from 'discord.js';
import { type Rendered, type Row, row } from './components.js';
import { calls } from './mention.js';

/** The same message for a server that knows no Components V2: its text in one embed, its buttons under it. */
export interface Embedded {
  readonly flags?: undefined;
  readonly content: string;
  readonly allowed_mentions: Rendered['allowed_mentions'];
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly Row[];
}

/** An embed takes 4,096 characters, which is more than the text of one of our messages. */
const MOST_TEXT = 4096;
const MOST_ROWS = 5;

export function asEmbed({ allowed_mentions, components }: Rendered): Embedded {
  // A call in an embed reaches nobody.
  const { users = [], roles = [] } = allowed_mentions;
  const content = calls([...users, ...roles.map((id) => `&${id}`)]).trim();
  const description = components.flatMap(textsOf).join('\n').slice(0, MOST_TEXT);
  const color = components.map(colourOf).find((colour) => colour !== null);
  const rows = components.flatMap(rowsOf).slice(0, MOST_ROWS);
  return {
    content,
    allowed_mentions,
    embeds: [{ description, ...(color !== undefined && color !== null && { color }) }],
    components: rows,
  };
}

function textsOf(component: APIMessageTopLevelComponent): string[] {
  switch (component.type) {
    case ComponentType.TextDisplay:
      return [component.content];
    case ComponentType.Section:
    case ComponentType.Container:
      return component.components.flatMap(textsOf);
    default:
      return [];
  }
}

function colourOf(component: APIMessageTopLevelComponent): number | null {
  return component.type === ComponentType.Container ? (component.accent_color ?? null) : null;
}

function rowsOf(component: APIMessageTopLevelComponent): Row[] {
  if (component.type === ComponentType.ActionRow) return [component];
  if (component.type === ComponentType.Container) return component.components.flatMap(rowsOf);
  if (component.type !== ComponentType.Section || component.accessory.type !== ComponentType.Button)
    return [];
  return [row([component.accessory])];
}
