/** Who changed which topic, which version was in force when, and what readers thought of posts. */
export const TOPICS = `
create table ww.topic_edit (
  id int generated always as identity primary key,
  at timestamptz not null,
  by_id text not null, by_name text not null,
  kind text not null check (kind in ('add', 'edit', 'remove', 'undo')),
  topic_id text not null, watchlist text not null,
  before text, after text, follows text,
  undone boolean not null default false
);
create index topic_edit_topic on ww.topic_edit (topic_id, id desc);
create table ww.topic_term (
  topic_id text not null,
  since timestamptz not null,
  version text,
  primary key (topic_id, since)
);
insert into ww.topic_term (topic_id, since, version) select id, since, version from ww.topic
  on conflict do nothing;
create table ww.feedback (
  id int generated always as identity primary key,
  story_id int not null, topic_id text not null, topic_version text not null,
  item_id int not null,
  title text not null, body text not null, lang text not null,
  relevant boolean not null,
  by_id text not null, by_name text not null,
  at timestamptz not null,
  unique (story_id, topic_id, by_id)
);
create index feedback_topic on ww.feedback (topic_id, at desc)
`;
