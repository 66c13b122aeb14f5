import type { DigestEntry, DigestMessage, UpdateMessage } from '../../src/domain/message.js';
import { changeInWords, othersInWords } from '../../src/text/briefing-words.js';
import { escapeLine, maskedLink, plainLine } from './escape.js';

/** Of the 4,000 characters that a message may have; links are never cut, so headlines get what they leave. */
const MOST_TEXT = 3_700;
const MOST_ENTRIES = 20;
const LIMITS = { title: 200, summary: 300, headline: 150, publisher: 50, topic: 50, said: 400 };
const MOST_LINES = 3;

/** A digest: its heading, then a line a story, as texts of one message. */
export function digestTexts({ title, summary, entries }: DigestMessage): string[] {
  const said = escapeLine(summary, LIMITS.summary);
  const head = `### ${escapeLine(title, LIMITS.title) || 'Digest'}${said === '' ? '' : `\n-# ${said}`}`;
  const shown = entries.slice(0, MOST_ENTRIES);
  const tails = shown.map(tailOf);
  const taken = shown.reduce(
    (sum, { link }, i) => sum + (link?.length ?? 0) + (tails[i]?.length ?? 0) + 10,
    0,
  );
  const room = Math.floor((MOST_TEXT - head.length - taken) / Math.max(1, shown.length));
  const most = Math.max(20, Math.min(LIMITS.headline, room));
  const lines: string[] = [];
  let left = MOST_TEXT - head.length;
  for (const [i, { headline, link }] of shown.entries()) {
    const line = `- ${maskedLink(headline, link, most) || 'Untitled'}${tails[i] ?? ''}`;
    if (line.length + 1 > left) break;
    lines.push(line);
    left -= line.length + 1;
  }
  const more = entries.length - lines.length;
  const all = [...lines, ...(more > 0 ? [`-# and ${more} more`] : [])].join('\n');
  return all === '' ? [head] : [head, all];
}

/** What is new in a story, for the thread of its alert. */
export function updateText({ title, headline, lines }: UpdateMessage): string {
  const said = lines.slice(0, MOST_LINES).map(({ text, source }) => {
    const by = maskedLink(source.publisher, source.link, LIMITS.publisher) || 'no name';
    const line = escapeLine(text, LIMITS.said) || escapeLine(headline, LIMITS.headline);
    return `- ${line} (${by})`;
  });
  return [`**${escapeLine(title, LIMITS.title)}**`, ...said].join('\n');
}

function tailOf({ publisher, sources, topics, change }: DigestEntry): string {
  const about = topics.slice(0, 1).map((topic) => escapeLine(plainLine(topic, LIMITS.topic), LIMITS.topic));
  const changed = changeInWords(change);
  const name = escapeLine(publisher, LIMITS.publisher) || 'no name';
  const parts = [`${name}${othersInWords(sources)}`, ...about];
  return ` · ${[...(changed === '' ? [] : [`**${changed}**`]), ...parts].join(' · ')}`;
}
