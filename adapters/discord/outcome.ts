import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import type { Outcome, Refused } from '../../src/domain/alert.js';

/** What came of a call that gave no body; `code` is Discord's own error code, where it gave one. */
export type Failure = Exclude<Outcome, { kind: 'sent' }> & { readonly code?: number };

/** Discord's error codes that mean more than "no". */
export const codes = {
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMessage: 10008,
  unknownInteraction: 10062,
  alreadyAcknowledged: 40060,
  tagRequired: 40067,
  emptyMessage: 50006,
  closedToUs: 50007,
  invalidForm: 50035,
  threadArchived: 50083,
  missingAccess: 50001,
  missingPermissions: 50013,
  tooManyOldEdits: 30046,
  threadExists: 160004,
  threadLocked: 160005,
} as const;

/** Discord's limits that come as plain errors: how many seconds to let them pass. */
const passing: Readonly<Record<number, number>> = {
  20016: 60, // slow mode of the channel
  20022: 60, // announcement edits
  20028: 60, // writes to the channel
  20029: 60, // writes to the server
  40004: 60, // sending is switched off for the moment
  130000: 60, // overloaded
  160006: 3600, // active threads
};

/** Whatever is sent there will be refused, until a person has changed something. */
const closing: ReadonlySet<number> = new Set([
  codes.unknownChannel,
  codes.unknownGuild,
  codes.missingAccess,
  codes.missingPermissions,
  codes.tagRequired,
  codes.closedToUs,
]);

/** What to do about a refusal, in words for an operator. */
const advice: Readonly<Record<number, string>> = {
  [codes.unknownChannel]: 'the channel does not exist or is hidden from the bot: correct its id or name',
  [codes.tagRequired]:
    'the forum takes no post without a tag: name one of its tags breaking, normal or low, or lift that rule',
  [codes.closedToUs]: 'they take no direct messages from this bot: ask them to allow those of the server',
  [codes.threadLocked]: 'people have locked the thread: unlock it, or drop what was to be said there',
  [codes.unknownMessage]: 'the message was deleted in Discord',
  [codes.missingAccess]: 'the bot cannot see the channel: give it View Channel there, or invite it again',
  [codes.missingPermissions]:
    'the bot may not post there: give it View Channel, Send Messages, Read Message History and Send Messages in Threads',
};

/** The server's floor under waits, so that a "0 seconds" does not make a loop. */
const SHORTEST_WAIT_MS = 1000;
const UNREACHABLE_WAIT_MS = 15_000;

/** Classes what a call threw. Only a failure that is sure to come before the request was read is "not posted". */
export function classify(error: unknown, now: Date): Failure {
  if (error instanceof RateLimitError) return rateLimited(error, now);
  if (error instanceof DiscordAPIError) return refusedBy(error, now);
  if (error instanceof HTTPError) return uncertain(`Discord answered ${error.status}`);
  const code = networkCode(error);
  if (isNeverSent(error)) return wait(now, UNREACHABLE_WAIT_MS, `Discord cannot be reached (${code})`);
  if (code === 'UND_ERR_INVALID_ARG' || code === 'ERR_INVALID_URL') {
    return refused('the token or the API address of this account is malformed: correct the settings');
  }
  return uncertain(`no reply from Discord (${code})`);
}

/** Refused as we are set up, unless `what` says that it is this message alone. */
export function refused(reason: string, code?: number, what: Refused = 'place'): Failure {
  return { kind: 'refused', what, reason, ...(code !== undefined && { code }) };
}

export function wait(now: Date, forMs: number, reason: string): Failure {
  return { kind: 'wait', until: new Date(now.getTime() + forMs), reason };
}

export function uncertain(reason: string): Failure {
  return { kind: 'uncertain', reason };
}

function rateLimited(error: RateLimitError, now: Date): Failure {
  const times = [error.retryAfter, error.timeToReset, error.sublimitTimeout].filter(Number.isFinite);
  const forMs = Math.max(SHORTEST_WAIT_MS, ...times);
  return wait(now, forMs, `Discord's ${error.global ? 'global ' : ''}rate limit`);
}

function refusedBy(error: DiscordAPIError, now: Date): Failure {
  const code = typeof error.code === 'number' ? error.code : undefined;
  const seconds = code === undefined ? undefined : passing[code];
  const said = `Discord: ${error.message.replace(/\s+/g, ' ').slice(0, 200)} (${code ?? error.status})`;
  if (seconds !== undefined) return wait(now, seconds * 1000, said);
  if (error.status === 401)
    return refused('Discord refused the bot token: put a valid one in its place', 401);
  const hint = code === undefined ? undefined : advice[code];
  return refused(hint ? `${said}: ${hint}` : said, code, refusedWhat(code));
}

function refusedWhat(code: number | undefined): Refused {
  // Of messages older than an hour only so many may be edited: the thread has what is new.
  if (code === codes.tooManyOldEdits) return 'edit';
  return code !== undefined && closing.has(code) ? 'place' : 'message';
}

/** True when the failure came while looking up or dialling the server: no byte of the request had left. */
function isNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isNeverSent);
  if ('syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo')) return true;
  if ('code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return error.cause !== undefined && isNeverSent(error.cause);
}

function networkCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.name : networkCode(error.cause);
}
