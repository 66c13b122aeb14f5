import { randomBytes } from 'node:crypto';
import { dayBegan, nextDigest, quietUntil } from '../deliver/attention.js';
import { digestEntry, digestMessages } from '../deliver/digest.js';
import type { Attention } from '../domain/destination.js';
import type { DigestCounts, DigestMessage } from '../domain/message.js';
import type { Tx } from '../store/db.js';
import * as digests from '../store/digests.js';
import type { DeliverParts } from './tell-of-delivery.js';

/** A destination that was away and has more than so many stories waiting gets them in one list. */
const MOST_CAUGHT_UP = 10;
/** It was away when the oldest of them has waited so long: a platform's own pace explains less. */
const AWAY_MS = 15 * 60_000;

/**
 * What waits is held back, let wait or gathered as its destination wants it, before the next alert is chosen. Says by
 * what order that is: a budget is spent on the best.
 */
export async function attend(parts: DeliverParts, destination: string): Promise<'oldest' | 'best'> {
  const attention = parts.live().places.get(destination)?.attention;
  if (!attention) return 'oldest';
  await hold(parts, destination, attention);
  await gather(parts, destination, attention);
  await hush(parts, destination, attention);
  return attention.budget === null ? 'oldest' : 'best';
}

/** Low stories and those over the day's budget wait for the digest. */
async function hold({ db, now }: DeliverParts, destination: string, attention: Attention): Promise<void> {
  const { digest, budget } = attention;
  if (digest === null) return;
  const at = now();
  await digests.holdForDigest(db, destination, 'low', 'of low priority: told in the next digest', at);
  if (budget === null) return;
  const posted = await digests.postedSince(db, destination, dayBegan(attention, at));
  if (posted < budget) return;
  const reason = `over the budget of ${budget} a day: told in the next digest`;
  await digests.holdForDigest(db, destination, 'budget', reason, at);
}

/** Writes the digest that is due: its messages and what becomes of their alerts in one transaction. */
async function gather({ db, now }: DeliverParts, destination: string, attention: Attention): Promise<void> {
  const at = now();
  await db.transaction().execute(async (tx) => {
    const matter = await digests.claimDigest(tx, destination, at);
    if (matter === null) return;
    const { members, counts, nothingSaid } = matter;
    const isEmpty = members.length === 0;
    // Said once, until there was something again.
    if (!isEmpty || (attention.digest?.sayNothingNew === true && !nothingSaid))
      await putDigest(tx, destination, 'scheduled', members, counts, at);
    await digests.setDigestClock(tx, destination, nextDigest(attention, at) ?? NEVER, isEmpty, at);
  });
}

const NEVER = new Date('9999-01-01T00:00:00Z');

/** In quiet hours only breaking news is posted. */
async function hush({ db, now }: DeliverParts, destination: string, attention: Attention): Promise<void> {
  const at = now();
  const until = quietUntil(attention, at);
  if (until === null) return;
  const reason = `quiet hours until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  await digests.waitForQuiet(db, destination, until, reason, at);
}

/** A destination that was away is told in one list of what it has missed. */
export async function catchUp({ db, now }: DeliverParts, destination: string): Promise<void> {
  const at = now();
  const since = new Date(at.getTime() - AWAY_MS);
  if (!(await digests.isFlooded(db, destination, MOST_CAUGHT_UP, since, at))) return;
  await db.transaction().execute(async (tx) => {
    const members = await digests.claimBacklog(tx, destination, at);
    if (members.length === 0) return;
    const counts = { considered: members.length, merged: 0, held: members.length };
    await putDigest(tx, destination, 'catch-up', members, counts, at);
  });
}

async function putDigest(
  tx: Tx,
  destination: string,
  occasion: DigestMessage['occasion'],
  members: readonly digests.DigestMember[],
  counts: DigestCounts,
  now: Date,
): Promise<void> {
  const messages = digestMessages(
    occasion,
    members.map(({ message }) => digestEntry(message)),
    counts,
  );
  let told = 0;
  const parts = messages.map((message): digests.DigestPart => {
    const own = members.slice(told, (told += message.entries.length));
    return { id: randomBytes(16).toString('base64url'), message, members: own };
  });
  await digests.putDigest(tx, destination, parts, occasion === 'catch-up' ? 'away' : null, now);
}
