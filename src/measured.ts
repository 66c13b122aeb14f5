import type { Parser } from './ingest/parse.js';
import type { Metrics } from './observe/metrics.js';
import { spanned } from './observe/trace.js';
import { type Handlers, JOB_KINDS } from './queue/queue.js';

/** The same work, timed and in spans. */
export function measuredJobs(handlers: Handlers, metrics: Metrics): Handlers {
  const measured = JOB_KINDS.map((kind) => {
    const work = async (id: string) => {
      const begun = performance.now();
      let failed = true;
      try {
        await spanned(kind, id, () => handlers[kind](id));
        failed = false;
      } finally {
        metrics.worked(kind, (performance.now() - begun) / 1_000, failed);
      }
    };
    return [kind, work] as const;
  });
  return Object.fromEntries(measured) as Handlers;
}

/** The same parser; which of its readers each feed took is counted. */
export function measuredParser(parser: Parser, metrics: Metrics): Parser {
  return {
    ...parser,
    parse: async (...feed) => {
      const parsed = await parser.parse(...feed);
      metrics.parsed(parsed.kind === 'feed' ? parsed.reader : parsed.kind);
      return parsed;
    },
  };
}
