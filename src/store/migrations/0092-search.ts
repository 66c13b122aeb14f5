/**
 * What articles are found by has a table of its own: reading an article writes its row again, and with it every entry of
 * every index on it. A worker of an older version stores nothing new from here on, says so, and loses nothing: its
 * feeds stay due.
 */
export const SEARCH = `
create table ww.search_entry (
  item_id int primary key references ww.item on delete cascade,
  published_at timestamptz not null,
  search tsvector not null
);
insert into ww.search_entry select id, published_at, search from ww.item where emptied_at is null;
alter table ww.item drop column search;
create index search_entry_lexemes on ww.search_entry using gin (search)
`;
