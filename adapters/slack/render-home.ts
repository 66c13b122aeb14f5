import type { types } from '@slack/bolt';
import type { Home } from '../../src/domain/conversation.js';
import type { AnswerEntry } from '../../src/domain/message.js';
import { section } from './blocks.js';
import { buttonBlocks } from './buttons.js';
import { link, mrkdwn } from './escape.js';

/** The app's own page, for one person. */
export function homeView({ topics, alerts, health, buttons }: Home): types.HomeView {
  return {
    type: 'home',
    blocks: [
      ...buttonBlocks(buttons),
      ...part(
        'Topics that you follow',
        topics,
        'None yet: /wirewatch follow <topic> sends you what it finds.',
      ),
      ...part('Latest', alerts, 'Nothing has been posted yet.'),
      ...part('Health', health, 'Nothing to say.'),
    ],
  };
}

function part(heading: string, entries: readonly AnswerEntry[], none: string): types.KnownBlock[] {
  const lines = entries.map(lineOf);
  const shown = lines.length > 0 ? lines : [mrkdwn(none, 200)];
  return [{ type: 'header', text: { type: 'plain_text', text: heading } }, ...shown.map(section)];
}

function lineOf({ title, link: url, detail, text }: AnswerEntry): string {
  const parts = [`*${link(url, title, 300)}*`, mrkdwn(detail, 300), mrkdwn(text ?? '', 300)];
  return parts.filter((one) => one !== '').join('\n');
}
