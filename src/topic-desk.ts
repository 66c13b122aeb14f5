import { readFile } from 'node:fs/promises';
import type { AppOptions } from './app-options.js';
import type { Config } from './config/config.js';
import { addTopic, type Edited, editTopic, removeTopic, restoreTopic } from './config/edit-topics.js';
import { fileOfWatchlist } from './config/load.js';
import { nameTopic } from './config/name-topic.js';
import { replaceFile } from './config/replace-file.js';
import type { Topic } from './domain/topic.js';
import type {
  Person,
  TopicChange,
  TopicChanged,
  TopicDesk,
  TopicDraft,
  TopicFault,
  TopicForm,
} from './domain/topic-edit.js';
import { parseQuery, warnings } from './match/query.js';
import { queryString } from './match/query-string.js';
import { testTopic } from './match/test-topic.js';
import { preview } from './pipeline/preview.js';
import type { Live } from './pipeline/parts.js';
import type { Db } from './store/db.js';
import { editsOf, lastEdit, putEdit, type StoredEdit } from './store/topic-edits.js';
import { withStoredTests } from './stored-tests.js';
import { printable } from './text/printable.js';
import { checkFields } from './topic-fields.js';

interface TopicDeskParts {
  readonly db: Db;
  /** As it was loaded last. */
  readonly config: () => Config;
  readonly live: () => Live;
  readonly reread: AppOptions['reread'];
  readonly reload: (config: Config) => Promise<void>;
  readonly now: () => Date;
}

