/** A frequent word is looked for among the newest articles first. */
export const NEWEST = `
create index search_entry_newest on ww.search_entry (published_at desc, item_id desc)
`;
