import { createHash } from 'node:crypto';
import { readWordings, type Draft, type Rewriter, type Rewriting } from '../brief/rewriter.js';
import { draftOf } from '../brief/rewording/draft.js';
import { reword as reworded } from '../brief/rewording/reword.js';
import type { Tx } from '../store/db.js';
import * as rewordings from '../store/rewordings.js';
import type { StoryAlert } from './grow.js';
import { type PipelineParts, reason as reasonOf, type Rewording } from './parts.js';

/** So long a new alert waits for other words; one that is breaking does not, it is edited when they come. */
const WAIT_MS = 45_000;

export interface Worded {
  readonly alert: StoryAlert;
  /** Until when it waited, which it need not any more; null when it did not, or still does. */
  readonly waitedUntil: Date | null;
  /** The question that is still to be asked. */
  readonly asks: string | null;
}

/** An alert in the words that there are for it: a model's where they are known, else its sources' own, and asks. */
export async function inWords(
  { rewording, now }: Pick<PipelineParts, 'rewording' | 'now'>,
  tx: Tx,
  alert: StoryAlert,
): Promise<Worded> {
  const plain = { alert, waitedUntil: null, asks: null };
  const { message } = alert;
  if (!rewording) return plain;
  const { rewriter } = rewording;
  const draft = draftOf(message.briefing);
  if (draft.sentences.length === 0) return plain;
  const key = keyOf(rewriter, draft);
  const at = now();
  const waitUntil = new Date(at.getTime() + (alert.priority === 'breaking' ? 0 : WAIT_MS));
  const known = await rewordings.askOnce(tx, { key, storyId: alert.storyId, draft, waitUntil }, at);
  if (known.state === 'wanted')
    return { alert: waiting(alert, known.waitUntil, at), waitedUntil: null, asks: key };
  if (known.state !== 'answered') return { ...plain, waitedUntil: known.waitUntil };
  const wordings = readWordings({ sentences: known.wordings }) ?? [];
  const { briefing } = reworded(message.briefing, wordings, rewriter.name);
  return { ...plain, alert: { ...alert, message: { ...message, briefing } }, waitedUntil: known.waitUntil };
}

/** What has waited long enough waits no longer. */
function waiting(alert: StoryAlert, until: Date | null, at: Date): StoryAlert {
  return until === null || until <= at
    ? alert
    : { ...alert, waits: { until, reason: 'waits for a model to reword it' } };
}

/** One question is asked once, whoever shows the answer. */
function keyOf({ id }: Rewriter, draft: Draft): string {
  return createHash('sha256')
    .update(JSON.stringify([id, draft]))
    .digest('base64url');
}

/** What asking a rewriter uses of the program. */
type RewordParts = Pick<PipelineParts, 'db' | 'now' | 'queue' | 'report' | 'rewording'>;

/** Asks a rewriter what a briefing has asked, within the day's tokens, and has the story briefed anew with the answer. */
export async function reword(parts: RewordParts, stopping: AbortSignal, key: string): Promise<void> {
  const { db, now, queue, report, rewording } = parts;
  if (!rewording) return;
  const claimed = await rewordings.claimRewording(db, key, now());
  if (!claimed) return;
  const begun = now();
  const rewriting = await ask(parts, rewording, claimed.draft as Draft, stopping);
  // It is asked again by whoever goes on.
  if (stopping.aborted && rewriting.kind === 'unavailable') return;
  const answered = rewriting.kind === 'reworded';
  const released = await db.transaction().execute(async (tx) => {
    // First the story, as who briefs it does: the other way round the two would wait for each other.
    if (answered) await rewordings.briefAnew(tx, claimed.storyId);
    await rewordings.settleRewording(tx, key, decided(rewriting), now());
    if (answered || !claimed.waitUntil) return [];
    return rewordings.releaseWaiting(tx, claimed.storyId, claimed.waitUntil, now());
  });
  const { kind, tokens } = rewriting;
  const reason = kind === 'reworded' ? null : rewriting.reason;
  if (kind === 'unavailable') rewording.outage.failed(rewriting.reason);
  else rewording.outage.served();
  const seconds = (now().getTime() - begun.getTime()) / 1_000;
  const model = rewording.rewriter.name;
  report({ event: 'model', story: claimed.storyId, model, outcome: kind, reason, tokens, seconds });
  if (answered) await queue.wake('brief', [claimed.storyId], now());
  await queue.wake('deliver', released, now());
}

async function ask(
  { db, now }: RewordParts,
  { rewriter, dailyTokens }: Rewording,
  draft: Draft,
  stopping: AbortSignal,
): Promise<Rewriting> {
  const at = now();
  const estimated = rewriter.estimate(draft);
  const usedUp = async () => {
    const { calls, tokens } = await rewordings.usedToday(db, rewriter.name, at);
    return `${tokens} of ${dailyTokens} tokens of today are used up, in ${calls} calls`;
  };
  if (!(await rewordings.reserveTokens(db, rewriter.name, estimated, dailyTokens, at)))
    return { kind: 'unavailable', reason: await usedUp(), tokens: 0 };
  const rewriting = await rewriter.rewrite(draft, stopping).catch((error: unknown): Rewriting => {
    return { kind: 'unavailable', reason: reasonOf(error), tokens: estimated };
  });
  await rewordings.settleTokens(db, rewriter.name, estimated, rewriting.tokens, at);
  return rewriting;
}

function decided(rewriting: Rewriting): rewordings.Decided {
  if (rewriting.kind === 'reworded')
    return { state: 'answered', wordings: [...rewriting.wordings], reason: null };
  const state = rewriting.kind === 'useless' ? 'useless' : 'failed';
  return { state, wordings: [], reason: rewriting.reason.slice(0, 300) };
}
