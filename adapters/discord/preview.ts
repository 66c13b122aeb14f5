import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js';
import type { Message } from '../../src/domain/message.js';
import type { Preview, PreviewBlock, PreviewLine, PreviewSpan } from '../../src/domain/preview.js';
import { render } from './render.js';

/** What is posted, read back into parts that a page can draw: the same components, not a second rendering. */
export function previewDiscord(message: Message): Preview {
  const { components } = render(message, 'preview');
  const container = components.find((component) => component.type === ComponentType.Container);
  return {
    platform: 'Discord',
    colour: container?.accent_color ?? null,
    blocks: components.flatMap(blocksOf),
  };
}

function blocksOf(component: APIMessageTopLevelComponent): PreviewBlock[] {
  switch (component.type) {
    case ComponentType.Container:
      return component.components.flatMap(blocksOf);
    case ComponentType.Section:
      return component.components.flatMap(blocksOf);
    case ComponentType.TextDisplay:
      return [{ kind: 'lines', lines: component.content.split('\n').map(lineOf) }];
    case ComponentType.Separator:
      return component.divider === false ? [] : [{ kind: 'divider' }];
    case ComponentType.ActionRow: {
      const labels = component.components.map((part) =>
        'label' in part && part.label ? part.label : 'placeholder' in part ? `${part.placeholder} ▾` : '⋯',
      );
      return [{ kind: 'buttons', labels }];
    }
    default:
      return [];
  }
}

const STYLES = [
  ['### ', 'heading'],
  ['## ', 'heading'],
  ['-# ', 'small'],
  ['> ', 'quote'],
  ['- ', 'item'],
] as const;

function lineOf(line: string): PreviewLine {
  const [mark, style] = STYLES.find(([start]) => line.startsWith(start)) ?? ['', 'text' as const];
  return { style, spans: spansOf(line.slice(mark.length)) };
}

const TOKEN = /\\([\s\S])|\[((?:\\[\s\S]|[^\]\\])*)\]\(<([^>]*)>\)|\*\*|<t:(\d+)(?::\w)?>/g;

function spansOf(line: string): PreviewSpan[] {
  const spans: PreviewSpan[] = [];
  let bold = false;
  let text = '';
  const flush = () => {
    if (text !== '') spans.push({ text: visible(text), ...(bold && { bold }) });
    text = '';
  };
  let from = 0;
  for (const found of line.matchAll(TOKEN)) {
    const [whole, escaped, label, href, seconds] = found;
    text += line.slice(from, found.index);
    from = found.index + whole.length;
    if (escaped !== undefined) text += escaped;
    else if (seconds !== undefined) text += date(Number(seconds));
    else {
      flush();
      if (whole === '**') bold = !bold;
      else spans.push({ text: visible((label ?? '').replace(/\\(.)/g, '$1')), href, ...(bold && { bold }) });
    }
  }
  text += line.slice(from);
  flush();
  return spans;
}

/** What keeps a mention or an address from being one draws nothing. */
const visible = (text: string) => text.replaceAll('\u200b', '');

/** There it is relative to the reader's clock; a drawing has none. */
function date(seconds: number): string {
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? 'undated' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
