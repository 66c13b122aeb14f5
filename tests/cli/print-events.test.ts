import { expect, test } from 'vitest';
import { card } from '../../src/cli/feeds.js';
import { newIn } from '../../src/cli/keep-running.js';
import { eventPrinter } from '../../src/cli/print-events.js';
import { consoleScreen } from '../../src/cli/settings.js';
import type { FeedStatus } from '../../src/domain/feed.js';
import { createLog } from '../../src/observe/log.js';

test('trouble that the operator is told of anyway is one line, with what happens next', () => {
  const lines: string[] = [];
  const log = createLog({ format: 'text', quiet: false, secrets: [], write: (line) => lines.push(line) });
  eventPrinter(
    false,
    log,
  )({
    event: 'feed',
    feed: 'bridge',
    outcome: 'failed',
    items: 0,
    new: 0,
    held: 0,
    setAside: [],
    error: '127.0.0.1 is a private address',
    notice: 'may not be fetched: 127.0.0.1 is a private address',
    nextPollAt: '2026-11-24T08:05:00.000Z',
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(
    'feed bridge may not be fetched: 127.0.0.1 is a private address; next try 08:05 UTC',
  );
});

test('the list of feeds says a reason once', () => {
  const feed: FeedStatus = {
    id: 'a',
    location: 'https://a.example.org/feed',
    tags: [],
    state: 'failing',
    outcome: 'failed',
    error: 'no such host',
    failingSince: '2026-11-24T08:00:00.000Z',
    needsPerson: false,
    silentSince: null,
    lastPollAt: '2026-11-24T08:00:00.000Z',
    nextPollAt: '2026-11-24T08:05:00.000Z',
    why: 'no such host (once)',
    hub: null,
  };
  expect(card(feed).split('\n').slice(1)).toEqual([
    '        no such host (once), since 2026-11-24 08:00 UTC',
    '        last 2026-11-24 08:00 UTC, next 2026-11-24 08:05 UTC',
  ]);
  expect(card({ ...feed, why: '404: not there (once)' })).toMatch(/no such host, since[^]*\(404: not there/);
});

test('a terminal that says it has no width is taken for one of 80 columns', () => {
  const { columns } = process.stdout;
  try {
    process.stdout.columns = 0;
    expect(consoleScreen(false).columns).toBe(80);
    process.stdout.columns = 132;
    expect(consoleScreen(false).columns).toBe(132);
  } finally {
    process.stdout.columns = columns;
  }
});

test('a reload tells what is set aside that was not before, wherever it stands by now', () => {
  const off = { file: 'wirewatch.yaml', line: 11, column: 15, message: 'account slack is off: X is not set' };
  const more = { ...off, message: 'account team is off: Y is not set' };
  expect(newIn([{ ...off, line: 14 }, more], [off])).toEqual([more]);
});
