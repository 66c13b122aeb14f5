import type { Messenger } from '../../src/deliver/messenger.js';
import { afterFind } from '../../src/deliver/outbox.js';

export interface Clock {
  now(): Date;
  advanceTo(time: Date): void;
}

/** A clock that nobody else goes by. */
export function clockAt(start: Date): Clock {
  let time = start;
  return { now: () => time, advanceTo: (later) => (time = later) };
}

/** Looks as often as the outbox does, until it would take the message for sent, or send it again. */
export async function settle(
  messenger: Messenger,
  key: string,
  attempts: { readonly firstAt: Date; readonly lastAt: Date; readonly under?: string },
  clock: Clock,
): Promise<{ kind: 'found'; ref: string } | { kind: 'absent'; repeatableUntil: Date | null }> {
  let missedAt: Date | null = null;
  for (let turn = 0; turn < 40; turn++) {
    const now = clock.now();
    const finding = await messenger.find(key, { ...attempts, now });
    const next = afterFind(finding, { missedAt, undecidedAt: null }, now);
    if (next.state === 'sent') return { kind: 'found', ref: next.ref ?? '' };
    if (next.state === 'pending') return { kind: 'absent', repeatableUntil: next.repeatableUntil ?? null };
    if (!next.notBefore || next.notBefore <= now) throw new Error('it would look again without a pause');
    missedAt = next.missedAt ?? null;
    clock.advanceTo(next.notBefore);
  }
  throw new Error('still not known after forty looks');
}
