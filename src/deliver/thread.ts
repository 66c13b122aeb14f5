import type { Briefing, Citation } from '../domain/briefing.js';
import type { AlertMessage, Change, ThreadNote, UpdateLine, UpdateMessage } from '../domain/message.js';
import type { StoryChange } from '../domain/story.js';

/** What a change is called, in front of the sentences that say it. */
const TITLES = {
  fact: 'New',
  dispute: 'Sources disagree',
  correction: 'Correction',
  retraction: 'Retraction',
} as const;
const MANY = {
  fact: ['new fact', 'new facts'],
  dispute: ['disagreement', 'disagreements'],
  correction: ['correction', 'corrections'],
  retraction: ['retraction', 'retractions'],
} as const;
const GRAVEST = ['retraction', 'correction', 'dispute', 'fact'] as const;
const MOST_LINES = 3;

/** After so long a post is not edited for another source's sake: platforms limit edits of what is old. */
const EDITED_FOR_MS = 3_600_000;

/** What goes into the thread of an alert; null when its readers miss nothing that another source would not say. */
export function updateMessage(after: Briefing, change: StoryChange): UpdateMessage | null {
  if (change.kind === 'none' || change.kind === 'source') return null;
  const lines = linesOf(after, change).slice(0, MOST_LINES);
  if (lines.length === 0) return null;
  const { storyId, headline } = after;
  return { kind: 'update', storyId, headline, change: change.kind, title: TITLES[change.kind], lines };
}

/** The alert with what stands in its thread. */
export function withThread(alert: AlertMessage, thread: readonly ThreadNote[]): AlertMessage {
  return thread.length === 0 ? alert : { ...alert, thread, standing: standingOf(thread) };
}

/** Whether another source is counted in a post of that age without a word. */
export function isEdited(postedAt: Date | null, now: Date): boolean {
  return postedAt === null || now.getTime() - postedAt.getTime() < EDITED_FOR_MS;
}

/** Who corrects or withdraws is quoted by the headline that says so. */
function linesOf(
  { sources }: Briefing,
  { kind, sources: bringing, facts, disputes }: StoryChange,
): UpdateLine[] {
  if (kind === 'retraction' || kind === 'correction')
    return bringing.filter(({ mark }) => mark === kind).map((source) => ({ text: source.title, source }));
  const said =
    kind === 'dispute' ? disputes.flatMap(({ sides }) => sides.map(({ sentence }) => sentence)) : facts;
  const byItem = new Map(sources.map((source) => [source.itemId, source]));
  return said.flatMap(({ text, itemId }) => {
    const source: Citation | undefined = byItem.get(itemId);
    return source ? [{ text, source }] : [];
  });
}

/** `Corrected: 1 correction, 2 new facts in the thread` */
function standingOf(thread: readonly ThreadNote[]): string {
  const counts = GRAVEST.flatMap((change) => {
    const n = thread.filter((note) => note.change === change).length;
    return n === 0 ? [] : [`${n} ${MANY[change][n === 1 ? 0 : 1]}`];
  });
  const has = (change: Change) => thread.some((note) => note.change === change);
  const head = has('retraction') ? 'Retracted: ' : has('correction') ? 'Corrected: ' : '';
  return `${head}${counts.join(', ')} in the thread`;
}
