import { searchItems } from '../store/lookups.js';
import { searchQuery } from '../text/search-terms.js';
import { articles, counted } from './item-entry.js';
import { misused, nothing, PAGE_SIZE, quoted, type Verb } from './library.js';

export const search: Verb = {
  name: 'search',
  usage: 'search <words>',
  does: 'finds articles that have all the words; knows "a phrase", OR, NOT and beginnings such as regulat*',
  takes: [{ name: 'words', does: 'Words to look for', required: true }],
  async answer({ db, topics }, { rest: words, page }) {
    const query = searchQuery(words);
    if (query === null)
      return misused('Search for what? Write words that are to be found, such as: search OpenAI China');
    const found = await searchItems(db, query, (page - 1) * PAGE_SIZE, PAGE_SIZE);
    if (found.total === 0) return nothing(`Nothing is stored about ${quoted(words)} yet.`);
    return articles(`${counted(found.total)} about ${quoted(words)}`, found, topics(), words);
  },
};
