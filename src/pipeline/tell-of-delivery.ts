import { randomBytes } from 'node:crypto';
import type { Finding, Outcome, Settlement } from '../domain/alert.js';
import type { AlertEvent, DeliveryEvent } from '../domain/event.js';
import type { Message } from '../domain/message.js';
import { type DueAlert, putNotice } from '../store/alerts.js';
import type { Action, LaneNews, ParkedAlert, Settled } from '../store/attempts.js';
import type { Tx } from '../store/db.js';
import type { Live, PipelineParts } from './parts.js';

/** What delivery uses of the program. */
export interface DeliverParts
  extends Pick<PipelineParts, 'db' | 'now' | 'sure' | 'wait' | 'report' | 'warn'> {
  readonly live: () => Pick<Live, 'messengers' | 'places' | 'operator'>;
}

/** A delivery that was settled. */
export interface Delivered {
  readonly alert: DueAlert;
  readonly destination: string;
  readonly action: Action;
  readonly outcome: Outcome | Finding;
  readonly next: Settlement;
}

/** Reports what became of an alert, and warns, once an outage, of a destination that takes nothing. */
export function reportSettled(parts: DeliverParts, delivered: Delivered, { parked, news }: Settled): void {
  const { report, warn } = parts;
  const { alert, destination, action, outcome, next } = delivered;
  report(deliveryOf(delivered));
  const state = reported(delivered);
  if (state !== null) report(eventOf(alert, destination, state, next.reason));
  else if (action === 'update' && outcome.kind === 'refused' && outcome.what !== 'edit')
    warn(`${destination}: “${headlineOf(alert.message)}” is ${next.reason}`);
  for (const other of parked) report(eventOf(other, destination, 'parked', next.reason));
  if (news) warn(`${destination} ${newsLine(destination, news)}`);
}

/**
 * Tells the operator's destination that another one takes nothing, or takes messages again, and of the first alert
 * that waits there for a person. Of one that is only slow the log tells: nobody has to do anything.
 */
export async function tellOperator(
  { live, now }: DeliverParts,
  tx: Tx,
  { alert, destination, next }: Delivered,
  { news, isFirstParked }: Settled,
): Promise<void> {
  const { operator } = live();
  if (operator === null || operator === destination) return;
  const isNews = news?.health === 'closed' || news?.before === 'closed';
  const line = news && isNews ? newsLine(destination, news) : isFirstParked ? parkedLine(alert, next) : null;
  if (line === null) return;
  const id = randomBytes(16).toString('base64url');
  const text = `${line.slice(0, 1).toUpperCase()}${line.slice(1)}.`;
  await putNotice(tx, id, operator, `Destination ${destination}`, text, now());
}

function parkedLine({ message }: DueAlert, { reason }: Settlement): string {
  return `“${headlineOf(message)}” is parked: ${reason ?? 'no reason given'}. The others go on; wirewatch outbox shows what is parked from now on`;
}

function reported({ action, outcome, next }: Delivered): AlertEvent['state'] | null {
  if (next.state === 'parked') return 'parked';
  if (next.ref === undefined || outcome.kind === 'refused') return null;
  return action === 'update' ? 'updated' : 'sent';
}

function deliveryOf({ alert, destination, action, outcome }: Delivered): DeliveryEvent {
  const { id, storyId: story, message } = alert;
  const sources = message.kind === 'alert' ? message.briefing.sources : [];
  const dates = sources.flatMap(({ dated, standing, publishedAt }) =>
    dated && standing !== 'background' ? [publishedAt.getTime()] : [],
  );
  return {
    event: 'delivery',
    alert: id,
    story,
    items: sources.map(({ itemId }) => itemId),
    destination,
    action,
    outcome: outcome.kind,
    until: 'until' in outcome ? outcome.until.toISOString() : null,
    published: dates.length === 0 ? null : new Date(Math.min(...dates)).toISOString(),
  };
}

function eventOf(
  { id, storyId, topics, message }: ParkedAlert,
  destination: string,
  state: AlertEvent['state'],
  why: string | null,
): AlertEvent {
  const headline = headlineOf(message);
  return { event: 'alert', alert: id, story: storyId, topics, destination, state, headline, reason: why };
}

function headlineOf(message: Message): string {
  if (message.kind === 'alert') return message.briefing.headline;
  return message.kind === 'update' ? `${message.title}: ${message.headline}` : message.title;
}

function newsLine(destination: string, { health, reason, nextAt, parked }: LaneNews): string {
  const waiting = parked === 0 ? '' : `${parked} ${parked === 1 ? 'alert is' : 'alerts are'} parked`;
  const release = `wirewatch outbox retry ${destination}`;
  switch (health) {
    case 'slow':
      return `keeps its alerts waiting: ${reason ?? 'no answer'}; tried again at ${nextAt.toISOString().slice(11, 19)} UTC`;
    case 'closed':
      return `refuses its alerts: ${reason ?? 'no reason given'}; ${waiting}, none is lost. When that is mended: ${release}`;
    case 'well':
      return `takes messages again${waiting && `; ${waiting}: ${release}`}`;
  }
}
