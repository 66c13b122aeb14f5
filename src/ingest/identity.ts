import { createHash } from 'node:crypto';
import type { Entry } from '../domain/feed.js';

/** Longer ones are hashed: a database index takes no key of more than about 2,700 bytes. */
const MAX_GUID = 512;

/** What tells an entry from the others of its feed: its own guid, else its canonical URL, else a hash of its text. */
export function guidOf(entry: Entry, url: string | null, title: string, body: string): string {
  const own = entry.guid?.trim() ?? '';
  if (own !== '') return own.length <= MAX_GUID ? own.toWellFormed().replaceAll('\u0000', '') : hashed(own);
  if (url !== null) return url.length <= MAX_GUID ? url : hashed(url);
  return hashed(`${title}\n${body}`);
}

function hashed(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
