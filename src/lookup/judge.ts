import type { Asker } from '../domain/message.js';
import { isStory, markStory } from '../store/mutes.js';
import { type Library, refuse, type Reply } from './library.js';
import { makeChange, nameOf, told } from './make-change.js';

export interface Judgement {
  readonly asker: Asker | null;
  readonly storyId: number;
  /** Null takes back what was said. */
  readonly relevant: boolean | null;
  readonly request: string | null;
}

/** Somebody says whether a story belongs to its topics; its posts show a no. */
export async function judge(
  library: Library,
  { asker, storyId, relevant, request }: Judgement,
): Promise<Reply> {
  const what = relevant === null ? 'unjudge' : relevant ? 'relevant' : 'irrelevant';
  const subject = `s${storyId}`;
  const irrelevantBy = relevant === false ? nameOf(asker) : null;
  const made = await makeChange(library, { asker, needs: 'judge', what, subject, request }, async (tx) => {
    if (!(await isStory(tx, storyId))) return refuse(`There is no story ${subject}.`);
    const posts = await markStory(tx, storyId, { irrelevantBy });
    return { changed: posts.length > 0, posts };
  });
  return told(made, {
    made:
      relevant === null
        ? `Taken back: story ${subject}`
        : `Noted: story ${subject} is ${relevant ? '' : 'not '}relevant`,
    already: `That stands so already: story ${subject}`,
    text:
      relevant === false
        ? 'Its posts say so. The topic learns nothing by itself: edit it to see less like this.'
        : 'Its posts show it.',
    undo: { action: relevant === null ? 'irrelevant' : 'unjudge', subject, label: 'Undo' },
  });
}
