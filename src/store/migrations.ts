import { type Kysely, type Migration, sql } from 'kysely';
import { TOPICS } from './migrations/0030-topics.js';
import { STORIES } from './migrations/0040-stories.js';
import { REWORDINGS } from './migrations/0050-rewordings.js';
import { ATTENTION } from './migrations/0060-attention.js';
import { CONVERSATION } from './migrations/0070-conversation.js';
import { WIRE } from './migrations/0085-wire.js';
import { STORIES_PAGE } from './migrations/0086-stories-page.js';
import { MATCH_TIMES } from './migrations/0087-match-times.js';
import { SCALE } from './migrations/0090-scale.js';
import { RETENTION } from './migrations/0091-retention.js';
import { SEARCH } from './migrations/0092-search.js';
import { NEWEST } from './migrations/0093-newest.js';
import { NEWS_FIRST } from './migrations/0094-news-first.js';

/** Forward only: an older file is never edited once released, a newer one is added. */
export const migrations: Record<string, Migration> = {
  '0001_start': { up: (db) => run(db, START) },
  '0002_websub': { up: (db) => run(db, WEBSUB) },
  '0003_delivery': { up: (db) => run(db, DELIVERY) },
  '0006_reading': { up: (db) => run(db, READING) },
  '0020_leases': { up: (db) => run(db, LEASES) },
  '0030_topics': { up: (db) => run(db, TOPICS) },
  '0040_stories': { up: (db) => run(db, STORIES) },
  '0050_rewordings': { up: (db) => run(db, REWORDINGS) },
  '0060_attention': { up: (db) => run(db, ATTENTION) },
  '0070_conversation': { up: (db) => run(db, CONVERSATION) },
  '0085_wire': { up: (db) => run(db, WIRE) },
  '0086_stories_page': { up: (db) => run(db, STORIES_PAGE) },
  '0087_match_times': { up: (db) => run(db, MATCH_TIMES) },
  '0090_scale': { up: (db) => run(db, SCALE) },
  '0091_retention': { up: (db) => run(db, RETENTION) },
  '0092_search': { up: (db) => run(db, SEARCH) },
  '0093_newest': { up: (db) => run(db, NEWEST) },
  '0094_news_first': { up: (db) => run(db, NEWS_FIRST) },
};

async function run(db: Kysely<unknown>, statements: string): Promise<void> {
  for (const statement of statements.split(';')) {
    if (statement.trim()) await sql.raw(statement).execute(db);
  }
}

