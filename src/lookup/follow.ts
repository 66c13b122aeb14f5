import type { Asker } from '../domain/message.js';
import { endFollow, putFollow } from '../store/follows.js';
import { findTopic, noTopic } from './find-topic.js';
import { type Asked, type Library, misused, type Reply, type Verb } from './library.js';
import { makeChange, nameOf, told } from './make-change.js';

export const follow: Verb = {
  name: 'follow',
  usage: 'follow <topic>',
  does: 'sends you what a topic finds, as direct messages',
  takes: [{ name: 'topic', does: 'Its id or name', required: true, completes: 'topic' }],
  answer: (library, asked) => typed(library, asked, true),
};

export const unfollow: Verb = {
  name: 'unfollow',
  usage: 'unfollow <topic>',
  does: 'sends you direct messages of a topic no more',
  takes: [{ name: 'topic', does: 'Its id or name', required: true, completes: 'topic' }],
  answer: (library, asked) => typed(library, asked, false),
};

function typed(library: Library, { rest, asker, request }: Asked, starts: boolean): Promise<Reply> {
  if (asker === null)
    return Promise.resolve(misused('Nobody gets direct messages here: ask in Slack or Discord.'));
  return followTopic(library, { asker, topic: rest, starts, request });
}

export interface Following {
  readonly asker: Asker;
  /** Id or name. */
  readonly topic: string;
  readonly starts: boolean;
  readonly request: string | null;
}

/** Concerns nobody but who asks, so everybody may. */
export async function followTopic(
  library: Library,
  { asker, topic: named, starts, request }: Following,
): Promise<Reply> {
  const topic = named === '' ? undefined : findTopic(library.topics(), named);
  if (topic === undefined) return noTopic(library.topics(), named);
  const person = { account: asker.account, user: asker.user };
  const what = starts ? 'follow' : 'unfollow';
  const made = await makeChange(
    library,
    { asker, needs: null, what, subject: topic.id, request },
    async (tx) => ({
      changed: await (starts
        ? putFollow(tx, topic.id, person, nameOf(asker), library.now())
        : endFollow(tx, topic.id, person)),
    }),
  );
  const back = starts ? 'unfollow' : 'follow';
  return told(made, {
    made: `${starts ? 'You follow' : 'You follow no more:'} ${topic.name}`,
    already: `You ${starts ? 'follow it already' : 'do not follow it'}: ${topic.name}`,
    text: starts
      ? 'What it finds from now on is sent to you as direct messages.'
      : 'Its channels go on as before.',
    undo: { action: back, subject: topic.id, label: 'Undo' },
  });
}
