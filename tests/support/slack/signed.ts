import { createHmac } from 'node:crypto';

/** A request as Slack signs it, at so many milliseconds. */
export function signedBySlack(secret: string, body: string, at: number, type = 'application/json') {
  const stamp = String(Math.floor(at / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex');
  const headers = {
    'content-type': type,
    'x-slack-request-timestamp': stamp,
    'x-slack-signature': `v0=${mac}`,
  };
  return { headers, body };
}