const START = `
create table ww.installation (
  id text primary key
);
insert into ww.installation select substr(md5(random()::text || clock_timestamp()::text), 1, 12);
create table ww.feed (
  id text primary key,
  location text not null,
  etag text, last_modified text, body_hash text,
  baseline_at timestamptz,
  next_poll_at timestamptz, next_poll_why text,
  claimed_until timestamptz,
  last_poll_at timestamptz, last_ok_at timestamptz, failing_since timestamptz,
  last_outcome text, last_error text,
  health jsonb, hints jsonb,
  host text not null, move jsonb, moved_to text
);
create index feed_busy on ww.feed (host) where claimed_until is not null;
create table ww.host (
  name text primary key,
  paused_until timestamptz not null
);
create table ww.item (
  id int generated always as identity primary key,
  feed_id text not null,
  guid text not null, url text, link text,
  title text not null, body text not null, headings jsonb not null,
  lang text not null, publisher text not null, author text, via text,
  published_at timestamptz not null, dated boolean not null,
  seen_at timestamptz not null, baseline boolean not null, held_at timestamptz,
  feed_hash text not null,
  words int not null, bands int[] not null, signature int[] not null,
  read_at timestamptz, read_failures int not null default 0, read_after timestamptz, read_error text,
  search tsvector not null,
  unique (feed_id, guid)
);
create unique index item_url on ww.item (url);
create index item_unread on ww.item (id) where read_at is null and held_at is null;
create index item_feed on ww.item (feed_id, id desc);
create index item_published on ww.item (published_at desc, id desc);
create index item_search on ww.item using gin (search);
create index item_bands on ww.item using gin (bands);
create table ww.alias (
  key text primary key,
  item_id int not null references ww.item on delete cascade
);
create index alias_item on ww.alias (item_id);
create table ww.revision (
  item_id int not null references ww.item on delete cascade,
  replaced_at timestamptz not null,
  title text not null, body text not null,
  primary key (item_id, replaced_at)
);
create table ww.story (
  id int generated always as identity primary key,
  revision int not null, briefed_revision int not null,
  first_at timestamptz not null, last_at timestamptz not null,
  brief_failures int not null default 0, brief_after timestamptz, brief_error text
);
create index story_unbriefed on ww.story (id) where briefed_revision < revision;
create table ww.member (
  item_id int primary key references ww.item on delete cascade,
  story_id int not null references ww.story on delete cascade,
  role text not null, similarity real
);
create index member_story on ww.member (story_id);
create table ww.topic (
  id text not null, version text not null, name text not null,
  definition jsonb not null, since timestamptz not null,
  primary key (id, version)
);
create table ww.match (
  id int generated always as identity primary key,
  item_id int not null references ww.item on delete cascade,
  topic_id text not null, topic_version text not null,
  evidence jsonb not null, matched_at timestamptz not null,
  unique (item_id, topic_id)
);
create index match_topic on ww.match (topic_id, item_id desc);
create table ww.alert (
  id text primary key,
  story_id int references ww.story on delete cascade,
  destination text not null, topics text[] not null, priority text not null,
  state text not null check (state in ('pending', 'sending', 'sent', 'parked')),
  message jsonb not null, revision int not null, sent_revision int not null,
  ref text, not_before timestamptz not null,
  first_at timestamptz, last_at timestamptz, attempts int not null default 0, reason text,
  created_at timestamptz not null, sent_at timestamptz,
  unique (story_id, destination)
);
create index alert_due on ww.alert (destination, created_at, id)
  where state in ('pending', 'sending') or sent_revision < revision;
create table ww.delivery (
  id bigint generated always as identity primary key,
  alert_id text not null references ww.alert on delete cascade,
  action text not null, started_at timestamptz not null, ended_at timestamptz,
  outcome text, detail text
);
create index delivery_alert on ww.delivery (alert_id, id);
create table ww.lane (
  destination text primary key,
  owner text, leased_until timestamptz, not_before timestamptz not null
)
`;

const WEBSUB = `
create table ww.hub (
  feed_id text primary key,
  hub text not null, topic text not null,
  ask_at timestamptz not null, failures int not null default 0,
  pushed_at timestamptz, misses int not null default 0,
  reason text
);
create index hub_due on ww.hub (ask_at);
create table ww.subscription (
  token text primary key,
  feed_id text not null,
  hub text not null, topic text not null, callback text not null, secret text,
  state text not null check (state in ('asked', 'active', 'leaving', 'left')),
  confirmed_at timestamptz, until timestamptz not null
);
create index subscription_feed on ww.subscription (feed_id)
`;

const DELIVERY = `
alter table ww.alert drop constraint alert_state_check;
alter table ww.alert add constraint alert_state_check
  check (state in ('pending', 'sending', 'sent', 'parked', 'dropped'));
alter table ww.alert add column missed_at timestamptz;
alter table ww.alert add column repeatable_until timestamptz;
alter table ww.alert add column undecided_at timestamptz;
create index alert_parked on ww.alert (destination, created_at, id) where state = 'parked';
alter table ww.lane add column failures int not null default 0;
alter table ww.lane add column health text not null default 'well' check (health in ('well', 'slow', 'closed'));
alter table ww.lane add column health_at timestamptz
`;

const READING = `
drop index ww.item_bands;
alter table ww.item drop column bands;
create sequence ww.reading as int;
alter table ww.member add column reading int not null default nextval('ww.reading');
create index member_reading on ww.member (reading)
`;

const LEASES = `
create table ww.lease (
  name text primary key,
  owner text not null, until timestamptz not null
)
`;
