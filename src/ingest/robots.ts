import type { Fetcher, FetchResult } from './fetch.js';
import { parseRobots, type RobotsRules } from './robots-rules.js';

/** Asks robots.txt (RFC 9309) of each site before a page of it is read. */
export interface Robots {
  allowed(url: string, now: Date): Promise<boolean>;
}

/** What a site said, and until when that holds. */
interface Answer {
  readonly rules: RobotsRules | 'all' | 'nothing';
  readonly until: number;
}

const TOKEN = 'wirewatch';
const HOUR = 60 * 60 * 1000;
/** RFC 9309 §2.4: not longer than a day. */
const KEPT_MS = 24 * HOUR;
/** A site that can't be asked is asked again soon. */
const SILENT_MS = HOUR;
const MAX_SITES = 1_000;
/** More is read than is parsed, so that a large file is cut and not refused. */
const MAX_BYTES = 2 << 20;
const DEADLINE_MS = 10_000;

export function createRobots({ fetcher }: { readonly fetcher: Fetcher }): Robots {
  const known = new Map<string, Promise<Answer>>();

  const ask = async (origin: string, now: Date): Promise<Answer> => {
    const kept = known.get(origin);
    if (kept !== undefined && (await kept).until > now.getTime()) return kept;
    // Somebody else may have begun to ask while we looked.
    const asking = known.get(origin);
    if (asking !== undefined && asking !== kept) return asking;
    const asked = answerOf(fetcher, origin, now);
    known.delete(origin);
    known.set(origin, asked);
    const [oldest] = known.keys();
    if (known.size > MAX_SITES && oldest !== undefined) known.delete(oldest);
    return asked;
  };

  return {
    allowed: async (url, now) => {
      if (!URL.canParse(url)) return false;
      const { origin, pathname, search } = new URL(url);
      const { rules } = await ask(origin, now);
      return typeof rules === 'string' ? rules === 'all' : rules.allows(pathname + search);
    },
  };
}

async function answerOf(fetcher: Fetcher, origin: string, now: Date): Promise<Answer> {
  const options = {
    now,
    maxBytes: MAX_BYTES,
    deadlineMs: DEADLINE_MS,
    headers: { accept: 'text/plain, */*;q=0.1' },
  };
  const fetched = await fetcher.get(`${origin}/robots.txt`, options);
  const rules = rulesOf(fetched);
  return { rules, until: now.getTime() + (rules === 'nothing' ? SILENT_MS : KEPT_MS) };
}

/** RFC 9309 §2.3.1: no file means all is allowed; a server that fails, or asks for patience, that nothing is for now. */
function rulesOf(fetched: FetchResult): Answer['rules'] {
  if (fetched.kind === 'ok') return parseRobots(fetched.body, TOKEN);
  const missing =
    fetched.kind === 'refused' && fetched.status >= 400 && fetched.status < 500 && fetched.status !== 429;
  const empty = fetched.kind === 'refused' && (fetched.status === 204 || fetched.status === 205);
  return missing || empty ? 'all' : 'nothing';
}
