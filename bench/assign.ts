/** How long it takes to find an article's story when the window holds 100,000: texts mixed from labelled reports. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fingerprint } from '../src/cluster/fingerprint.js';
import { type Report, storyWindow } from '../src/cluster/story-window.js';
import { type LabelledReport, readReports } from './labelled.js';
import { seeded } from './seeded.js';

const HELD = Number(process.env['HELD'] ?? 100_000);
const MEASURED = 3_000;
/** Timed together, since looking at the clock costs a tenth of what is timed. */
const BATCH = 50;
const WINDOW_MS = 71 * 3_600_000;
const START = Date.UTC(2026, 0, 1);

export function timeAssigning(path: string): void {
  const reports = readReports(path).flatMap((file) => file.reports);
  const random = seeded(7);
  const window = storyWindow();
  let opened = 0;
  const parts: number[] = [];
  for (let first = 0; first < HELD + MEASURED; first += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, i) => mixed(reports, first + i, random));
    const from = process.cpuUsage();
    for (const report of batch) {
      const placed = window.place(report);
      placed.settle(placed.join?.storyId ?? ++opened);
    }
    const { user, system } = process.cpuUsage(from);
    if (first >= HELD) parts.push((user + system) / 1_000 / BATCH);
  }
  const sorted = parts.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(2);
  const mean = parts.reduce((sum, one) => sum + one, 0) / parts.length;
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const [heap, arrays] = [heapUsed, arrayBuffers].map((bytes) => Math.round(bytes / 2 ** 20));
  console.log(
    `${window.size()} articles in ${opened} stories: ${mean.toFixed(2)} ms of processor an article (batches of ${BATCH}: median ${at(0.5)}, p95 ${at(0.95)}), ${heap} MiB of heap and ${arrays} of arrays`,
  );
}

/** Articles that one event has, on average. */
const AN_EVENT = 5;

/**
 * An article on one of the day's events: words of the event's own report, a third of them replaced by another's, and
 * the names that only this event has.
 */
function mixed(reports: readonly LabelledReport[], i: number, random: () => number): Report {
  // Events come up one after the other, and are written about for a while.
  const event = Math.max(0, Math.floor(i / AN_EVENT - random() ** 3 * 4_000));
  const base = reports[(event * 7_919) % reports.length];
  const other = reports[Math.floor(random() * reports.length)];
  const words = (text = '') => text.split(/\s+/).slice(0, 200);
  const strange = words(other?.text);
  const names = Array.from({ length: 8 }, (_, n) => `n${((event * 31 + n) % 60_000).toString(36)}`);
  const told = words(base?.text).map((word, at) => {
    if (at % 12 === 3) return names[Math.floor(random() * names.length)] ?? word;
    return random() < 0.35 ? (strange[at] ?? word) : word;
  });
  const title = `${base?.title ?? ''} ${names.slice(0, 2).join(' ')}`;
  const time = new Date(START + (i / (HELD + MEASURED)) * WINDOW_MS);
  const article = { title, body: told.join(' ') };
  const times = { dated: true, publishedAt: time, seenAt: time };
  return { ...article, ...times, itemId: i, publisher: `p${i % 200}`, fingerprint: fingerprint(article) };
}
