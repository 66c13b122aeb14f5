import type { Action } from '../domain/action.js';
import type { Press } from '../domain/conversation.js';
import type { Answer } from '../domain/message.js';
import { ask } from './ask.js';
import { followTopic } from './follow.js';
import { judge } from './judge.js';
import { type Library, refuse, type Reply, unasked } from './library.js';
import { muteSubject, unmuteSubject } from './mute.js';
import { undoTopic } from './topic-form.js';

/** A button was pressed: whatever is in it came over a network. */
export async function press(library: Library, pressed: Press): Promise<Answer> {
  const { action, subject, asker } = pressed;
  if (!SUBJECT.test(subject) || !Object.hasOwn(ACTS, action)) {
    return unasked(refuse('This button is no longer used. Ask: help'));
  }
  const act = ACTS[action as Action];
  // A look-up is answered as if it had been typed.
  if (act === 'ask') return ask(library, { text: `${action} ${subject}`, page: 1, asker });
  return unasked(await act(library, pressed));
}

/** A story, or the id of a topic. */
const SUBJECT = /^[a-z0-9][a-z0-9-]{0,62}$/;

type Act = (library: Library, pressed: Press) => Promise<Reply>;

const muting = (onlyMe: boolean): Act => {
  return (library, pressed) => muteSubject(library, { ...pressed, onlyMe, minutes: null });
};
const unmuting = (onlyMe: boolean): Act => {
  return (library, pressed) => unmuteSubject(library, { ...pressed, onlyMe, minutes: null });
};
const following = (starts: boolean): Act => {
  return (library, pressed) => followTopic(library, { ...pressed, topic: pressed.subject, starts });
};
const judging = (relevant: boolean | null): Act => {
  return async (library, { asker, subject, request }) => {
    const [, story] = /^s(\d{1,9})$/.exec(subject) ?? [];
    if (story === undefined) return refuse('Only a story is relevant or not.');
    return judge(library, { asker, storyId: Number(story), relevant, request });
  };
};

const ACTS: Readonly<Record<Action, Act | 'ask'>> = {
  mute: muting(false),
  unmute: unmuting(false),
  'mute-me': muting(true),
  'unmute-me': unmuting(true),
  relevant: judging(true),
  irrelevant: judging(false),
  unjudge: judging(null),
  follow: following(true),
  unfollow: following(false),
  'undo-topic': undoTopic,
  why: 'ask',
  timeline: 'ask',
};
