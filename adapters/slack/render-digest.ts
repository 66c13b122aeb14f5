import type { types } from '@slack/bolt';
import type { DigestEntry, DigestMessage, UpdateMessage } from '../../src/domain/message.js';
import { changeInWords, othersInWords } from '../../src/text/briefing-words.js';
import { context, section } from './blocks.js';
import { link, mrkdwn } from './escape.js';

/** Characters of JSON that each part may take; the links of a digest have 3,000 together. */
const BUDGET = { title: 200, summary: 300, headline: 150, said: 800, publisher: 60, topic: 60 };
const MOST_ENTRIES = 20;
const MOST_TOPICS = 2;
const MOST_LINES = 3;

/** A digest: a heading, its counts, and two lines a story. */
export function digestSections({ title, summary, entries }: DigestMessage): types.KnownBlock[] {
  const shown = entries.slice(0, MOST_ENTRIES);
  const more = entries.length - shown.length;
  const left = more > 0 ? [context([`and ${more} more`])] : [];
  const said = mrkdwn(summary, BUDGET.summary);
  return [
    section(`*${mrkdwn(title, BUDGET.title) || 'Digest'}*`),
    ...(said === '' ? [] : [context([said])]),
    ...shown.map((entry) =>
      section(`• *${link(entry.link, entry.headline, BUDGET.headline)}*\n${noteOf(entry)}`),
    ),
    ...left,
  ];
}

/** What is new in a story, under its alert. */
export function updateSections({ title, headline, lines }: UpdateMessage): types.KnownBlock[] {
  return [
    section(`*${mrkdwn(title, BUDGET.title)}*`),
    ...lines.slice(0, MOST_LINES).map(({ text, source }) => {
      const said = mrkdwn(text, BUDGET.said) || mrkdwn(headline, BUDGET.headline) || '…';
      return section(`${said} · ${link(source.link, source.publisher, BUDGET.publisher)}`);
    }),
  ];
}

function noteOf({ publisher, sources, topics, change, storyId }: DigestEntry): string {
  const name = mrkdwn(publisher, BUDGET.publisher) || 'no name';
  const about = topics.slice(0, MOST_TOPICS).map((topic) => mrkdwn(topic, BUDGET.topic));
  const changed = changeInWords(change);
  const parts = [`${name}${othersInWords(sources)}`, ...about, `s${storyId}`];
  return [...(changed === '' ? [] : [`*${changed}*`]), ...parts].join(' · ');
}
