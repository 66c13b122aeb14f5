import type { Trace } from './domain/trace.js';
import { canonicalUrl } from './ingest/canonical-url.js';
import type { Library, Traceable } from './lookup/library.js';
import { proposeTest } from './match/propose-test.js';
import { parseQuery } from './match/query.js';
import { traceQuery } from './match/trace.js';
import type { Live } from './pipeline/parts.js';

/** What look-ups need of the stages to say why, and why not. */
export function explaining(live: () => Live): Pick<Library, 'trace' | 'proposeTest' | 'canonicalUrl'> {
  const withTier = (article: Traceable) => ({ ...article, tier: live().tierOf(article) });
  return {
    canonicalUrl,
    proposeTest: (topic, article) => proposeTest(topic, withTier(article)),
    trace({ query, aliases, shared }, article): Trace {
      const parsed = parseQuery(query, { aliases, shared });
      if (parsed.ok) return traceQuery(parsed.query, withTier(article));
      const lines = parsed.faults.map(({ message }) => `✗ not understood: ${message}`);
      return { matched: false, lines, nearly: [] };
    },
  };
}
