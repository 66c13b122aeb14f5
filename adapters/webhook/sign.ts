import { createHmac } from 'node:crypto';

/**
 * Headers by which a receiver knows that a call is ours and new: `wirewatch-signature` is `v1=` and the HMAC-SHA256, in
 * hex, of `wirewatch-timestamp` (Unix seconds), a full stop and the body, with the account's secret as the key.
 */
export function signed(secret: string, body: string, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'wirewatch-timestamp': timestamp, 'wirewatch-signature': `v1=${mac}` };
}
