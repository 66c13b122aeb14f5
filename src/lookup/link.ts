import { foundItems } from '../store/lookups.js';
import { itemAt } from '../store/whereabouts.js';
import { lookButtons } from './inbox.js';
import { articles } from './item-entry.js';
import { misused, nothing, quoted, type Verb } from './library.js';

/** What somebody has the address of: the article and the story that it belongs to. */
export const link: Verb = {
  name: 'link',
  usage: 'link <address>',
  does: 'whether an article is known by its address, its story and topics; the address alone does too',
  takes: [{ name: 'address', does: 'Of an article', required: true }],
  async answer({ db, canonicalUrl, topics }, { rest }) {
    const address = plainAddress(rest);
    if (address === null) return misused('Write the address of an article: link https://example.org/news');
    const itemId = await itemAt(db, canonicalUrl(address), address);
    const rows = itemId === null ? [] : await foundItems(db, [itemId]);
    if (rows.length === 0) return nothing(`No feed has brought ${quoted(address)} so far.`);
    const storyId = rows[0]?.storyId ?? null;
    const found = articles('That article is known', { rows, total: 1 }, topics());
    return storyId === null ? found : { ...found, buttons: lookButtons(`s${storyId}`) };
  },
};

/** Slack writes addresses in angle brackets. */
export const withoutBrackets = (text: string) => text.replace(/^<|(?:\|[^>]*)?>$/g, '');

/** An address as it is meant; null for what is none. */
export function plainAddress(text: string): string | null {
  const address = withoutBrackets(text.trim());
  return /^https?:\/\/\S{1,2000}$/i.test(address) && URL.canParse(address) ? address : null;
}
