import type { Outcome, Refused } from '../../src/domain/alert.js';

type Failure = Exclude<Outcome, { kind: 'sent' }>;

/**
 * What a failed call means for the message. Only what proves that Slack did not keep it is `wait` or
 * `refused`; everything else is `uncertain`. Reasons are our words and Slack's error codes, nothing of
 * the request, so no token can be in them.
 */
export function outcomeOf(error: unknown, now: Date): Failure {
  if (!isRecord(error)) return lost('the call failed');
  switch (error.code) {
    case 'slack_webapi_rate_limited_error':
      return throttled(error.retryAfter, now);
    case 'slack_webapi_platform_error':
      return platformFailure(error, now);
    case 'slack_webapi_http_error':
      return httpFailure(error.statusCode);
    case 'slack_webapi_request_error':
      return requestFailure(error.original, now);
    default:
      return lost('the call broke off');
  }
}

/** The error code that Slack gave; null when it gave none, as when a proxy answered with a page of its own. */
export function codeOf(error: unknown): string | null {
  const data = isRecord(error) ? error.data : null;
  const code = isRecord(data) ? data.error : null;
  return typeof code === 'string' && /^[a-z][a-z0-9_]{1,80}$/.test(code) ? code : null;
}

/** Tells an operator what an error code of Slack means and what to do about it. */
export function explain(code: string): string {
  const advice = ADVICE[code];
  return advice === undefined ? `Slack refused it: ${code}` : `${advice} (${code})`;
}

/** How long to wait when Slack can't be reached and says nothing of when. */
const RETRY_MS = 30_000;

function throttled(retryAfter: unknown, now: Date): Failure {
  const seconds = typeof retryAfter === 'number' && retryAfter > 0 ? retryAfter : 1;
  return wait(now, seconds * 1000, `Slack asks to wait ${seconds} s (ratelimited)`);
}

function platformFailure(error: unknown, now: Date): Failure {
  const code = codeOf(error);
  if (code === null) return lost('the answer is not from Slack; check the proxy');
  if (AMBIGUOUS.has(code)) return lost(`Slack failed half-way (${code})`);
  if (LATER.has(code)) return wait(now, RETRY_MS, `Slack asks to come back later (${code})`);
  return { kind: 'refused', what: refusedBy(code), reason: explain(code) };
}

/** "It's possible some aspect of the operation succeeded": Slack on its own codes. */
const AMBIGUOUS = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable']);

const LATER = new Set(['ratelimited', 'rate_limited', 'team_added_to_org', 'accesslimited']);

/** A code that is not known is taken to be about the message: the next one is tried. */
function refusedBy(code: string): Refused {
  if (code === 'edit_window_closed') return 'edit';
  return CLOSING.has(code) ? 'place' : 'message';
}

/** Whatever is sent there will be refused, until a person has changed something. */
const CLOSING = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_non_threadable_channel',
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'user_removed_from_team',
  'not_allowed_token_type',
  'missing_scope',
  'no_permission',
  'access_denied',
  'ekm_access_denied',
  'team_access_not_granted',
  'org_login_required',
  'enterprise_is_restricted',
]);

function httpFailure(status: unknown): Failure {
  const known = typeof status === 'number' ? status : 0;
  if (known < 400 || known >= 500 || known === 408) return lost(`Slack answered HTTP ${known}`);
  return {
    kind: 'refused',
    what: known === 413 ? 'message' : 'place',
    reason: `HTTP ${known} instead of an answer from Slack: check the proxy or the API address`,
  };
}

function requestFailure(original: unknown, now: Date): Failure {
  const codes = codesOf(original);
  const code = codes.find((known) => UNREACHED.has(known) || known.startsWith('ERR_TLS'));
  if (code !== undefined) return wait(now, RETRY_MS, `Slack could not be reached (${code})`);
  return lost(`the reply was lost (${codes[0] ?? 'no answer in time'})`);
}

/** The connection was never made, so nothing was sent. */
const UNREACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** Codes of an error and of what caused it; a host with several addresses gives one cause for each. */
function codesOf(error: unknown, depth = 0): string[] {
  if (!isRecord(error) || depth > 3) return [];
  const own = typeof error.code === 'string' ? [error.code] : [];
  const several = Array.isArray(error.errors) ? error.errors : [];
  return [...own, ...[error.cause, ...several].flatMap((cause) => codesOf(cause, depth + 1))];
}

function wait(now: Date, ms: number, reason: string): Failure {
  return { kind: 'wait', until: new Date(now.getTime() + ms), reason };
}

function lost(reason: string): Failure {
  return { kind: 'uncertain', reason };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const INVITE = 'invite the bot: type /invite @wirewatch in the channel';
const NEW_TOKEN = 'set the bot token that Slack shows under OAuth & Permissions';
export const GET_APP_TOKEN =
  'set one with the scope connections:write, from Basic Information > App-Level Tokens';
const REINSTALL = 'add the scopes of adapters/slack/manifest.yaml and reinstall the app';

const ADVICE: Readonly<Record<string, string>> = {
  channel_not_found: `no such channel, or a private one without the bot; ${INVITE}`,
  not_in_channel: `the bot is not in the channel; ${INVITE}`,
  is_archived: 'the channel is archived; unarchive it or name another in the config',
  restricted_action: 'an admin has limited who may post in this channel; allow the bot',
  restricted_action_read_only_channel: 'the channel is read-only for the bot; allow it to post',
  restricted_action_thread_locked: 'the thread is locked; unlock it',
  invalid_auth: `the token is not valid; ${NEW_TOKEN}`,
  not_authed: `the token is missing; ${NEW_TOKEN}`,
  token_revoked: `the token was revoked; ${NEW_TOKEN}`,
  token_expired: `the token has expired; ${NEW_TOKEN}`,
  account_inactive: 'the app was removed from the workspace; install it again and set its new token',
  user_removed_from_team: 'the app was removed from the workspace; install it again and set its new token',
  not_allowed_token_type: `this kind of token may not post; ${NEW_TOKEN}`,
  missing_scope: `the app lacks a scope; ${REINSTALL}`,
  no_permission: `the app may not do this; ${REINSTALL}`,
  message_not_found: 'the message was deleted in Slack',
  cant_update_message: 'the message was not posted by this app',
  edit_window_closed: 'the workspace does not allow edits of messages this old',
  msg_too_long: 'the text is longer than Slack takes',
  msg_blocks_too_long: 'the message is longer than Slack takes',
  invalid_blocks: 'Slack does not accept the form of the message; please report it',
};
