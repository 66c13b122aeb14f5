/** What people do in chat: mutes, follows, and who changed what. */
export const CONVERSATION = `
create table ww.mute (
  kind text not null check (kind in ('story', 'topic')),
  subject text not null,
  account text not null, user_id text not null,
  by_name text not null, at timestamptz not null, until timestamptz,
  primary key (kind, subject, account, user_id)
);
create table ww.follow (
  topic_id text not null,
  account text not null, user_id text not null,
  name text not null, since timestamptz not null,
  primary key (topic_id, account, user_id)
);
create index follow_person on ww.follow (account, user_id);
create table ww.change (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  account text not null, user_id text not null, name text not null, channel text,
  what text not null, subject text not null, detail text not null default '',
  request text, counted boolean not null,
  unique (account, request)
);
create index change_at on ww.change (at desc, id desc) where counted;
alter table ww.alert add column marks jsonb
`;
