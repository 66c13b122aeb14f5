import type { Draft, Field, Form, FormRequest } from '../domain/conversation.js';
import type { Priority } from '../domain/topic.js';
import type { TopicChange, TopicChanged, TopicFault } from '../domain/topic-edit.js';
import { field } from './field.js';
import { findTopic, noTopic } from './find-topic.js';
import type { FormKind } from './form-kind.js';
import { done, type Library, refuse, type Reply } from './library.js';
import { makeElsewhere, signed } from './make-change.js';
import { mayChange, notAllowed } from './permissions.js';
import { proposeTopic } from './propose-topic.js';
import { previewTopic } from './topic-preview.js';

type Values = Readonly<Record<string, string>>;

/** Adds a topic to a watchlist. */
export const addTopicForm: FormKind = {
  async start(library, { asker, text }) {
    const refused = refusal(library, asker);
    if (refused) return refused;
    const proposed = text === undefined ? { name: '', query: '' } : proposeTopic(text);
    return { ...proposed, destinations: '', priority: 'normal' };
  },
  draw: (library, draft) => draw(library, draft, []),
  submit: (library, draft) => submit(library, draft, 'add'),
};

/** Changes a topic; one that is not named yet is chosen first. */
export const editTopicForm: FormKind = {
  async start(library, { subject, asker }) {
    const refused = refusal(library, asker);
    if (refused) return refused;
    if (subject === null) return {};
    return valuesOf(library, idOf(library, subject)) ?? noTopic(library.topics(), subject);
  },
  async draw(library, draft) {
    const chosen = chosenIn(library, draft);
    return chosen === null ? choice(library, draft) : draw(library, chosen, []);
  },
  async submit(library, draft) {
    const chosen = chosenIn(library, draft);
    if (chosen === null) return choice(library, draft, true);
    if (draft.subject === null) return draw(library, chosen, []);
    return submit(library, draft, 'edit');
  },
};

function refusal({ topicDesk, permissions }: Library, asker: FormRequest['asker']): Reply | null {
  if (!mayChange(permissions(), asker, 'topics')) return notAllowed(asker, 'topics');
  const why = topicDesk.readOnly();
  return why === null ? null : refuse(why);
}

/** What is filled in when a topic is edited. */
function valuesOf({ topicDesk }: Library, topicId: string): Values | null {
  const topic = topicDesk.fields(topicId);
  if (topic === null) return null;
  const { name, query, priority, destinations } = topic;
  return { name, query, priority, destinations: destinations.join(',') };
}

/** The draft of a topic that was named before, or has been chosen in the form just now. */
function chosenIn(library: Library, draft: Omit<Draft, 'request'>): Omit<Draft, 'request'> | null {
  if (draft.subject !== null) return { ...draft, subject: idOf(library, draft.subject) };
  const topicId = idOf(library, (draft.values['topic'] ?? '').trim());
  const values = valuesOf(library, topicId);
  return values && { ...draft, subject: topicId, values };
}

/** People name a topic by its name too. */
const idOf = ({ topics }: Library, named: string) =>
  (named === '' ? undefined : findTopic(topics(), named)?.id) ?? named;

const CHOICES = 25;

function choice({ topics }: Library, { values }: Omit<Draft, 'request'>, isSent = false): Form {
  const all = [...topics().values()].map(({ id, name }) => ({ value: id, label: name.slice(0, 75) }));
  const { topic = '' } = values;
  const error = isSent || topic !== '' ? 'choose a topic; /wirewatch topics lists them' : null;
  const asked = { id: 'topic', label: 'Topic', value: topic, live: true, error } as const;
  const one =
    all.length > CHOICES
      ? field({ ...asked, kind: 'line', hint: 'its id' })
      : field({ ...asked, kind: 'one', options: all });
  return {
    name: 'edit-topic',
    subject: null,
    title: 'Edit a topic',
    submit: 'Go on',
    fields: [one],
    preview: [],
  };
}

const PRIORITIES = [
  { value: 'breaking', label: 'Breaking: at once' },
  { value: 'normal', label: 'Normal' },
  { value: 'low', label: 'Low: in digests' },
];
const LONGEST_QUERY = 1_500;

