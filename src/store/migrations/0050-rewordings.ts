/** What a language model was asked, what it answered, and what it may cost a day. */
export const REWORDINGS = `
create table ww.rewording (
  key text primary key,
  story_id int not null references ww.story on delete cascade,
  draft jsonb not null,
  state text not null check (state in ('wanted', 'answered', 'useless', 'failed')),
  wordings jsonb, reason text,
  wanted_at timestamptz not null, wait_until timestamptz,
  claimed_until timestamptz, decided_at timestamptz
);
create index rewording_wanted on ww.rewording (wanted_at) where state = 'wanted';
create index rewording_story on ww.rewording (story_id);
create table ww.model_use (
  day date not null, model text not null,
  calls int not null, tokens bigint not null,
  primary key (day, model)
)
`;
