import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DueFeed, hostPauseUntil, type HostState, planPolls, pollKey } from '../../src/ingest/hosts.js';

const NOW = new Date('2025-07-01T12:00:00Z');
const HOUR = 3_600_000;
const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const due = (id: string, url: string, at = NOW): DueFeed => ({ id, host: new URL(url).host, at });
const ids = (feeds: readonly DueFeed[]): string[] => feeds.map((feed) => feed.id);

test('one feed of a host goes at a time, the longest overdue first', () => {
  const feeds = [
    due('b', 'https://a.example/2'),
    due('a', 'https://a.example/1', after(-1)),
    due('c', 'https://c.example/'),
  ];
  const plan = planPolls(feeds, new Map(), 10, NOW);
  expect(ids(plan.start)).toEqual(['a', 'c']);
  expect(ids(planPolls(feeds, new Map([['a.example', { busy: true }]]), 10, NOW).start)).toEqual(['c']);
});

test('two requests to a host are two seconds apart', () => {
  const hosts = new Map<string, HostState>([['a.example', { busy: false, lastEndedAt: after(-500) }]]);
  const feeds = [due('a', 'https://a.example/1')];
  expect(planPolls(feeds, hosts, 10, NOW)).toEqual({ start: [], wakeAt: after(1500) });
  expect(ids(planPolls(feeds, hosts, 10, after(1500)).start)).toEqual(['a']);
});

test('a paused host is left alone until its time', () => {
  const hosts = new Map<string, HostState>([['a.example', { busy: false, pausedUntil: after(HOUR) }]]);
  const feeds = [due('a', 'https://a.example/1'), due('b', 'https://a.example/2')];
  expect(planPolls(feeds, hosts, 10, NOW)).toEqual({ start: [], wakeAt: after(HOUR) });
});

test('after a long sleep a thousand overdue feeds go out a few at a time, none twice, none never', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(40), { minLength: 1, maxLength: 120 }),
      fc.integer({ min: 1, max: 8 }),
      (hostNumbers, slots) => {
        let waiting = hostNumbers.map((host, index) =>
          due(`f${index}`, `https://h${host}.example/${index}`, after(-index * 1000)),
        );
        const hosts = new Map<string, HostState>();
        const started: string[] = [];
        let now = NOW;
        for (let round = 0; round < 1000 && waiting.length > 0; round += 1) {
          const plan = planPolls(waiting, hosts, slots, now);
          expect(plan.start.length).toBeLessThanOrEqual(slots);
          expect(new Set(plan.start.map((feed) => feed.host)).size).toBe(plan.start.length);
          for (const feed of plan.start) {
            started.push(feed.id);
            hosts.set(feed.host, { busy: false, lastEndedAt: now });
          }
          waiting = waiting.filter((feed) => !plan.start.includes(feed));
          now = new Date(now.getTime() + 2000);
        }
        expect([...started].sort()).toEqual(hostNumbers.map((_, index) => `f${index}`).sort());
      },
    ),
    { numRuns: 30 },
  );
});

test('429 pauses a public host; 503 and private hosts concern the feed alone', () => {
  const refusal = (status: number) => ({ kind: 'refused' as const, status, headers: {}, retryAfterMs: 1000 });
  const until = after(HOUR);
  expect(hostPauseUntil('https://news.example.com/feed', refusal(429), until)).toEqual(until);
  expect(hostPauseUntil('https://news.example.com/feed', refusal(403), until)).toEqual(until);
  expect(hostPauseUntil('https://news.example.com/feed', refusal(503), until)).toBeNull();
  expect(hostPauseUntil('https://news.example.com/feed', refusal(404), until)).toBeNull();
  expect(hostPauseUntil('http://192.168.1.10:1200/bbc', refusal(429), until)).toBeNull();
  expect(hostPauseUntil('http://rsshub:1200/bbc', refusal(429), until)).toBeNull();
});

test('addresses of one feed have one key', () => {
  const key = pollKey('https://example.com/feed');
  for (const same of [
    'http://example.com/feed',
    'https://www.example.com/feed/',
    'https://EXAMPLE.com:443/feed#top',
  ]) {
    expect(pollKey(same)).toBe(key);
  }
  for (const other of [
    'https://example.com/feed?page=2',
    'https://example.com/Feed',
    'https://blog.example.com/feed',
    'https://example.com:8443/feed',
  ]) {
    expect(pollKey(other)).not.toBe(key);
  }
});

test('a clock set back an hour keeps no feed from its host', () => {
  const hosts = new Map<string, HostState>([['a.example', { busy: false, lastEndedAt: after(HOUR) }]]);
  expect(ids(planPolls([due('a', 'https://a.example/1')], hosts, 1, NOW).start)).toEqual(['a']);
});
