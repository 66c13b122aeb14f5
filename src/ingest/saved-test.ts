import { basename } from 'node:path';
import type { Feed } from '../domain/feed.js';
import type { TopicTest } from '../domain/topic.js';
import { readArticle } from './folder.js';
import { normalise } from './normalise.js';

type SavedTest =
  | { readonly ok: true; readonly article: TopicTest }
  | { readonly ok: false; readonly reason: string };

/** A saved article as the test of a topic: what a folder feed would read. */
export async function readSavedTest(path: string, now: Date): Promise<SavedTest> {
  const { entry, fault } = await readArticle(path, basename(path));
  if (entry === undefined) {
    const { line, reason = 'cannot be read' } = fault ?? {};
    return { ok: false, reason: line === undefined ? reason : `line ${line}: ${reason}` };
  }
  const read = normalise(entry, ALONE, now);
  if (read.kind === 'unusable') return { ok: false, reason: read.reason };
  const { title, body, lang, publisher, author, url } = read.article;
  return { ok: true, article: { title, text: body, about: { lang, publisher, author, url } } };
}

/** It is in no feed. */
const ALONE: Feed = { id: '', kind: 'folder', location: '', tier: 2 };
