import type { AlertMessage, DigestCounts, DigestEntry, DigestMessage } from '../domain/message.js';

/** Characters of headlines, links and names that every platform shows in one message. */
const MOST_TEXT = 3_000;
const MOST_ENTRIES = 15;

/** What a digest says of one alert. */
export function digestEntry({ briefing, thread = [] }: AlertMessage): DigestEntry {
  const { storyId, headline, sources, counts, reasons } = briefing;
  const [origin] = sources;
  return {
    storyId,
    headline,
    link: sources.find(({ link }) => link !== null)?.link ?? null,
    publisher: origin?.publisher ?? '',
    sources: Math.max(1, counts.origins),
    topics: [...new Set(reasons.map(({ topicName }) => topicName))],
    change: thread.at(-1)?.change ?? null,
  };
}

/** A digest as the messages that hold it: the first for the channel, the rest for its thread. */
export function digestMessages(
  occasion: DigestMessage['occasion'],
  entries: readonly DigestEntry[],
  counts: DigestCounts,
): DigestMessage[] {
  const groups = grouped(entries);
  return groups.map((group, i) => ({
    kind: 'digest',
    occasion,
    title: titleOf(occasion, entries.length, i + 1, groups.length),
    summary: i === 0 ? summaryOf(occasion, counts) : '',
    entries: group,
    counts,
    part: i + 1,
    parts: groups.length,
  }));
}

function grouped(entries: readonly DigestEntry[]): DigestEntry[][] {
  const groups: DigestEntry[][] = [[]];
  let size = 0;
  for (const entry of entries) {
    const last = groups.at(-1) ?? [];
    const more = sizeOf(entry);
    if (last.length > 0 && (last.length >= MOST_ENTRIES || size + more > MOST_TEXT)) {
      groups.push([entry]);
      size = more;
      continue;
    }
    last.push(entry);
    size += more;
  }
  return groups;
}

/** An ampersand of a link takes five characters on one platform, a bracket three on another. */
function sizeOf({ headline, link, publisher, topics }: DigestEntry): number {
  const grown = (link ?? '').replace(/&/g, '&amp;').replace(/[()<>[\]\\|"]/g, '%00');
  return (
    Math.min(headline.length, 120) +
    grown.length +
    Math.min(publisher.length + (topics[0]?.length ?? 0), 100) +
    30
  );
}

function titleOf(occasion: DigestMessage['occasion'], stories: number, part: number, parts: number): string {
  const many = `${stories} ${stories === 1 ? 'story' : 'stories'}`;
  const whole = occasion === 'catch-up' ? `While this channel was away: ${many}` : `Digest: ${many}`;
  if (stories === 0) return 'Digest: nothing new';
  return parts === 1 ? whole : `${whole} (${part} of ${parts})`;
}

function summaryOf(occasion: DigestMessage['occasion'], { considered, merged, held }: DigestCounts): string {
  if (occasion === 'catch-up')
    return 'One list instead of a post for each; breaking news was posted by itself.';
  const articles = `${considered} ${considered === 1 ? 'article' : 'articles'} considered`;
  return `${articles}, ${merged} merged into the stories of others, ${held} ${held === 1 ? 'story' : 'stories'} held for this digest`;
}
