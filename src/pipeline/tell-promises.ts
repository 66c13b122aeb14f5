import { createHash } from 'node:crypto';
import { putNotice } from '../store/alerts.js';
import {
  carryUnanswered,
  destinationsOf,
  duePromises,
  type KnownPromise,
  markTold,
} from '../store/promises.js';
import type { PipelineParts } from './parts.js';

/** A day begins when people do: six hours after midnight, UTC. */
const MORNING_MS = 6 * 3_600_000;
/** What nobody has reported on so long after its day is overdue. */
const PATIENCE_MS = 3 * 86_400_000;
const AT_ONCE = 50;
/** Lines of one sentence are enough to remember a story by. */
const LONGEST = 400;

/** On the day that a story has named, each channel that has the story gets one line, exactly once; see `promise` in the store. */
export async function tellPromises({ db, live, queue, now }: PipelineParts): Promise<void> {
  const at = now();
  const { destinations } = live();
  const today = dayOf(new Date(at.getTime() - MORNING_MS));
  const woken = await db.transaction().execute(async (tx) => {
    const due = await duePromises(tx, today, AT_ONCE);
    const places = await destinationsOf(
      tx,
      due.map(({ storyId }) => storyId),
    );
    const told = new Set<string>();
    for (const promise of due) {
      for (const destination of places.get(promise.storyId) ?? []) {
        const once = `${promise.storyId} ${promise.dueOn} ${destination}`;
        if (told.has(once) || !destinations.has(destination)) continue;
        told.add(once);
        const { title, text } = lineOf(promise);
        await putNotice(tx, keyOf(once), destination, title, text, at);
      }
    }
    await markTold(
      tx,
      due.map(({ id }) => id),
      at,
    );
    return [...new Set(due.flatMap(({ storyId }) => places.get(storyId) ?? []))];
  });
  if (woken.length > 0) await queue.wake('deliver', woken, at);
  await carryUnanswered(db, dayOf(new Date(at.getTime() - PATIENCE_MS)));
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** 22 characters, as all keys of alerts. */
const keyOf = (name: string): string => createHash('sha256').update(name).digest('base64url').slice(0, 22);

function lineOf({ storyId, dueOn, sentence: { text, publisher }, headline }: KnownPromise) {
  const said = text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text;
  return { title: `Due today (${dueOn}): ${headline}`, text: `${said} (${publisher}, s${storyId})` };
}
