import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Messenger } from '../../../src/deliver/messenger.js';
import { afterFind, afterSend } from '../../../src/deliver/outbox.js';
import type { Outcome, Settlement } from '../../../src/domain/alert.js';
import { sampleNotice } from '../../contracts/samples.js';
import type { Fault } from '../../support/discord/faults.js';
import { tooMany } from '../../support/discord/rest.js';
import { visibleText } from '../../support/discord/rules.js';
import { addChannel, FORUM } from '../../support/discord/world.js';
import { type Discord, openStage } from './stage.js';

const POSTS = /^\/channels\/\d+\/(messages|threads)$/;
const READS = /^\/(channels\/\d+\/messages|guilds\/\d+\/threads\/active)$/;
const ANA = '600000000000000001';

/** Where a message goes: a channel, a forum or somebody's direct messages; there as an answer, or not. */
const places = ['#desk', '#wire', `@${ANA}`] as const;

const faults: Readonly<Record<string, Fault>> = {
  'request lost': { kind: 'dropBefore' },
  'reply lost': { kind: 'dropAfter' },
  'kept, then 500': { kind: 'errorAfter' },
  '502 instead': { kind: 'reply', reply: { status: 502 } },
  throttled: { kind: 'reply', reply: tooMany(1, 'shared') },
};

/** What happens at one attempt, and how many seconds pass before the next step. */
const step = fc.record({
  post: fc.constantFrom(null, ...Object.keys(faults)),
  read: fc.constantFrom(null, '502 instead', 'request lost'),
  pauseSeconds: fc.constantFrom(0, 20, 50, 200, 4000),
});

test('a message is posted once, whatever is lost and however long it takes to look', async () => {
  const alert = fc.array(step, { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(alert, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.constantFrom(...places),
      async (alerts, isReply, channel) => {
        const discord = await openStage();
        addChannel(discord.server.world, 'wire', { type: FORUM });
        const messenger = discord.account.messenger({ id: 'd', account: 'a', channel });
        const root = await messenger.send(sampleNotice('Root', ''), 'root');
        const under = isReply && root.kind === 'sent' ? root.ref : null;
        for (const [index, steps] of alerts.entries())
          await deliver(discord, messenger, `k${index}`, steps, under);
        const all = [...discord.server.world.channels.values()].flatMap(({ messages }) => messages);
        const texts = all.map((post) => visibleText(post.components));
        expect(texts.filter((text) => !text.includes('Root')).toSorted()).toEqual(
          alerts.map((_, index) => `**k${index}**\n`),
        );
        expect(discord.server.violations()).toEqual([]);
        await discord.close();
      },
    ),
    { numRuns: 20, seed: 20, endOnFailure: true },
  );
});

/** The outbox in small: what may have been posted is looked for by its rules, with the same key throughout. */
async function deliver(
  { server, now }: Discord,
  messenger: Messenger,
  key: string,
  steps: readonly { post: string | null; read: string | null; pauseSeconds: number }[],
  under: string | null,
): Promise<void> {
  const firstAt = now();
  let lastAt = firstAt;
  let next: Settlement = { state: 'pending', reason: null };
  for (const { post, read, pauseSeconds } of [...steps, ...Array.from({ length: 6 }, () => calm)]) {
    const isStale = next.repeatableUntil !== undefined && now() >= next.repeatableUntil;
    if (next.state === 'sending' || isStale) {
      const planned = read === null ? undefined : faults[read];
      if (planned) server.faults.next('GET', READS, planned);
      const finding = await messenger.find(key, {
        firstAt,
        lastAt,
        now: now(),
        ...(under !== null && { under }),
      });
      server.faults.clear();
      next = afterFind(finding, { missedAt: next.missedAt ?? null, undecidedAt: null }, now());
    }
    if (next.state === 'pending') {
      const planned = post === null ? undefined : faults[post];
      if (planned) server.faults.next('POST', POSTS, planned);
      const message = sampleNotice(key, '');
      lastAt = now();
      const outcome = await past50(() =>
        under ? messenger.reply(under, message, key) : messenger.send(message, key),
      );
      server.faults.clear();
      const doubt = next.repeatableUntil;
      next = afterSend(outcome, { failures: 0 }, now());
      if (next.state === 'pending' && doubt) next = { ...next, repeatableUntil: doubt };
    }
    if (next.state === 'sent') return;
    server.world.advance(pauseSeconds * 1000);
  }
  throw new Error(`${key} was not settled`);
}

/** discord.js lets 50 calls a second through, on the machine's clock: the test must not be faster than that. */
async function past50(post: () => Promise<Outcome>): Promise<Outcome> {
  return vi.waitFor(
    async () => {
      const outcome = await post();
      if (outcome.kind === 'wait' && outcome.reason.includes('global')) throw new Error(outcome.reason);
      return outcome;
    },
    { timeout: 5_000 },
  );
}

const calm = { post: null, read: null, pauseSeconds: 20 };