async function draw(
  library: Library,
  { form, subject, values }: Omit<Draft, 'request'>,
  told: readonly TopicFault[],
): Promise<Form> {
  const { name = '', query = '', destinations = '', priority = 'normal' } = values;
  const { lines, faults } = await previewTopic(library, query, subject);
  const all = [...told, ...faults];
  const errorAt = (id: TopicFault['field']) => all.find((fault) => fault.field === id)?.message ?? null;
  const isNew = form === 'add-topic';
  const fields: Field[] = [
    field({
      id: 'name',
      label: 'Name',
      hint: 'as readers see it',
      kind: 'line',
      value: name,
      error: errorAt('name') ?? errorAt('id'),
    }),
    field({
      id: 'query',
      label: 'Query',
      hint: 'OpenAI AND (China OR 中国) NOT "OpenAI Five"',
      kind: 'text',
      value: query,
      live: true,
      longest: LONGEST_QUERY,
      error: errorAt('query'),
    }),
    ...placesField(library, destinations, isNew, errorAt('destinations')),
    field({
      id: 'priority',
      label: 'Priority',
      kind: 'one',
      options: PRIORITIES,
      value: priority,
      error: errorAt('priority'),
    }),
  ];
  const whole = all.filter((fault) => fault.field === null || fault.field === 'watchlist');
  return {
    name: isNew ? 'add-topic' : 'edit-topic',
    subject,
    title: isNew ? 'Add a topic' : 'Edit a topic',
    submit: isNew ? 'Add' : 'Save',
    fields,
    preview: [...whole.map(({ message }) => message), ...lines],
  };
}

/** Left empty, a new topic is posted where its watchlist is. */
function placesField(library: Library, value: string, isNew: boolean, error: string | null): Field[] {
  const options = library.destinations().map((id) => ({ value: id, label: id }));
  if (options.length === 0) return [];
  const hint = isNew ? 'left empty: where its watchlist is posted' : null;
  const asked = { id: 'destinations', label: 'Posted to', value, hint, required: false, error } as const;
  return [
    options.length > CHOICES
      ? field({ ...asked, kind: 'line', longest: 1_000 })
      : field({ ...asked, kind: 'many', options }),
  ];
}

async function submit(library: Library, draft: Draft, kind: 'add' | 'edit'): Promise<Reply | Form> {
  const { asker, request, subject, values } = draft;
  const change = changeOf(kind, subject, values);
  const wanted = {
    asker,
    needs: 'topics',
    what: `${kind} topic`,
    subject: subject ?? values['name'] ?? '',
    request,
  } as const;
  return makeElsewhere<Form>(library, { ...wanted, subject: wanted.subject.slice(0, 80) }, async () => {
    const made = await library.topicDesk.change(change, signed(asker));
    return made.ok
      ? { done: true, reply: saved(made) }
      : { done: false, instead: await draw(library, draft, made.faults) };
  });
}

function changeOf(kind: 'add' | 'edit', subject: string | null, values: Values): TopicChange {
  const { name = '', query = '', priority = '' } = values;
  const destinations = (values['destinations'] ?? '').split(',').flatMap((id) => id.trim() || []);
  const fields = {
    name: name.trim(),
    query: query.trim(),
    priority: priority as Priority,
    ...((kind === 'edit' || destinations.length > 0) && { destinations }),
  };
  return kind === 'add' ? { kind, fields } : { kind, topicId: subject ?? '', fields };
}

/** What was done to a topic, with the way back. */
function saved({ edit, warnings }: Extract<TopicChanged, { ok: true }>): Reply {
  const { topicId, watchlist, kind } = edit;
  const lines = [`It is live, and stands in the watchlist ${watchlist}.`, ...warnings];
  return {
    ...done(`${kind === 'add' ? 'Added' : 'Changed'}: topic ${topicId}`, lines.join('\n')),
    buttons: [
      { kind: 'act', action: 'undo-topic', subject: topicId, label: 'Undo' },
      { kind: 'act', action: 'follow', subject: topicId, label: 'Follow' },
    ],
  };
}

export interface Undoing {
  readonly asker: FormRequest['asker'];
  readonly subject: string;
  readonly request: string;
}

/** Takes the last change of a topic back. */
export function undoTopic(library: Library, { asker, subject, request }: Undoing): Promise<Reply> {
  const wanted = { asker, needs: 'topics', what: 'undo topic', subject, request } as const;
  return makeElsewhere<Reply>(library, wanted, async () => {
    const made = await library.topicDesk.change({ kind: 'undo', topicId: subject }, signed(asker));
    if (!made.ok)
      return { done: false, instead: refuse(made.faults.map(({ message }) => message).join('\n')) };
    return { done: true, reply: done(`Taken back: the last change of topic ${subject}`) };
  });
}
