import type { Selectable } from 'kysely';
import type { Item } from '../domain/item.js';
import type { ItemTable } from './schema.js';

/** All but its fingerprint and how its reading went, which nobody shows. */
export const ITEM_COLUMNS = [
  'item.id',
  'item.feed_id',
  'item.guid',
  'item.url',
  'item.link',
  'item.title',
  'item.body',
  'item.headings',
  'item.lang',
  'item.publisher',
  'item.author',
  'item.via',
  'item.published_at',
  'item.dated',
  'item.seen_at',
] as const;

type ItemRow = Pick<
  Selectable<ItemTable>,
  (typeof ITEM_COLUMNS)[number] extends `item.${infer Name extends keyof ItemTable}` ? Name : never
>;

export function toItem(row: ItemRow): Item {
  return {
    id: row.id,
    feedId: row.feed_id,
    guid: row.guid,
    url: row.url,
    link: row.link,
    title: row.title,
    body: row.body,
    headings: row.headings,
    lang: row.lang,
    publisher: row.publisher,
    author: row.author,
    via: row.via,
    publishedAt: row.published_at,
    dated: row.dated,
    seenAt: row.seen_at,
  };
}
