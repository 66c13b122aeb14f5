import type { Briefing, Citation } from '../domain/briefing.js';
import type { Message } from '../domain/message.js';

/** A message as it was stored: JSON has no dates, and what was written by an older Wirewatch lacks parts. */
export function reviveMessage(message: Message): Message {
  if (message.kind === 'alert') return { ...message, briefing: reviveBriefing(message.briefing) };
  if (message.kind !== 'update') return message;
  const lines = message.lines.map((line) => ({ ...line, source: reviveCitation(line.source) }));
  return { ...message, lines };
}

function reviveBriefing(stored: Partial<Briefing> & Pick<Briefing, 'sources'>): Briefing {
  const sources = stored.sources.map(reviveCitation);
  const items = sources.length;
  return { ...EMPTY, counts: { origins: items, items, copies: 0 }, ...stored, sources };
}

const EMPTY: Omit<Briefing, 'sources' | 'counts'> = {
  storyId: 0,
  lang: 'und',
  headline: '',
  dek: null,
  points: [],
  happened: [],
  context: [],
  next: [],
  conflicts: [],
  languages: [],
  related: [],
  reasons: [],
  readingMinutes: 1,
  made: { how: 'extracted' },
};

const reviveCitation = (stored: Citation): Citation => ({
  ...PLAIN,
  ...stored,
  publishedAt: new Date(stored.publishedAt),
});

const PLAIN = {
  origin: null,
  standing: 'origin',
  mark: null,
  tier: 2,
  weaknesses: [],
  copies: { count: 0, publishers: [] },
} as const;
