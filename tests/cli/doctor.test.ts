import { describe, expect, test } from 'vitest';
import { clock, inTrouble, ofAccount, shortened } from '../../src/cli/doctor.js';
import type { FeedStatus } from '../../src/domain/feed.js';

const feed = (id: string, error: string | null): FeedStatus => ({
  id,
  location: `https://${id}.example.org/feed`,
  tags: [],
  state: error === null ? 'ok' : 'failing',
  outcome: null,
  error,
  failingSince: null,
  needsPerson: false,
  silentSince: null,
  lastPollAt: '2026-11-24T08:00:00.000Z',
  nextPollAt: null,
  why: null,
  hub: null,
});

describe('feeds in trouble', () => {
  test('with the same trouble stand in one line, with what all of them may need', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    expect(inTrouble(ids.map((id) => feed(id, 'no such host')))).toEqual([
      {
        level: 'warn',
        text: '10 feeds: no such host: is this machine online, and does its name server answer? (a, b, c, d, e, f, g, h and 2 more)',
      },
    ]);
  });

  test('are not blamed on the network while others can be read', () => {
    const found = inTrouble([feed('a', 'no such host'), feed('b', 'no such host'), feed('c', null)]);
    expect(found.map(({ text }) => text)).toEqual([
      '2 feeds: no such host: look at their addresses with feeds test <id> (a, b)',
    ]);
  });

  test('are a failure once they need a person, told apart from those that may come back', () => {
    const gone = { ...feed('a', 'no such host'), needsPerson: true };
    expect(inTrouble([gone, feed('b', 'no such host')]).map(({ level }) => level)).toEqual(['bad', 'warn']);
  });

  test('stand alone when their trouble is their own', () => {
    expect(inTrouble([feed('a', 'the server answers 500')])[0]?.text).toBe(
      'feed a: the server answers 500: look at https://a.example.org/feed',
    );
  });
});

test('a clock from before this program was written is wrong', () => {
  expect(clock(new Date('1970-01-01T00:00:05Z'))).toMatchObject({ level: 'bad' });
  expect(clock(new Date('2026-11-24T08:00:00Z'))).toEqual({
    level: 'ok',
    text: 'clock 2026-11-24 08:00:00 UTC',
  });
});

test('what an account lacks is told with what to do about it', () => {
  const todo = 'invite the bot: type /invite @wirewatch in the channel';
  expect(ofAccount('slack', { what: 'desk: channel #desk', todo })).toEqual({
    level: 'bad',
    text: `account slack: desk: channel #desk: ${todo}`,
  });
  expect(ofAccount('slack', { what: 'bot token', todo: null })).toMatchObject({ level: 'ok' });
});

test('a link that would fill the screen is cut, one to click on is not', () => {
  const invite = `https://discord.com/oauth2/authorize?client_id=1234567890123456789&${'x'.repeat(60)}`;
  expect(shortened(`invitation: ${invite}`)).toContain(invite);
  const cut = shortened(`account slack: the app: https://api.slack.com/apps?new_app=1&${'x'.repeat(1_900)}`);
  expect(cut).toMatch(
    /^account slack: the app: https:\/\/api\.slack\.com\S+… \(all of it: doctor --links\)$/,
  );
  expect(cut.length).toBeLessThan(130);
});
