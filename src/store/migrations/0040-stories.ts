/** What stories promise for a day, and how people have moved articles between stories. */
export const STORIES = `
create table ww.promise (
  id int generated always as identity primary key,
  story_id int not null references ww.story on delete cascade,
  item_id int not null references ww.item on delete cascade,
  sentence jsonb not null,
  due_on date,
  state text not null check (state in ('open', 'told', 'carried', 'closed')),
  created_at timestamptz not null, told_at timestamptz, closed_at timestamptz, closed_by text
);
create unique index promise_once on ww.promise (item_id, (sentence ->> 'start'));
create index promise_story on ww.promise (story_id);
create index promise_due on ww.promise (due_on) where state in ('open', 'told');
create table ww.story_move (
  id int generated always as identity primary key,
  at timestamptz not null, by_whom text not null,
  act text not null check (act in ('merge', 'split')),
  from_story int not null, to_story int not null, items int[] not null
)
`;
