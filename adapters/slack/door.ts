import type { App, Receiver } from '@slack/bolt';
import type { Door, DoorReply, DoorRequest } from '../../src/domain/door.js';

/** Signatures are good for five minutes, so a request is remembered for as long. */
const REMEMBERED_MS = 5 * 60_000;
/** Slack waits for three seconds. */
const ACK_MS = 2_500;

const OK: DoorReply = { status: 200, body: '' };
const REFUSED: DoorReply = { status: 401, body: 'the signature is not valid' };
const UNREADABLE: DoorReply = { status: 400, body: 'not a request of Slack' };

type Verify = typeof import('@slack/bolt').isValidSlackRequest;

/**
 * Slack's HTTP requests, held against the signing secret before anything in them is read. One that comes again with
 * the signature of another is answered and does nothing.
 */
export function signedDoor(
  verify: Verify,
  signingSecret: string,
  now: () => Date,
): Receiver & { readonly door: Door } {
  const seen = new Map<string, number>();
  let app: App | null = null;
  return {
    init: (opened) => {
      app = opened;
    },
    start: async () => {},
    stop: async () => {
      app = null;
    },
    door: async (request) => {
      const at = now().getTime();
      if (!isSigned(verify, signingSecret, request, at)) return REFUSED;
      for (const [signature, since] of seen) if (at - since > REMEMBERED_MS) seen.delete(signature);
      const signature = request.headers['x-slack-signature'] ?? '';
      if (seen.has(signature)) return OK;
      seen.set(signature, at);
      const body = readBody(request);
      if (body === null || app === null) return body === null ? UNREADABLE : { status: 503, body: 'later' };
      if (body['type'] === 'url_verification') return jsonReply({ challenge: body['challenge'] });
      return body['ssl_check'] === undefined ? process(app, body, request) : OK;
    },
  };
}

function isSigned(
  verify: Verify,
  signingSecret: string,
  { headers, body }: DoorRequest,
  nowMilliseconds: number,
): boolean {
  const signature = headers['x-slack-signature'] ?? '';
  const stamp = headers['x-slack-request-timestamp'] ?? '';
  if (!/^v0=[0-9a-f]{64}$/.test(signature) || !/^\d{1,12}$/.test(stamp)) return false;
  const signed = { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(stamp) };
  // Slack's library looks at the past only.
  if (Number(stamp) * 1000 - nowMilliseconds > REMEMBERED_MS) return false;
  return verify({ signingSecret, body, headers: signed, nowMilliseconds });
}

/** Events are JSON, commands a form, interactions JSON in a form. */
function readBody({ headers, body }: DoorRequest): Record<string, unknown> | null {
  try {
    if (headers['content-type']?.startsWith('application/json')) return asObject(JSON.parse(body));
    const form = new URLSearchParams(body);
    const payload = form.get('payload');
    return payload === null ? Object.fromEntries(form) : asObject(JSON.parse(payload));
  } catch {
    return null;
  }
}

const asObject = (value: unknown) => (typeof value === 'object' && value !== null ? { ...value } : null);

/** Answers with the acknowledgement as soon as there is one. */
async function process(
  app: App,
  body: Record<string, unknown>,
  { headers }: DoorRequest,
): Promise<DoorReply> {
  let acknowledged: (reply: DoorReply) => void = () => {};
  const reply = new Promise<DoorReply>((resolve) => (acknowledged = resolve));
  const late = setTimeout(() => acknowledged(OK), ACK_MS);
  const retryNum = Number(headers['x-slack-retry-num']) || undefined;
  const ack = async (said?: unknown) => {
    clearTimeout(late);
    acknowledged(said === undefined || said === '' ? OK : jsonReply(said));
  };
  app.processEvent({ body, retryNum, ack }).then(
    () => acknowledged(OK),
    () => acknowledged({ status: 500, body: 'it failed here; the log says how' }),
  );
  return reply.finally(() => clearTimeout(late));
}

const jsonReply = (value: unknown): DoorReply => ({
  status: 200,
  body: typeof value === 'string' ? value : JSON.stringify(value),
});
