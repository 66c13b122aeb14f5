import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Messenger } from '../../../src/deliver/messenger.js';
import { sampleNotice } from '../../contracts/samples.js';
import { settle } from '../../contracts/settle.js';
import type { SlackFault } from '../../support/slack/web-api.js';
import { openStage, type Slack } from './stage.js';

/** The outbox's rule over this messenger, on a virtual clock: never sent again unless it is known to be absent. */
test('whatever fails and however the history lags, every message is posted once', async () => {
  const faults = fc.constantFrom<SlackFault>(
    { kind: 'drop', after: false },
    { kind: 'drop', after: true },
    { kind: 'status', status: 500, after: false },
    { kind: 'status', status: 500, after: true },
    { kind: 'error', error: 'fatal_error', after: true },
    { kind: 'error', error: 'internal_error', after: false },
    { kind: 'throttle', seconds: 5 },
    { kind: 'page' },
  );
  const method = fc.constantFrom(
    'chat.postMessage',
    'chat.postMessage',
    'conversations.history',
    'conversations.list',
  );
  const plans = fc.record({
    faults: fc.array(fc.tuple(method, faults), { maxLength: 8 }),
    lagMs: fc.integer({ min: 0, max: 44_000 }),
    inThread: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(plans, async ({ faults, lagMs, inThread }) => {
      const slack = await openStage({ appToken: null });
      slack.server.workspace.historyLagMs = lagMs;
      const messenger = slack.account.messenger({ id: 'd', account: 's', channel: '#desk' });
      const root = inThread ? await deliver(slack, messenger, 'root', null) : null;
      for (const [name, fault] of faults) slack.server.failNext(name, fault);
      for (const key of ['a', 'b', 'c']) await deliver(slack, messenger, key, root);
      const keys = slack.server
        .posts('desk')
        .map(({ content }) => content.metadata?.event_payload.delivery_id);
      await slack.close();
      expect(keys).toEqual([...(inThread ? ['root'] : []), 'a', 'b', 'c']);
    }),
    { numRuns: 20, endOnFailure: true },
  );
});

async function deliver(
  slack: Slack,
  messenger: Messenger,
  key: string,
  root: string | null,
): Promise<string> {
  let firstAt: Date | null = null;
  for (let attempt = 0; attempt < 20; attempt++) {
    firstAt ??= slack.now();
    const lastAt = slack.now();
    const message = sampleNotice(key);
    const outcome =
      root === null ? await messenger.send(message, key) : await messenger.reply(root, message, key);
    if (outcome.kind === 'sent') return outcome.ref;
    if (outcome.kind === 'refused') throw new Error(outcome.reason);
    if (outcome.kind === 'wait') advanceTo(slack, outcome.until);
    if (outcome.kind === 'uncertain') {
      const clock = { now: slack.now, advanceTo: (time: Date) => advanceTo(slack, time) };
      const found = await settle(messenger, key, { firstAt, lastAt }, clock);
      if (found.kind === 'found') return found.ref;
    }
  }
  throw new Error('never delivered');
}

function advanceTo(slack: Slack, time: Date): void {
  slack.advance(Math.max(1, time.getTime() - slack.now().getTime()));
}
