import type { types } from '@slack/bolt';
import type { Message } from '../../src/domain/message.js';
import type { Preview, PreviewBlock, PreviewLine, PreviewSpan } from '../../src/domain/preview.js';
import { render } from './render.js';

/** What is posted, read back into parts that a page can draw: the same blocks, not a second rendering. */
export function previewSlack(message: Message): Preview {
  const blocks = render(message, 'preview').blocks.flatMap(blockOf);
  return { platform: 'Slack', colour: null, blocks };
}

function blockOf(block: types.KnownBlock): PreviewBlock[] {
  switch (block.type) {
    case 'header':
      return [{ kind: 'lines', lines: [{ style: 'heading', spans: [{ text: block.text.text }] }] }];
    case 'section':
      return [{ kind: 'lines', lines: linesOf(block.text?.text ?? '', 'text') }];
    case 'context': {
      const lines = block.elements.flatMap((element) =>
        element.type === 'mrkdwn' || element.type === 'plain_text' ? linesOf(element.text, 'small') : [],
      );
      return [{ kind: 'lines', lines }];
    }
    case 'actions': {
      const labels = block.elements.map((element) => ('text' in element ? element.text.text : '⋯'));
      return [{ kind: 'buttons', labels }];
    }
    case 'divider':
      return [{ kind: 'divider' }];
    default:
      return [];
  }
}

function linesOf(mrkdwn: string, style: PreviewLine['style']): PreviewLine[] {
  return mrkdwn.split('\n').map((line) => {
    if (line.startsWith('• ')) return { style: 'item', spans: spansOf(line.slice(2)) };
    if (line.startsWith('&gt; ')) return { style: 'quote', spans: spansOf(line.slice(5)) };
    return { style, spans: spansOf(line) };
  });
}

const TOKEN = /<!date\^\d+\^[^|>]*\|([^>]*)>|<([^|>]+)(?:\|([^>]*))?>|\*|:([a-z0-9_+-]+):/g;
const EMOJI: Readonly<Record<string, string>> = { rotating_light: '🚨', thread: '🧵' };

/** One line; a star is a mark of ours, as those of the text were replaced. */
function spansOf(line: string): PreviewSpan[] {
  const spans: PreviewSpan[] = [];
  let bold = false;
  let from = 0;
  const add = (text: string, href?: string) => {
    if (text !== '') spans.push({ text: unescape(text), ...(bold && { bold }), ...(href && { href }) });
  };
  for (const found of line.matchAll(TOKEN)) {
    const [whole, date, target, label, emoji] = found;
    if (whole === '*' && insideWord(line, found.index)) continue;
    add(line.slice(from, found.index));
    if (whole === '*') bold = !bold;
    else if (date !== undefined) add(date);
    else if (target !== undefined) add(label ?? target, unescape(target));
    else add(EMOJI[emoji ?? ''] ?? whole);
    from = found.index + whole.length;
  }
  add(line.slice(from));
  return spans;
}

function insideWord(line: string, at: number): boolean {
  return /[a-z0-9]/i.test(line[at - 1] ?? '') && /[a-z0-9]/i.test(line[at + 1] ?? '');
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
