import { promises } from '../brief/promises.js';
import type { Tx } from '../store/db.js';
import { closeAnswered, savePromises } from '../store/promises.js';
import type { StoryDossier } from '../store/stories.js';

/** Articles of a story that are read for what they say is to come. */
const MOST_READ = 12;

/** Keeps what a story says is to come; what has come since is closed. */
export async function keepPromises(
  tx: Tx,
  { storyId, items, roles }: StoryDossier,
  now: Date,
): Promise<void> {
  const reports = items.filter(({ id }) => roles.get(id) !== 'copy');
  await savePromises(tx, storyId, reports.slice(0, MOST_READ).flatMap(promises), now);
  const [latest] = reports
    .filter(({ dated }) => dated)
    .toSorted((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime());
  await closeAnswered(tx, storyId, latest ? { itemId: latest.id, at: latest.publishedAt } : null, now);
}
