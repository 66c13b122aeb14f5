import type { Item } from './domain/item.js';
import type { Topic } from './domain/topic.js';
import type { Trace } from './domain/trace.js';
import { canonicalUrl } from './ingest/canonical-url.js';
import type { Library } from './lookup/library.js';
import { parseQuery } from './match/query.js';
import { traceQuery } from './match/trace.js';
import type { Live } from './pipeline/parts.js';

/** What look-ups need of the stages to say why, and why not. */
export function explaining(live: () => Live): Pick<Library, 'trace' | 'canonicalUrl'> {
  return {
    canonicalUrl,
    trace({ query, aliases, shared }: Topic, item: Item): Trace {
      const parsed = parseQuery(query, { aliases, shared });
      const tier = live().feeds.get(item.feedId)?.tier ?? 2;
      if (parsed.ok) return traceQuery(parsed.query, { ...item, tier });
      const lines = parsed.faults.map(({ message }) => `✗ not understood: ${message}`);
      return { matched: false, lines, nearly: [] };
    },
  };
}