/** Topics are changed in the files that the operator reads: as text, checked as a whole, put down with who and when. */
export function createTopicDesk(parts: TopicDeskParts): TopicDesk {
  const { db, config, live, now } = parts;
  let last: Promise<unknown> = Promise.resolve();
  /** One change after the other: each is written on top of what the one before has left. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work);
    last = done.catch(() => {});
    return done;
  };
  return {
    readOnly: () => (config().managed ? MANAGED : null),
    watchlists: () => watchlistsOf(config()),
    fields: (topicId) => formOf(config().topics.find(({ id }) => id === topicId)),
    change: (wanted, by) => inTurn(() => change(parts, cleaned(wanted), signed(by))),
    draft: (wanted) => draft(parts, cleaned(wanted)),
    history: (topicId, limit) => editsOf(db, topicId, limit),
    preview: (query, { topicId, watchlist, days = 7 } = {}) => {
      const topic = config().topics.find(({ id }) => id === topicId);
      const shared = sharedOf(config(), topic?.watchlist ?? watchlist);
      const asked = { query, aliases: topic?.aliases ?? {}, shared, days };
      return preview({ db, tierOf: live().tierOf }, asked, now());
    },
  };
}

const MANAGED =
  'This configuration is managed elsewhere (managed: true): topics are changed there, not from here.';

const watchlistsOf = ({ topics }: Config) => [...new Set(topics.map((topic) => topic.watchlist))].sort();

/** The $blocks of a watchlist: each of its topics carries them. */
const sharedOf = ({ topics }: Config, watchlist: string | undefined) =>
  topics.find((topic) => topic.watchlist === watchlist)?.shared ?? {};

function formOf(topic: Topic | undefined): TopicForm | null {
  if (!topic) return null;
  const { id, name, watchlist, priority, destinations, off = [] } = topic;
  const places = [...new Set([...destinations, ...off])];
  return { id, name, watchlist, priority, destinations: places, query: queryString(topic.query) };
}

/** Names come from chat platforms. */
function signed({ id, name }: Person): Person {
  return { id: printable(id).slice(0, 200), name: printable(name).slice(0, 80) };
}

/** A form may send anything: names have one line, and text is what a file can hold. */
function cleaned(wanted: TopicChange): TopicChange {
  if (wanted.kind !== 'add' && wanted.kind !== 'edit') return wanted;
  const { name, query, ...rest } = wanted.fields;
  const fields = {
    ...rest,
    ...(name !== undefined && { name: printable(name).trim() }),
    ...(query !== undefined && {
      query: query
        .replace(/\s*\n\s*/g, ' ')
        .trim()
        .toWellFormed(),
    }),
  };
  return { ...wanted, fields } as TopicChange;
}

async function change(parts: TopicDeskParts, wanted: TopicChange, by: Person): Promise<TopicChanged> {
  const { db, config } = parts;
  if (config().managed) return refused(null, MANAGED);
  const undoes = wanted.kind === 'undo' ? await lastEdit(db, wanted.topicId) : null;
  if (wanted.kind === 'undo' && undoes === null)
    return refused(null, `nothing that was changed of ${wanted.topicId} can be taken back`);
  const plan = planOf(config(), wanted, undoes);
  if ('faults' in plan) return { ok: false, faults: plan.faults };
  const file = fileOfWatchlist(config(), plan.watchlist);
  const source = await readFile(file, 'utf8').catch(() => null);
  if (source === null) return refused('watchlist', `there is no watchlist ${plan.watchlist}`);
  const edited = plan.edit(source);
  if (!edited.ok) return refused(null, `${plan.watchlist} ${edited.reason}`);
  const draft = await parts.reread(new Map([[file, edited.source]]));
  if (!draft.ok)
    return refused(
      null,
      `the configuration would not load: ${draft.faults[0]?.message ?? ''}; nothing was written`,
    );
  const topic = draft.config.topics.find(({ id }) => id === plan.topicId);
  const failures = await failuresOf(topic, parts);
  if (failures.length > 0) return { ok: false, faults: failures.map(failing) };
  const replaced = await replaceFile(file, source, edited.source);
  if (!replaced.ok) return refused(null, `${plan.watchlist} ${replaced.reason}`);
  await parts.reload(draft.config);
  const { topicId, watchlist } = plan;
  const { before, after, follows } = edited;
  const made = { kind: wanted.kind, topicId, watchlist, before, after, follows, by };
  const edit = await putEdit(db, made, undoes?.id ?? null, parts.now());
  return { ok: true, edit, warnings: topic ? warningsOf(topic) : [] };
}

/** An article that is not stored tests nothing; who reloads is told. */
async function failuresOf(topic: Topic | undefined, { db, live }: TopicDeskParts) {
  const { topics } = await withStoredTests(db, topic ? [topic] : [], live().tierOf);
  return topics.flatMap(testTopic);
}

async function draft({ db, config }: TopicDeskParts, wanted: TopicChange): Promise<TopicDraft> {
  const undoes = wanted.kind === 'undo' ? await lastEdit(db, wanted.topicId) : null;
  const plan = planOf(config(), wanted, undoes);
  if ('faults' in plan) return { ok: false, faults: plan.faults };
  const { watchlist } = plan;
  const source = await readFile(fileOfWatchlist(config(), watchlist), 'utf8').catch(() => '');
  const edited = plan.edit(source);
  if (edited.ok) return { ok: true, watchlist, before: edited.before, after: edited.after };
  return { ok: false, faults: [{ field: null, column: null, message: `${watchlist} ${edited.reason}` }] };
}

/** What is done to the text of which watchlist. */
interface Plan {
  readonly topicId: string;
  readonly watchlist: string;
  readonly edit: (source: string) => Edited;
}

function planOf(
  config: Config,
  wanted: TopicChange,
  undoes: StoredEdit | null,
): Plan | { readonly faults: readonly TopicFault[] } {
  if (undoes !== null) {
    const { topicId, watchlist } = undoes;
    return { topicId, watchlist, edit: (source) => restoreTopic(source, undoes) };
  }
  if (wanted.kind === 'add') return planAdded(config, wanted);
  const { topicId } = wanted;
  const topic = config.topics.find(({ id }) => id === topicId);
  if (!topic) return { faults: [{ field: 'id', column: null, message: `there is no topic ${topicId}` }] };
  const { watchlist } = topic;
  if (wanted.kind !== 'edit') return { topicId, watchlist, edit: (source) => removeTopic(source, topicId) };
  const faults = checkFields(wanted.fields, topic, config);
  if (faults.length > 0) return { faults };
  return { topicId, watchlist, edit: (source) => editTopic(source, topicId, wanted.fields) };
}

function planAdded(
  config: Config,
  { fields, ...named }: TopicChange & { kind: 'add' },
): Plan | { readonly faults: readonly TopicFault[] } {
  const taken = new Set(config.topics.map(({ id }) => id));
  const topicId = named.id ?? nameTopic(fields.name, taken);
  const watchlist = named.watchlist ?? homeFor(config, fields.destinations ?? []);
  const faults = checkFields(fields, { aliases: {}, shared: sharedOf(config, watchlist) }, config);
  const complain = (field: 'id' | 'watchlist', message: string) =>
    faults.push({ field, column: null, message });
  if (taken.has(topicId)) complain('id', `there is a topic ${topicId} already`);
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(topicId))
    complain('id', 'use small letters, digits and hyphens, such as chip-exports');
  if (!watchlistsOf(config).includes(watchlist))
    complain('watchlist', `there is no watchlist ${watchlist}; there is: ${watchlistsOf(config).join(', ')}`);
  return faults.length > 0
    ? { faults }
    : { topicId, watchlist, edit: (source) => addTopic(source, { ...fields, id: topicId }) };
}

/** The watchlist for a new topic: the first with a topic that is posted to the same places, else the first. */
function homeFor(config: Config, destinations: readonly string[]): string {
  const alike = config.topics.find((topic) => {
    const places = formOf(topic)?.destinations ?? [];
    return places.length === destinations.length && places.every((place) => destinations.includes(place));
  });
  return alike?.watchlist ?? watchlistsOf(config)[0] ?? '';
}

function refused(field: TopicFault['field'], message: string): TopicChanged {
  return { ok: false, faults: [{ field, column: null, message }] };
}

const failing = (message: string): TopicFault => ({
  field: 'query',
  column: null,
  message: `a test of the topic fails: it ${message}`,
});

function warningsOf({ query, aliases, shared }: Topic): string[] {
  const parsed = parseQuery(query, { aliases, shared });
  return parsed.ok ? warnings(parsed.query) : [];
}
