/** What of the past is let go of is found by its age. */
export const RETENTION = `
alter table ww.item add column emptied_at timestamptz;
create index item_aging on ww.item (seen_at) where emptied_at is null;
create index revision_aging on ww.revision (replaced_at)
`;
