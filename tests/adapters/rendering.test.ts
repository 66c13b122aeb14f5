import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderCard } from '../../adapters/console/render.js';
import { render as renderDiscord } from '../../adapters/discord/render.js';
import { render as renderSlack } from '../../adapters/slack/render.js';
import { MOST_BYTES, render as renderWebhook } from '../../adapters/webhook/render.js';
import { digestMessages } from '../../src/deliver/digest.js';
import type { Citation } from '../../src/domain/briefing.js';
import type { DigestEntry, Message } from '../../src/domain/message.js';
import { sampleAlert, sampleEntryOf, sampleNotice, sampleUpdate } from '../contracts/samples.js';
import { allComponents, faultsOf } from '../support/discord/rules.js';
import { checkMessage, parseContent, textsOf } from '../support/slack/check-message.js';

/** A message as one platform gets it: its texts with their links, and what the platform would refuse. */
interface Shown {
  readonly text: string;
  /** The targets of its links, as they are followed. */
  readonly links: readonly string[];
  readonly faults: readonly string[];
}

const found = (text: string, link: RegExp) => [...text.matchAll(link)].map((match) => match[1] ?? '');

const MESSENGERS: Readonly<Record<string, (message: Message) => Shown>> = {
  'the screen': (message) => {
    const text = renderCard(message, { colour: false, columns: 80 });
    return { text, links: found(text, /(https?:\/\/\S+)/g), faults: [] };
  },
  Slack: (message) => {
    const { text: notification, blocks } = renderSlack(message, 'k'.repeat(25));
    const { error, violations } = checkMessage({ text: notification, blocks });
    const text = textsOf(parseContent({ text: notification, blocks }).blocks ?? []).join('\n');
    const links = found(text, /<(https?:\/\/[^|>]+)\|/g).map((link) => link.replaceAll('&amp;', '&'));
    const size = JSON.stringify(blocks).length;
    const faults = [...violations, ...(error === null ? [] : [error]), ...(size < 10_000 ? [] : [`${size}`])];
    return { text: text.replaceAll('&amp;', '&'), links, faults };
  },
  Discord: (message) => {
    const body = renderDiscord(message, 'k'.repeat(25));
    const text = allComponents(JSON.parse(JSON.stringify(body.components)))
      .map(({ content }) => (typeof content === 'string' ? content : ''))
      .join('\n');
    return { text, links: found(text, /\]\(<(https?:\/\/[^>]+)>\)/g), faults: faultsOf(body, 'create') };
  },
  'A webhook': (message) => {
    const json = JSON.stringify({ version: 1, id: 'k', action: 'send', message: renderWebhook(message) });
    const links = found(json, /"link":"([^"]+)"/g);
    const size = Buffer.byteLength(json);
    return { text: json, links, faults: size < MOST_BYTES ? [] : [`${size} bytes`] };
  },
};

const HOST = 'https://news.example/';

/** Long and short texts of scripts and signs that are easily cut in two or that a platform reads as its own. */
const texts = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        '汉字，',
        '👩‍👩‍👧‍👦',
        '🇸🇬',
        'e\u0301',
        'word ',
        '&<>',
        '*_~`|',
        '[a](b)',
        '"\\',
        '@everyone ',
        '\u202e',
        'ａ',
      ),
      fc.integer({ min: 0, max: 900 }),
    )
    .map(([piece, times]) => piece.repeat(times)),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);

const links = fc
  .tuple(fc.integer({ min: 0, max: 1_500 }), fc.integer({ min: 0, max: 40 }))
  .map(([length, pairs]) => `${HOST}${'p'.repeat(length)}?${'a=1&'.repeat(pairs)}z=2`);

/** Each publisher begins with a word of its own, to be looked for. */
const sources = fc.array(fc.tuple(texts, links), { minLength: 1, maxLength: 14 }).map((parts) =>
  parts.map(([name, link], i): Citation => {
    const [first] = sampleAlert().briefing.sources;
    if (!first) throw new Error('no source');
    return { ...first, itemId: i, publisher: `Paper${i} ${name}`, via: name, title: name, link };
  }),
);

const alerts = fc.tuple(texts, texts, sources).map(([headline, text, cited]) => {
  const sentence = { text, itemId: 0, publisher: text, start: 0, end: text.length };
  const [reason] = sampleAlert().briefing.reasons;
  return sampleAlert({
    headline,
    dek: sentence,
    points: [sentence, sentence, sentence, sentence],
    happened: [sentence, sentence],
    context: [sentence],
    sources: cited,
    reasons: reason ? [{ ...reason, topicName: text, terms: [headline], snippet: text }] : [],
  });
});

const entries = fc.array(fc.tuple(texts, texts, links), { minLength: 1, maxLength: 45 }).map((parts) =>
  parts.map(
    ([headline, name, link], i): DigestEntry =>
      sampleEntryOf(i, {
        headline,
        link: `${link}&n=${i}`,
        publisher: `Paper${i} ${name}`,
        topics: [name, name],
      }),
  ),
);

describe.each(Object.entries(MESSENGERS))('%s', (_, show) => {
  const RUNS = { numRuns: 30, endOnFailure: true };

  /** Whole links of ours or none, nothing refused, no character cut in two. */
  function expectSound({ text, links: shown, faults }: Shown, given: readonly (string | null)[]): void {
    expect(faults).toEqual([]);
    expect(text.isWellFormed()).toBe(true);
    for (const link of shown) expect(given).toContain(link);
    const rest = shown.reduce((left, link) => left.replace(link, ''), text);
    expect(rest).not.toContain(HOST);
  }

  test('shows the first source of any alert with its whole link', () => {
    fc.assert(
      fc.property(alerts, (alert) => {
        const cited = alert.briefing.sources.map(({ link }) => link);
        const shown = show(alert);
        expectSound(shown, cited);
        expect(shown.links).toContain(cited[0]);
        expect(shown.text).toContain('Paper0');
      }),
      RUNS,
    );
  });

  test('shows each line of any update with its source', () => {
    fc.assert(
      fc.property(texts, sources, (text, cited) => {
        const lines = cited
          .slice(0, 3)
          .map((source) => ({ text, source: { ...source, link: `${HOST}${source.itemId}` } }));
        const update = { ...sampleUpdate(), headline: text, lines };
        const shown = show(update);
        expectSound(
          shown,
          lines.map(({ source }) => source.link),
        );
        for (const { source } of lines) {
          expect(shown.links).toContain(source.link);
          expect(shown.text).toContain(`Paper${source.itemId}`);
        }
      }),
      RUNS,
    );
  });

  test('shows every story of any digest with its source and its whole link', () => {
    fc.assert(
      fc.property(entries, (stories) => {
        const counts = { considered: 9, merged: 4, held: stories.length };
        const messages = digestMessages('scheduled', stories, counts).map(show);
        for (const shown of messages)
          expectSound(
            shown,
            stories.map(({ link }) => link),
          );
        const all = messages.flatMap((shown) => shown.links);
        for (const [i, { link }] of stories.entries()) {
          expect(all).toContain(link);
          expect(messages.some(({ text }) => text.includes(`Paper${i}`))).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('takes any notice', () => {
    fc.assert(
      fc.property(texts, texts, (title, text) => expectSound(show(sampleNotice(title, text)), [])),
      RUNS,
    );
  });
});
