import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Messenger } from '../../src/deliver/messenger.js';
import type { Outcome } from '../../src/domain/alert.js';
import { sampleAlert, sampleDigest, sampleNotice, sampleUpdate } from './samples.js';
import { clockAt, settle } from './settle.js';

/** One post as a reader of the place sees it. */
export interface Post {
  readonly ref: string;
  /** All of its visible text, unescaped or not. */
  readonly text: string;
  /** The `ref` of the message that it answers. */
  readonly under: string | null;
}

/** A messenger bound to an open place, and a look at what the place holds. */
export interface MessengerStage {
  readonly messenger: Messenger;
  /** Everything in the place now, replies included, oldest first. */
  posts(): Promise<readonly Post[]>;
  close(): Promise<void>;
}

/** What a platform can do to the next posting call. `…After`: the platform has kept the message. */
export type Fault = 'dropBefore' | 'dropAfter' | 'errorAfter';

/** A messenger that speaks to a server over the network. */
export interface NetworkStage extends MessengerStage {
  /** The time that the messenger is told. */
  now(): Date;
  failNextPost(fault: Fault): void;
  /** The next posting call is told to come back after so many seconds. */
  throttleNextPost(seconds: number): void;
  /** The next `count` reads of what the place holds fail with a server error. */
  failReads(count: number): void;
  /** People delete all that stands in the place. */
  removePosts(): void;
  /** Removes the account from the place. */
  shutOut(): void;
  /** Makes the account's token worthless. */
  revoke(): void;
  /** Stops the server: connections are refused from now on. */
  unplug(): Promise<void>;
  /** Strings that must never be seen in a reason. */
  readonly secrets: readonly string[];
}

/** What every messenger does, the screen included. */
export function messengerContract(name: string, open: () => Promise<MessengerStage>): void {
  describe(`${name} as a messenger`, () => {
    const stage = staged(open);

    test('a sent alert stands in its place once, with its headline and its sources', async () => {
      const alert = sampleAlert();
      const ref = refOf(await stage().messenger.send(alert, 'k1'));
      const posts = await stage().posts();
      expect(posts.map((post) => [post.ref, post.under])).toEqual([[ref, null]]);
      for (const text of visible()) expect(posts[0]?.text).toContain(text);
    });

    test('a sent notice shows its title and its text', async () => {
      refOf(await stage().messenger.send(sampleNotice('Disk is full', 'Make room on /data.'), 'k1'));
      const [post] = await stage().posts();
      expect(post?.text).toContain('Disk is full');
      expect(post?.text).toContain('Make room on /data.');
    });

    test('an update shows what is new and who says it, a digest each of its stories with its source', async () => {
      refOf(await stage().messenger.send(sampleUpdate(), 'k1'));
      refOf(await stage().messenger.send(sampleDigest(), 'k2'));
      const [update, digest] = await stage().posts();
      for (const text of ['Correction', 'Two customers, not three.', 'Second Daily'])
        expect(update?.text).toContain(text);
      for (const text of ['Digest: 2 stories', '9 articles considered', 'Story 1 of', 'Paper 2'])
        expect(digest?.text).toContain(text);
    });

    test('a key may have 25 characters', async () => {
      expect(await stage().messenger.send(sampleAlert(), 'k'.repeat(25))).toMatchObject({ kind: 'sent' });
    });

    test('text of any length and script is posted rather than refused', async () => {
      for (const text of [
        'word '.repeat(4000),
        '汉'.repeat(12_000),
        '👩‍👩‍👧‍👦'.repeat(2000),
        '&<>*_`~|@'.repeat(2000),
      ]) {
        const sentence = { text, itemId: 1, publisher: text, start: 0, end: text.length };
        const alert = sampleAlert({ headline: text, dek: sentence, points: [sentence, sentence, sentence] });
        expect(await stage().messenger.send(alert, 'k1')).toMatchObject({ kind: 'sent' });
        expect(await stage().messenger.send(sampleNotice(text, text), 'k2')).toMatchObject({ kind: 'sent' });
      }
    });

    test('an alert with nothing but a headline is posted', async () => {
      const bare = sampleAlert({ dek: null, points: [], sources: [], reasons: [] });
      expect(await stage().messenger.send(bare, 'k1')).toMatchObject({ kind: 'sent' });
    });
  });
}

