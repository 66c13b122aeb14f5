import type { Asker } from '../domain/message.js';
import { putVerdict, takeBackVerdict } from '../store/feedback.js';
import { isStory, markStory } from '../store/mutes.js';
import { type Library, refuse, type Reply } from './library.js';
import { makeChange, nameOf, signed, told } from './make-change.js';

export interface Judgement {
  readonly asker: Asker | null;
  readonly storyId: number;
  /** Null takes back what was said. */
  readonly relevant: boolean | null;
  readonly request: string | null;
}

/** Somebody says whether a story belongs to its topics: kept as an example of each, and a no is shown by its posts. */
export async function judge(library: Library, judgement: Judgement): Promise<Reply> {
  const { asker, storyId, relevant, request } = judgement;
  const what = relevant === null ? 'unjudge' : relevant ? 'relevant' : 'irrelevant';
  const subject = `s${storyId}`;
  const irrelevantBy = relevant === false ? nameOf(asker) : null;
  const made = await makeChange(library, { asker, needs: 'judge', what, subject, request }, async (tx) => {
    if (!(await isStory(tx, storyId))) return refuse(`There is no story ${subject}.`);
    const posts = await markStory(tx, storyId, { irrelevantBy }, library.now());
    return { changed: relevant === true || posts.length > 0, posts };
  });
  if (typeof made === 'string') await keep(library, judgement);
  const verdict = `story ${subject} is ${relevant === true ? '' : 'not '}relevant`;
  return told(made, {
    made: relevant === null ? `Taken back: what was said of story ${subject}` : `Noted: ${verdict}`,
    already:
      relevant === null ? `Nothing stands to be taken back: story ${subject}` : `Noted before: ${verdict}`,
    text:
      relevant === null
        ? 'Its posts say nothing of it any more.'
        : 'It is kept as an example for its topics; they learn nothing by themselves.',
    undo: { action: relevant === null ? 'irrelevant' : 'unjudge', subject, label: 'Undo' },
  });
}

/** Said twice is said once, so it may follow the change. */
async function keep({ db, now }: Library, { asker, storyId, relevant }: Judgement): Promise<void> {
  const by = signed(asker);
  if (relevant === null) await takeBackVerdict(db, storyId, by.id);
  else await putVerdict(db, { post: { storyId }, topicId: null, relevant, by }, now());
}
