/** Alerts that wait for a digest, digests and what is in them, replies in the threads of alerts. */
export const ATTENTION = `
alter table ww.alert drop constraint alert_state_check;
alter table ww.alert add constraint alert_state_check
  check (state in ('pending', 'sending', 'sent', 'parked', 'dropped', 'held', 'digested'));
alter table ww.alert drop constraint alert_story_id_destination_key;
alter table ww.alert add column root_id text references ww.alert on delete cascade;
alter table ww.alert add column digest_id text references ww.alert on delete set null;
alter table ww.alert add column held_for text check (held_for in ('low', 'budget', 'quiet', 'away'));
alter table ww.alert add column held_at timestamptz;
create unique index alert_root on ww.alert (story_id, destination) where root_id is null;
create index alert_replies on ww.alert (root_id) where root_id is not null;
create index alert_held on ww.alert (destination, created_at, id) where state = 'held';
create index alert_digest on ww.alert (digest_id) where digest_id is not null;
drop index ww.alert_due;
create index alert_due on ww.alert (destination, (priority <> 'breaking'), created_at, id)
  where state in ('pending', 'sending') or sent_revision < revision;
create table ww.attention (
  destination text primary key,
  schedule text not null,
  digest_at timestamptz not null,
  digested_at timestamptz not null,
  nothing_said boolean not null default false
)
`;
