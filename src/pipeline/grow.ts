import { randomBytes } from 'node:crypto';
import { storyChange } from '../brief/story-change.js';
import { isEdited, updateMessage, withThread } from '../deliver/thread.js';
import type { AlertMessage } from '../domain/message.js';
import * as alerts from '../store/alerts.js';
import type { Tx } from '../store/db.js';

/** An alert whose message is a story. */
export type StoryAlert = alerts.NewAlert & { readonly message: AlertMessage };

/**
 * A story that is known at its destination grows: another source is counted in the post; a new fact, a correction or a
 * retraction is said in its thread, and the post says that it is there. True when there is something to send.
 */
export async function grow(
  tx: Tx,
  alert: StoryAlert,
  known: alerts.KnownAlert | undefined,
  now: Date,
): Promise<boolean> {
  if (known?.message.kind !== 'alert') return alerts.putAlert(tx, alert, now);
  const { briefing } = alert.message;
  const { thread = [], briefing: before } = known.message;
  const change = storyChange(before, briefing);
  const update = updateMessage(briefing, change);
  const isSeen = known.firstAt !== null || known.state === 'digested';
  if (!isSeen || known.state === 'dropped' || update === null) {
    const message = withThread(alert.message, thread);
    const silently = isSeen && change.kind === 'source' && !isEdited(known.firstAt, now);
    return alerts.putAlert(tx, { ...alert, message }, now, { silently });
  }
  const message = withThread(alert.message, [...thread, { change: update.change, at: now.toISOString() }]);
  if (known.state === 'digested')
    return alerts.putAlert(tx, { ...alert, message }, now, { again: update.change !== 'fact' });
  const id = randomBytes(16).toString('base64url');
  await alerts.putReply(tx, { ...alert, id, rootId: known.id, message: update }, now);
  await alerts.putAlert(tx, { ...alert, message }, now);
  return true;
}
