import { userInfo } from 'node:os';
import type { TopicChange, TopicChanged, TopicEdit, TopicFault, TopicFields } from '../domain/topic-edit.js';
import type { Priority } from '../domain/topic.js';
import { nearest } from '../text/nearest.js';
import { printable } from '../text/printable.js';
import { asking } from './asking.js';
import { type Command, type Flags, named, say, sayJson, tell, usage } from './command.js';
import { answer } from './questions.js';

export const topicsCommand: Command = {
  name: 'topics',
  usage: 'topics [list] | add <name> --query <query> | edit <id> | remove <id> | undo <id> | history [id]',
  summary: 'what is watched; adds, changes and removes topics in the watchlists, and takes that back',
  description: [
    'list     what is watched, how busy it is, and where it is posted',
    'add      writes a new topic into a watchlist',
    'edit     changes what the options name; --destinations takes ids with commas between',
    'remove   takes a topic out of its watchlist',
    'undo     takes back the last change of a topic that was made here, in chat or on the page',
    'history  who changed what and when',
    'Comments stay. A change that does not load, or whose topic fails its own tests, is refused. With',
    '`managed: true` in the configuration nothing is written.',
  ].join('\n'),
  options: {
    query: { type: 'string' },
    name: { type: 'string' },
    destinations: { type: 'string' },
    priority: { type: 'string' },
    watchlist: { type: 'string' },
    id: { type: 'string' },
    json: { type: 'boolean' },
    page: { type: 'string', short: 'p' },
  },
  help: {
    '--query <query>': 'add, edit: see src/match/README.md',
    '--name <name>': 'edit: what readers see',
    '--destinations <ids>': 'add, edit: where it is posted; left out, as its watchlist has it',
    '--priority <p>': 'add, edit: breaking, normal or low',
    '--watchlist <id>': 'add: the watchlist that it goes into',
    '--id <id>': 'add: made from the name unless given',
    '-p, --page <n>': 'list: another page',
    '--json': 'list, history: as JSON',
  },
  async run(flags, [verb = 'list', argument, ...rest]) {
    const act = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!act) {
      const near = nearest(verb, TOPIC_VERBS);
      const meant = near === undefined ? '' : `: did you mean topics ${near}?`;
      throw usage(`topics has no ${JSON.stringify(verb)}${meant}`);
    }
    if (rest[0] !== undefined) throw usage(`topics ${verb} takes no ${JSON.stringify(rest[0])}: quote names`);
    if (argument === undefined && verb !== 'list' && verb !== 'history') throw usage(`topics ${verb} what?`);
    return act(flags, argument ?? '');
  },
};

const VERBS: Readonly<Record<string, (flags: Flags, argument: string) => Promise<number>>> = {
  list: (flags) => answer(flags, 'topics'),
  add: (flags, name) => add(flags, name),
  edit: (flags, topicId) => edit(flags, topicId),
  remove: (flags, topicId) => change(flags, { kind: 'remove', topicId }),
  undo: (flags, topicId) => change(flags, { kind: 'undo', topicId }),
  history: (flags, topicId) => history(flags, topicId),
};

export const TOPIC_VERBS: readonly string[] = Object.keys(VERBS);

function add(flags: Flags, name: string): Promise<number> {
  const query = named(flags, 'query');
  if (query === undefined) throw usage('topics add needs --query, such as --query "OpenAI AND Singapore"');
  const [id, watchlist] = [named(flags, 'id'), named(flags, 'watchlist')];
  return change(flags, {
    kind: 'add',
    fields: { ...fieldsOf(flags), name, query },
    ...(id !== undefined && { id }),
    ...(watchlist !== undefined && { watchlist }),
  });
}

function edit(flags: Flags, topicId: string): Promise<number> {
  const fields = fieldsOf(flags);
  if (Object.keys(fields).length === 0)
    throw usage('topics edit needs --query, --name, --destinations or --priority');
  return change(flags, { kind: 'edit', topicId, fields });
}

function fieldsOf(flags: Flags): TopicFields {
  const [name, query, priority] = [named(flags, 'name'), named(flags, 'query'), named(flags, 'priority')];
  const destinations = named(flags, 'destinations')
    ?.split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  return {
    ...(name !== undefined && { name }),
    ...(query !== undefined && { query }),
    ...(destinations !== undefined && { destinations }),
    ...(priority !== undefined && { priority: priorityOf(priority) }),
  };
}

function priorityOf(text: string): Priority {
  const known = (['breaking', 'normal', 'low'] as const).find((priority) => priority === text);
  if (known === undefined) throw usage('--priority takes breaking, normal or low');
  return known;
}

function change(flags: Flags, wanted: TopicChange): Promise<number> {
  const { username } = userInfo();
  return asking(flags, async ({ topicDesk }) =>
    told(await topicDesk.change(wanted, { id: `cli:${username}`, name: username })),
  );
}

const DONE: Readonly<Record<TopicEdit['kind'], string>> = {
  add: 'is watched',
  edit: 'is changed',
  remove: 'is watched no more',
  undo: 'is as it was',
};

function told(changed: TopicChanged): number {
  if (!changed.ok) return tell(changed.faults.map(showFault).join('\n'), 1);
  const { kind, topicId, watchlist, after } = changed.edit;
  for (const warning of changed.warnings) tell(`! ${warning}`);
  const undo = kind === 'undo' ? '' : `; to take that back: wirewatch topics undo ${topicId}`;
  const lines = kind === 'add' ? `${after?.replace(/^\s*\n/, '') ?? ''}` : '';
  return say(`${lines}${topicId} ${DONE[kind]} (${watchlist})${undo}`);
}

function showFault({ field, column, message }: TopicFault): string {
  const place = [field, column === null ? null : `column ${column}`].filter((part) => part !== null);
  return `${place.join(', ')}${place.length > 0 ? ': ' : ''}${message}`;
}

const SHOWN = 50;

function history(flags: Flags, topicId: string): Promise<number> {
  return asking(flags, async ({ topicDesk }) => {
    const edits = await topicDesk.history(topicId === '' ? null : topicId, SHOWN);
    if (flags['json'] === true) for (const each of edits) sayJson(each);
    else say(edits.length === 0 ? 'no topic was changed but in the files' : edits.map(line).join('\n'));
    return 0;
  });
}

function line({ at, by, kind, topicId, watchlist, undone }: TopicEdit): string {
  // From a running program it comes as JSON.
  const when = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  return printable(
    `${when} UTC  ${kind} ${topicId} (${watchlist}) by ${by.name}${undone ? ', taken back since' : ''}`,
  );
}
