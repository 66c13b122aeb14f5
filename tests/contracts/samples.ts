import type { Briefing } from '../../src/domain/briefing.js';
import { digestMessages } from '../../src/deliver/digest.js';
import type {
  AlertMessage,
  Answer,
  AnswerEntry,
  DigestEntry,
  DigestMessage,
  NoticeMessage,
  UpdateMessage,
} from '../../src/domain/message.js';

/** An alert as the pipeline writes it; `changes` replaces parts of its briefing. */
export function sampleAlert(changes: Partial<Briefing> = {}): AlertMessage {
  return { kind: 'alert', priority: 'normal', briefing: { ...briefing, ...changes } };
}

export function sampleNotice(title = 'A new fact', text = 'The regulator confirmed it.'): NoticeMessage {
  return { kind: 'notice', title, text };
}

/** What is said in a thread of `sampleAlert`. */
export function sampleUpdate(text = 'Two customers, not three.'): UpdateMessage {
  const [, source] = briefing.sources;
  if (!source) throw new Error('no source');
  const { storyId, headline } = briefing;
  const lines = [{ text, source }];
  return { kind: 'update', storyId, headline, change: 'correction', title: 'Correction', lines };
}

export function sampleEntryOf(number: number, changes: Partial<DigestEntry> = {}): DigestEntry {
  return {
    storyId: number,
    headline: `Story ${number} of the day`,
    link: `https://news.example/s${number}?a=1&b=2`,
    publisher: `Paper ${number}`,
    sources: number,
    topics: ['Chip export controls'],
    change: null,
    ...changes,
  };
}

/** The first message of a digest. */
export function sampleDigest(
  entries: readonly DigestEntry[] = [sampleEntryOf(1), sampleEntryOf(2)],
): DigestMessage {
  const counts = { considered: 9, merged: 4, held: entries.length };
  const [digest] = digestMessages('scheduled', entries, counts);
  if (!digest) throw new Error('no digest');
  return digest;
}

/** A page of an answer with `entries` entries, as `lookup/ask` gives it. */
export function sampleAnswer(changes: Partial<Answer> = {}, entries = 2): Answer {
  return {
    ok: true,
    title: 'Stories on “chips”',
    text: 'Newest first.',
    entries: Array.from({ length: entries }, (_, index) => sampleEntry(index + 1)),
    page: 1,
    pages: 1,
    question: 'search chips',
    ...changes,
  };
}

function sampleEntry(number: number): AnswerEntry {
  return {
    title: `Story number ${number}`,
    link: `https://news.example/stories/${number}?a=1&b=2`,
    detail: `Example Post · 3 June 2026 · s${number}`,
    text: `What story ${number} says.`,
  };
}

const plainSource = {
  origin: null,
  standing: 'origin',
  mark: null,
  tier: 2,
  weaknesses: [],
  copies: { count: 0, publishers: [] },
} as const;

const briefing: Briefing = {
  storyId: 7,
  lang: 'en',
  headline: 'Chip maker halts shipments to three customers',
  dek: sentence('Shipments stopped on Friday after a letter from the ministry.', 0),
  happened: [],
  context: [],
  next: [],
  conflicts: [],
  counts: { origins: 2, items: 2, copies: 0 },
  languages: ['en'],
  related: [],
  made: { how: 'extracted' },
  points: [
    sentence('The company declined to comment.', 100),
    sentence('Three people said that 40 % of the orders are affected.', 200),
  ],
  sources: [
    {
      itemId: 11,
      publisher: 'Example Post',
      via: 'Example Wire',
      title: 'Chip maker halts shipments',
      link: 'https://news.example/chips?a=1&b=2',
      lang: 'en',
      publishedAt: new Date('2026-06-03T08:30:00Z'),
      dated: true,
      ...plainSource,
    },
    {
      itemId: 12,
      publisher: 'Second Daily',
      via: null,
      title: 'Shipments stopped',
      link: null,
      lang: 'en',
      publishedAt: new Date('2026-06-03T09:00:00Z'),
      dated: false,
      ...plainSource,
    },
  ],
  reasons: [
    {
      topicId: 'chips',
      topicName: 'Chip export controls',
      topicVersion: '0a1b2c3d',
      terms: ['chip', 'export controls'],
      field: 'title',
      snippet: 'Chip maker halts shipments',
    },
  ],
  readingMinutes: 3,
};

function sentence(text: string, start: number) {
  return { text, itemId: 11, publisher: 'Example Post', start, end: start + text.length };
}
