/** Hosts are looked up with each poll; and whether this store is being filled by a move, or was left by one. */
export const SCALE = `
create index feed_host on ww.feed (host);
create table ww.move (
  direction text primary key check (direction in ('in', 'out')),
  place text not null, begun_at timestamptz not null
)
`;