/** What a messenger does besides when its place is on a platform across the network. */
export function networkMessengerContract(name: string, open: () => Promise<NetworkStage>): void {
  messengerContract(name, open);
  describe(`${name} as a messenger across the network`, () => {
    const stage = staged(open);
    postingContract(stage);
    outcomeContract(stage);
    findingContract(stage);
  });
}

function postingContract(stage: () => NetworkStage): void {
  test('an update changes the message and may be repeated', async () => {
    const ref = refOf(await stage().messenger.send(sampleAlert(), 'k1'));
    const grown = sampleAlert({ headline: 'Four customers now' });
    expect(await stage().messenger.update(ref, grown, 'k1')).toMatchObject({ kind: 'sent', ref });
    expect(await stage().messenger.update(ref, grown, 'k1')).toMatchObject({ kind: 'sent', ref });
    const posts = await stage().posts();
    expect(posts).toHaveLength(1);
    expect(posts[0]?.text).toContain('Four customers now');
  });

  test('an updated message can still be found', async () => {
    const firstAt = stage().now();
    const ref = refOf(await stage().messenger.send(sampleAlert(), 'k1'));
    await stage().messenger.update(ref, sampleNotice(), 'k1');
    expect(await look(stage(), 'k1', firstAt)).toEqual({ kind: 'found', ref });
  });

  test('a reply stands under its message, and each is found by its own key', async () => {
    const firstAt = stage().now();
    const root = refOf(await stage().messenger.send(sampleAlert(), 'k1'));
    const reply = refOf(await stage().messenger.reply(root, sampleNotice(), 'k2'));
    expect((await stage().posts()).map((post) => [post.ref, post.under])).toEqual([
      [root, null],
      [reply, root],
    ]);
    expect(await look(stage(), 'k1', firstAt)).toEqual({ kind: 'found', ref: root });
    expect(await look(stage(), 'k2', firstAt)).toEqual({ kind: 'found', ref: reply });
    expect(await look(stage(), 'k2', firstAt, root)).toEqual({ kind: 'found', ref: reply });
  });

  test('a reply whose reply was lost is found in its thread, and one that never arrived is not', async () => {
    const firstAt = stage().now();
    const root = refOf(await stage().messenger.send(sampleAlert(), 'k1'));
    stage().failNextPost('dropBefore');
    await stage().messenger.reply(root, sampleUpdate(), 'k2');
    expect(await look(stage(), 'k2', firstAt, root)).toMatchObject({ kind: 'absent' });
    await stage().messenger.reply(root, sampleUpdate(), 'k2');
    stage().failNextPost('dropAfter');
    await stage().messenger.reply(root, sampleUpdate(), 'k3');
    const last = (await stage().posts()).at(-1);
    expect(last?.text).toContain('Correction');
    expect(await look(stage(), 'k3', firstAt, root)).toEqual({ kind: 'found', ref: last?.ref });
  });
}

function outcomeContract(stage: () => NetworkStage): void {
  test('a throttled call is definitely not posted and waits as long as it was told', async () => {
    stage().throttleNextPost(7);
    const before = stage().now().getTime();
    const outcome = await stage().messenger.send(sampleAlert(), 'k1');
    expect(outcome.kind).toBe('wait');
    const until = outcome.kind === 'wait' ? outcome.until.getTime() : 0;
    expect(until).toBeGreaterThanOrEqual(before + 7_000);
    expect(until).toBeLessThan(stage().now().getTime() + 12_000);
    expect(await stage().posts()).toEqual([]);
    expect(await stage().messenger.send(sampleAlert(), 'k1')).toMatchObject({ kind: 'sent' });
  });

  test('an account that was shut out is refused, and is told why', async () => {
    stage().shutOut();
    const outcome = await stage().messenger.send(sampleAlert(), 'k1');
    expectPlain(stage(), outcome, 'refused');
    expect(outcome).toMatchObject({ what: 'place' });
    expect(await stage().posts()).toEqual([]);
  });

  test('a revoked token is refused and never shown', async () => {
    stage().revoke();
    const outcome = await stage().messenger.send(sampleAlert(), 'k1');
    expectPlain(stage(), outcome, 'refused');
    expect(outcome).toMatchObject({ what: 'place' });
  });

  test('an update of a message that is gone is refused, and says nothing of the place', async () => {
    const ref = refOf(await stage().messenger.send(sampleAlert(), 'k1'));
    stage().removePosts();
    const outcome = await stage().messenger.update(ref, sampleAlert(), 'k1');
    expect(outcome).toMatchObject({ kind: 'refused', what: 'message' });
  });

  test('a server that is not there makes the alert wait', async () => {
    await stage().unplug();
    const outcome = await stage().messenger.send(sampleAlert(), 'k1');
    expectPlain(stage(), outcome, 'wait');
    if (outcome.kind === 'wait') expect(outcome.until.getTime()).toBeGreaterThan(stage().now().getTime());
  });

  test.each(['dropBefore', 'dropAfter', 'errorAfter'] as const)(
    'a lost reply (%s) is uncertain, and no second call is made',
    async (fault) => {
      stage().failNextPost(fault);
      expectPlain(stage(), await stage().messenger.send(sampleAlert(), 'k1'), 'uncertain');
      expect(await stage().posts()).toHaveLength(fault === 'dropBefore' ? 0 : 1);
    },
  );
}

