/** What waits to be read: news before the first articles of feeds that were added, however many those are. */
export const NEWS_FIRST = `
drop index ww.item_unread;
create index item_unread on ww.item (baseline, id) where read_at is null and held_at is null
`;
