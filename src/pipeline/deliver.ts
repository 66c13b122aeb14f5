import { randomBytes } from 'node:crypto';
import type { Messenger } from '../deliver/messenger.js';
import { afterFind, afterSend, afterUpdate } from '../deliver/outbox.js';
import * as alerts from '../store/alerts.js';
import { type PipelineParts, reason } from './parts.js';

/** Whether this process sends any more. */
export interface Sending {
  stopped: boolean;
}

/** Alert → Delivery: sends what is due to one destination, oldest first, as its only sender. */
export async function deliver(parts: PipelineParts, sending: Sending, destination: string): Promise<void> {
  const { db, live, now } = parts;
  const messenger = live().messengers.get(destination);
  if (!messenger) return;
  // A name for this job, not for this process: a queue that forgets what runs may run it twice here.
  const owner = randomBytes(12).toString('base64url');
  while (!sending.stopped && (await alerts.leaseLane(db, destination, owner, now()))) {
    const alert = await alerts.nextAlert(db, destination, now());
    if (!alert) break;
    await attempt(parts, messenger, destination, alert);
  }
  await alerts.releaseLane(db, destination, owner);
}

/** One attempt: committed, called, settled. */
async function attempt(
  { db, now, report }: PipelineParts,
  messenger: Messenger,
  destination: string,
  alert: alerts.DueAlert,
): Promise<void> {
  const action = alert.state === 'sending' ? 'find' : alert.state === 'sent' ? 'update' : 'send';
  const id = await alerts.beginAttempt(db, alert.id, action, now());
  if (id === null) return;
  const { outcome, next } = await call(messenger, alert, action, now);
  await alerts.settleAttempt(db, { ...alert, destination }, id, outcome, next, now());
  const state =
    next.state === 'parked'
      ? 'parked'
      : next.ref === undefined
        ? null
        : action === 'update'
          ? 'updated'
          : 'sent';
  if (state === null) return;
  const { id: key, storyId: story, topics, message } = alert;
  const headline = message.kind === 'alert' ? message.briefing.headline : message.title;
  report({ event: 'alert', alert: key, story, topics, destination, state, headline, reason: next.reason });
}

async function call(messenger: Messenger, alert: alerts.DueAlert, action: alerts.Action, now: () => Date) {
  const { id, message, ref } = alert;
  if (action === 'find') {
    const at = now();
    const attempts = { firstAt: alert.firstAt ?? at, lastAt: alert.lastAt ?? at, now: at };
    const outcome = await messenger.find(id, attempts).catch((error: unknown) => {
      return { kind: 'unknown', until: new Date(at.getTime() + 60_000), reason: reason(error) } as const;
    });
    return { outcome, next: afterFind(outcome, now()) };
  }
  const sending =
    action === 'update' && ref !== null ? messenger.update(ref, message, id) : messenger.send(message, id);
  const outcome = await sending.catch(
    (error: unknown) => ({ kind: 'uncertain', reason: reason(error) }) as const,
  );
  const settle =
    action === 'update' && ref !== null ? afterUpdate(outcome, ref, now()) : afterSend(outcome, now());
  return { outcome, next: settle };
}
