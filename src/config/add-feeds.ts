import { Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { endOfLines, newlineOf, startOfLine } from './block-lines.js';

/** A feed to be written into the configuration. */
export interface NewFeed {
  readonly id: string;
  readonly url: string;
  readonly tags: readonly string[];
}

/** The feeds as a configuration lists them, those included that are off. */
export function listedFeeds(source: string): { id: string; url: string | null }[] {
  const list = parseDocument(source).get('feeds', true);
  if (!isSeq(list)) return [];
  return list.items.flatMap((item) => {
    const [id, url] = isMap(item) ? [item.get('id'), item.get('url')] : [];
    return typeof id === 'string' ? [{ id, url: typeof url === 'string' ? url : null }] : [];
  });
}

export type Added =
  | { readonly ok: true; readonly source: string }
  | { readonly ok: false; readonly reason: string };

/** The feeds as they stand in a configuration, `indent` spaces in. */
export function feedLines(feeds: readonly NewFeed[], indent = 2): string {
  const document = new Document(
    feeds.map(({ id, url, tags }) => ({ id, url, ...(tags.length > 0 && { tags }) })),
  );
  feeds.forEach((_, i) => {
    const tags = document.getIn([i, 'tags'], true);
    if (isSeq(tags)) tags.flow = true;
  });
  const lines = document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd().split('\n');
  return lines.map((line) => `${' '.repeat(indent)}${line}\n`).join('');
}

/**
 * The source of a configuration with feeds after the last one. Every other byte stays as it is, comments
 * and blank lines included, which writing the whole document anew would not keep.
 */
export function addFeeds(source: string, feeds: readonly NewFeed[]): Added {
  const document = parseDocument(source);
  const list = document.get('feeds', true);
  if (document.errors.length > 0 || !isSeq(list) || !list.range)
    return { ok: false, reason: 'has no list under feeds:' };
  if (list.flow === true || list.items.length === 0) {
    return { ok: false, reason: 'has its feeds in [ ]: write them as a list with dashes' };
  }
  const start = list.range[0];
  const indent = start - startOfLine(source, start);
  const end = endOfLines(source, list, list.range[1]);
  const newline = newlineOf(source);
  const lines = feedLines(feeds, indent).replaceAll('\n', newline);
  const head = source.slice(0, end);
  const added = `${head}${head.endsWith('\n') ? '' : newline}${lines}${source.slice(end)}`;
  return holds(added, list.items.length, feeds)
    ? { ok: true, source: added }
    : { ok: false, reason: 'is written in a way that feeds cannot be added to' };
}

/** Whether the new source has the old feeds and after them the new ones. */
function holds(source: string, before: number, feeds: readonly NewFeed[]): boolean {
  const document = parseDocument(source);
  const list = document.get('feeds', true);
  if (document.errors.length > 0 || !isSeq(list) || list.items.length !== before + feeds.length) return false;
  return feeds.every(({ id }, i) => {
    const written = document.getIn(['feeds', before + i, 'id'], true);
    return isScalar(written) && written.value === id;
  });
}
