import type { Evidence } from '../domain/match.js';
import type { Asker } from '../domain/message.js';
import { ask } from '../lookup/ask.js';
import { excerpt, snippet } from '../lookup/item-entry.js';
import type { Library } from '../lookup/library.js';
import { compileTopics } from '../match/compile.js';
import { parseQuery } from '../match/query.js';
import type { Live } from '../pipeline/parts.js';
import { BLANK } from '../pipeline/preview.js';
import { replay } from '../pipeline/replay.js';
import type { Archived } from '../store/archive.js';
import type { Db } from '../store/db.js';
import { foundItems, latestItems, searchItems } from '../store/lookups.js';
import { searchQuery } from '../text/search-terms.js';
import { splitWords } from '../text/words.js';
import type { Desk, Found, Searched } from '../web/desk.js';

export interface SearchParts {
  readonly db: Db;
  readonly library: Library;
  readonly live: () => Live;
  readonly now: () => Date;
}

const READER: Asker = { account: 'page', user: 'reader', name: 'a reader', channel: null, roles: [] };
const MOST = 300;
const DAYS = 30;
const DAY_MS = 86_400_000;
/** What only the language of topics has: the index of words knows nothing of places. */
const LANGUAGE =
  /\b(NEAR|ONEAR)\/\d|\bSENTENCE\b|\b(title|lead|body|allcaps|lang|publisher|feed|tier|regex)\s*:|\/.+\//;

/** The archive, by words or in the language of topics. */
export function searchPart(parts: SearchParts): Pick<Desk, 'search' | 'latest' | 'ask'> {
  const { db, library } = parts;
  return {
    // Whoever asks so may change nothing.
    ask: (question, page) =>
      ask({ ...library, permissions: () => [] }, { text: question, page, asker: READER }),
    search: (query) => (LANGUAGE.test(query) ? byLanguage(parts, query) : byWords(db, query)),
    async latest(topicId, limit) {
      const { rows } = await latestItems(db, topicId, 0, limit);
      return rows.map((row) => ({ ...row, text: snippet(row.item.body, '') ?? '', terms: [] }));
    },
  };
}

async function byWords(db: Db, query: string): Promise<Searched> {
  const literal = searchQuery(query);
  if (literal === null)
    return {
      ok: false,
      faults: [{ field: 'query', column: null, message: 'write a word that is to be found' }],
    };
  const { rows } = await searchItems(db, literal, 0, MOST);
  const terms = splitWords(query.replace(/\b(AND|OR|NOT)\b/g, ' ')).map(({ text }) => text);
  return {
    ok: true,
    days: null,
    found: rows.map((row) => ({ ...row, text: snippet(row.item.body, query) ?? '', terms })),
  };
}

/** Every article of the last days is held against the query, as if it had been watched. */
async function byLanguage({ db, live, now }: SearchParts, query: string): Promise<Searched> {
  const parsed = parseQuery(query, { aliases: {}, shared: {} });
  if (!parsed.ok)
    return {
      ok: false,
      faults: parsed.faults.map(({ column, message }) => ({ field: 'query', column, message })),
    };
  const { index } = compileTopics([{ ...BLANK, query }]);
  const since = new Date(now().getTime() - DAYS * DAY_MS);
  const found: Found[] = [];
  await replay({ db, tierOf: live().tierOf }, index, since, now(), (archived, [match]) => {
    if (match && found.length < MOST) found.push(asFound(archived, match.evidence));
  });
  const stored = await foundItems(
    db,
    found.map(({ item }) => item.id),
  );
  const topics = new Map(stored.map(({ item, topicIds }) => [item.id, topicIds]));
  return {
    ok: true,
    days: DAYS,
    found: found.map((one) => ({ ...one, topicIds: topics.get(one.item.id) ?? [] })),
  };
}

function asFound({ item, storyId }: Archived, evidence: readonly Evidence[]): Found {
  const at = evidence.find(({ field }) => field === 'body')?.start ?? 0;
  const terms = [...new Set(evidence.map(({ text }) => text))];
  return { item, storyId, topicIds: [], terms, text: excerpt(item.body, at - 110, at + 110) };
}
