import { expect, test } from 'vitest';
import type { Message } from '../../src/domain/message.js';
import { reviveMessage } from '../../src/store/stored-message.js';
import { renderCard } from '../../adapters/console/render.js';
import { sampleAlert } from '../contracts/samples.js';

test('a message comes back from JSON as it was', () => {
  const alert = sampleAlert();
  expect(reviveMessage(JSON.parse(JSON.stringify(alert)) as Message)).toEqual(alert);
});

test('a briefing that was stored before briefings had parts is still one', () => {
  const { storyId, lang, headline, dek, points, sources, reasons, readingMinutes } = sampleAlert().briefing;
  const old = sources.map(({ itemId, publisher, via, title, link, lang: tag, publishedAt, dated }) => {
    return { itemId, publisher, via, title, link, lang: tag, publishedAt, dated };
  });
  const briefing = { storyId, lang, headline, dek, points, sources: old, reasons, readingMinutes };
  const stored: unknown = JSON.parse(JSON.stringify({ kind: 'alert', priority: 'normal', briefing }));
  const revived = reviveMessage(stored as Message);
  expect(revived).toMatchObject({ briefing: { headline, happened: [], counts: { origins: 2 } } });
  expect(renderCard(revived, { colour: false, columns: 80 })).toContain(headline);
});
