import { randomBytes } from 'node:crypto';
import type { Notice } from '../store/feeds.js';
import type { PipelineParts } from './parts.js';

/** What the operator's destination is told of a feed; null when there is nothing to tell, or nobody. */
export function operatorNotice(
  { live }: PipelineParts,
  feedId: string,
  line: string | null,
  { error, nextPollAt }: { readonly error: string | null; readonly nextPollAt: Date | null },
): Notice | null {
  const { operator } = live();
  if (operator === null || line === null) return null;
  const next =
    error === null || nextPollAt === null
      ? ''
      : ` Asked again at ${nextPollAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.`;
  return {
    id: randomBytes(16).toString('base64url'),
    destination: operator,
    title: `Feed ${feedId}`,
    text: `${line.slice(0, 1).toUpperCase()}${line.slice(1)}.${next}`,
  };
}
