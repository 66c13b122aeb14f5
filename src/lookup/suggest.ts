import type { Suggested, Suggestion } from '../domain/conversation.js';
import { recentStories } from '../store/recent.js';
import type { Library } from './library.js';

const MOST = 25;

/** Completions of what is typed: what begins so before what has it somewhere. */
export async function suggest(
  library: Library,
  what: Suggested,
  typed: string,
): Promise<readonly Suggestion[]> {
  const wanted = typed.trim().toLowerCase().slice(0, 100);
  const all = await candidates(library, what);
  const rank = ({ value, label }: Suggestion) => {
    const [id, name] = [value.toLowerCase(), label.toLowerCase()];
    if (id.startsWith(wanted) || name.startsWith(wanted)) return 0;
    return id.includes(wanted) || name.includes(wanted) ? 1 : 2;
  };
  return all
    .filter((one) => rank(one) < 2)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MOST)
    .map(({ value, label }) => ({ value: value.slice(0, 100), label: label.slice(0, 75).toWellFormed() }));
}

async function candidates(library: Library, what: Suggested): Promise<readonly Suggestion[]> {
  switch (what) {
    case 'topic':
      return [...library.topics().values()].map(({ id, name }) => ({ value: id, label: name }));
    case 'feed':
      return (await library.feeds()).map(({ id }) => ({ value: id, label: id }));
    case 'story':
      return (await recentStories(library.db, null, 100)).map(({ storyId, headline }) => ({
        value: `s${storyId}`,
        label: `s${storyId} ${headline}`,
      }));
    case 'subject':
      return [...(await candidates(library, 'topic')), ...(await candidates(library, 'story'))];
    case 'destination':
      return library.destinations().map((id) => ({ value: id, label: id }));
  }
}
