import { afterFind, afterSend, afterUpdate } from '../deliver/outbox.js';
import type { Messenger } from '../deliver/messenger.js';
import type { Finding, Outcome, Settlement } from '../domain/alert.js';
import { type DueAlert, nextAlert } from '../store/alerts.js';
import { type Action, beginAttempt, type Sender, settleAttempt } from '../store/attempts.js';
import { stopwatch } from '../store/clock.js';
import { type Lane, leaseLane, releaseLane } from '../store/lanes.js';
import { newOwner } from '../store/leases.js';
import { attend, catchUp } from './attend.js';
import { reason } from './parts.js';
import { type DeliverParts, reportSettled, tellOperator } from './tell-of-delivery.js';

/** A platform's pace is waited out by the sender; anything longer by nobody, until the sweep finds it due. */
const LONGEST_PAUSE_MS = 3_000;
/** A call takes 15 s at the most and the lease 25: a process that slept between the two may not call any more. */
const LATEST_START_MS = 9_000;

/** Alert → Delivery: sends what is due to one destination, in its order, as its only sender. */
export async function deliver(
  parts: DeliverParts,
  stopping: AbortSignal,
  destination: string,
): Promise<void> {
  const { db, live, now } = parts;
  // A name for this job, not for this process: a queue that forgets what runs may run it twice here.
  const sender = { destination, owner: newOwner() };
  // Once it takes something: whether it was away, and has a list coming.
  let mayHaveMissed = true;
  try {
    while (!stopping.aborted) {
      // A reload may have put another in its place since the last alert.
      const messenger = live().messengers.get(destination);
      if (!messenger) break;
      await parts.sure();
      const held = heldFor(now);
      const lane = await leaseLane(db, destination, sender.owner, now());
      if (lane === null) break;
      if (lane.notBefore > now()) {
        if (!(await pause(parts, lane.notBefore, stopping))) break;
        continue;
      }
      const order = await attend(parts, destination);
      const alert = await nextAlert(db, destination, now(), order);
      if (!alert) break;
      const isOut = await attempt(parts, messenger, sender, { ...lane, held }, alert);
      if (isOut && mayHaveMissed) {
        mayHaveMissed = false;
        await catchUp(parts, destination);
      }
    }
  } finally {
    await releaseLane(db, destination, sender.owner);
  }
}

/** False when it is too long to wait for here. */
async function pause({ now, wait }: DeliverParts, until: Date, stopping: AbortSignal): Promise<boolean> {
  const ms = until.getTime() - now().getTime();
  if (ms > LONGEST_PAUSE_MS) return false;
  await wait(Math.max(ms, 1), stopping);
  return true;
}

/** A lane that was taken, and for how many milliseconds it has been ours. */
interface Held extends Lane {
  readonly held: () => number;
}

/** By the store's clock and by this machine's, which alone goes on while it sleeps. */
function heldFor(now: () => Date): () => number {
  const taken = now().getTime();
  const watch = stopwatch();
  return () => Math.max(now().getTime() - taken, watch());
}

/** One attempt: committed, called, settled. True when the platform has it. */
async function attempt(
  parts: DeliverParts,
  messenger: Messenger,
  sender: Sender,
  lane: Held,
  alert: DueAlert,
): Promise<boolean> {
  const { db, now } = parts;
  const { destination } = sender;
  const action = actionFor(alert, now());
  const made = await beginAttempt(db, alert, action, sender, now());
  if (made === null) return false;
  const isLate = lane.held() > LATEST_START_MS;
  const { outcome, next } = isLate
    ? heldUp(alert, action, now())
    : await call(messenger, alert, action, lane, now);
  const delivered = { alert, destination, action, outcome, next };
  const settled = await settleAttempt(
    db,
    { alert, destination, action, attempt: made },
    outcome,
    next,
    now(),
    (tx, sofar) => tellOperator(parts, tx, delivered, sofar),
  );
  if (settled) reportSettled(parts, delivered, settled);
  return next.state === 'sent' && next.health === 'well';
}

/** What may have been posted is looked for, unless posting it again is sure to do no harm. */
function actionFor({ state, repeatableUntil }: DueAlert, now: Date): Action {
  if (state === 'sent') return 'update';
  if (state === 'sending') return 'find';
  return repeatableUntil !== null && now >= repeatableUntil ? 'find' : 'send';
}

interface Called {
  readonly outcome: Outcome | Finding;
  readonly next: Settlement;
}

/** Nothing was called. */
function heldUp({ state: before }: DueAlert, action: Action, now: Date): Called {
  const state = action === 'find' ? 'sending' : before;
  const outcome = { kind: 'wait', until: now, reason: 'this machine was held up' } as const;
  return { outcome, next: { state, notBefore: now, reason: outcome.reason } };
}

async function call(
  messenger: Messenger,
  alert: DueAlert,
  action: Action,
  { failures }: Lane,
  now: () => Date,
): Promise<Called> {
  const { id, message, ref, rootRef } = alert;
  if (action === 'find') {
    const outcome = await find(messenger, alert, now());
    return { outcome, next: afterFind(outcome, alert, now()) };
  }
  const isUpdate = action === 'update' && ref !== null;
  const sending = isUpdate
    ? messenger.update(ref, message, id)
    : rootRef === null
      ? messenger.send(message, id)
      : messenger.reply(rootRef, message, id);
  const outcome = await sending.catch(
    (error: unknown) => ({ kind: 'uncertain', reason: reason(error) }) as const,
  );
  const next = isUpdate
    ? afterUpdate(outcome, { ref, failures }, now())
    : afterSend(outcome, { failures }, now());
  return { outcome, next };
}

async function find(messenger: Messenger, alert: DueAlert, now: Date): Promise<Finding> {
  const { id, firstAt, lastAt, rootRef } = alert;
  const attempts = {
    firstAt: firstAt ?? now,
    lastAt: lastAt ?? now,
    now,
    ...(rootRef !== null && { under: rootRef }),
  };
  return messenger.find(id, attempts).catch((error: unknown) => {
    return { kind: 'unknown', until: new Date(now.getTime() + 60_000), reason: reason(error) } as const;
  });
}