function findingContract(stage: () => NetworkStage): void {
  test.each(['dropAfter', 'errorAfter'] as const)(
    'a message whose reply was lost (%s) is found by its key',
    async (fault) => {
      const firstAt = stage().now();
      stage().failNextPost(fault);
      await stage().messenger.send(sampleAlert(), 'k1');
      const [post] = await stage().posts();
      expect(await look(stage(), 'k1', firstAt)).toEqual({ kind: 'found', ref: post?.ref });
    },
  );

  test('a message that never arrived is absent in the end', async () => {
    const firstAt = stage().now();
    await stage().messenger.send(sampleAlert(), 'k0');
    stage().failNextPost('dropBefore');
    await stage().messenger.send(sampleAlert(), 'k1');
    expect(await look(stage(), 'k1', firstAt)).toMatchObject({ kind: 'absent' });
  });

  test('a message is found behind three hundred later ones', async () => {
    const firstAt = stage().now();
    const ref = refOf(await stage().messenger.send(sampleAlert(), 'k0'));
    for (let index = 1; index <= 300; index++) await stage().messenger.send(sampleNotice(), `k${index}`);
    expect(await look(stage(), 'k0', firstAt)).toEqual({ kind: 'found', ref });
  });

  test('a look that fails tells nothing and asks to come back', async () => {
    const attempts = { firstAt: stage().now(), lastAt: stage().now(), now: hoursAfter(stage().now(), 1) };
    stage().failReads(1);
    const finding = await stage().messenger.find('k1', attempts);
    expect(finding.kind).toBe('unknown');
    if (finding.kind === 'unknown') expect(finding.until.getTime()).toBeGreaterThan(attempts.now.getTime());
    await stage().unplug();
    expect(await stage().messenger.find('k1', attempts)).toMatchObject({ kind: 'unknown' });
  });
}

/** Looks as the outbox does, until it can tell. */
function look(stage: NetworkStage, key: string, firstAt: Date, under?: string) {
  const attempts = { firstAt, lastAt: firstAt, ...(under !== undefined && { under }) };
  return settle(stage.messenger, key, attempts, clockAt(stage.now()));
}

function expectPlain(stage: NetworkStage, outcome: Outcome, kind: Outcome['kind']): void {
  expect(outcome.kind).toBe(kind);
  const reason = 'reason' in outcome ? outcome.reason : '';
  expect(reason).not.toBe('');
  for (const secret of stage.secrets) expect(reason).not.toContain(secret);
}

function refOf(outcome: Outcome): string {
  if (outcome.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  return outcome.ref;
}

function visible(): string[] {
  const { headline, dek, points, sources, reasons } = sampleAlert().briefing;
  const publishers = sources.map((source) => source.publisher);
  return [
    headline,
    dek?.text ?? '',
    ...points.map((point) => point.text),
    ...publishers,
    reasons[0]?.topicName ?? '',
  ];
}

function hoursAfter(date: Date, hours: number): Date {
  return new Date(date.getTime() + hours * 3_600_000);
}

function staged<S extends MessengerStage>(open: () => Promise<S>): () => S {
  let stage: S | null = null;
  beforeEach(async () => {
    stage = await open();
  });
  afterEach(async () => {
    await stage?.close();
    stage = null;
  });
  return () => {
    if (!stage) throw new Error('the stage is not set');
    return stage;
  };
}
