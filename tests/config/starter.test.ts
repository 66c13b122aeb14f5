import { expect, test } from 'vitest';
import { starterFiles } from '../../src/config/starter.js';

test.each([
  ['Übernahmen', 'ubernahmen'],
  ['Sociétés cotées', 'societes-cotees'],
  ["What's next: AI", 'whats-next-ai'],
  ['海缆', 'topic'],
])('the watchlist of %j is called %s', (topic, id) => {
  const files = starterFiles({ topic, query: 'x', feeds: [], platform: 'screen', channel: null });
  expect(files.id).toBe(id);
  expect(files.watchlist).toContain(`  - id: ${id}\n`);
});
