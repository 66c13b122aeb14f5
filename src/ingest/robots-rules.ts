/** What one robots.txt says to one crawler (RFC 9309 §2.2). */
export interface RobotsRules {
  /** `path` is the path of an address with its query, as a URL has it. */
  allows(path: string): boolean;
}

interface Rule {
  readonly allow: boolean;
  /** The literal parts between the stars. */
  readonly parts: readonly string[];
  /** The pattern ends the path: `$`. */
  readonly whole: boolean;
  /** Octets of the pattern: the most specific rule counts. */
  readonly length: number;
}

interface Group {
  readonly agents: string[];
  readonly rules: Rule[];
}

/** RFC 9309 §2.5: at least 500 KiB are parsed; the rest is ignored. */
const MAX_BYTES = 500 * 1024;

/** The rules for the crawler called `token` (lower case): those of its groups, else those of `*`, else none. */
export function parseRobots(bytes: Uint8Array, token: string): RobotsRules {
  const groups = groupsOf(new TextDecoder().decode(bytes.subarray(0, MAX_BYTES)));
  const named = groups.filter((group) => group.agents.includes(token));
  const chosen = named.length > 0 ? named : groups.filter((group) => group.agents.includes('*'));
  const rules = chosen.flatMap((group) => group.rules);
  return {
    allows: (path) => {
      const plain = normalised(path).replaceAll('*', '%2A').replaceAll('$', '%24');
      if (plain === '/robots.txt') return true;
      let best: Rule | null = null;
      for (const rule of rules) {
        const stronger =
          best === null || rule.length > best.length || (rule.length === best.length && rule.allow);
        if (stronger && matches(rule, plain)) best = rule;
      }
      return best?.allow ?? true;
    },
  };
}

/** Lines that are no rule and no user agent, such as sitemaps, part nothing. */
function groupsOf(text: string): Group[] {
  const groups: Group[] = [];
  let naming = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, key, value] = /^\s*([a-z-]{1,20})[ \t]*:([^#]*)/i.exec(line) ?? [];
    const name = key?.toLowerCase();
    if (name === undefined || value === undefined) continue;
    if (name === 'user-agent') {
      if (!naming) groups.push({ agents: [], rules: [] });
      naming = true;
      groups.at(-1)?.agents.push(agentOf(value.trim()));
    } else if (name === 'allow' || name === 'disallow') {
      naming = false;
      const rule = ruleOf(name === 'allow', value.trim());
      if (rule !== null) groups.at(-1)?.rules.push(rule);
    }
  }
  return groups;
}

/** A version may stand behind the name: "Wirewatch/1.0". */
function agentOf(value: string): string {
  return value.startsWith('*') ? '*' : (/^[a-z_-]+/i.exec(value)?.[0].toLowerCase() ?? '');
}

/** An empty pattern matches nothing: "Disallow:" allows all. */
function ruleOf(allow: boolean, pattern: string): Rule | null {
  if (pattern === '') return null;
  const whole = pattern.endsWith('$');
  const plain = normalised(whole ? pattern.slice(0, -1) : pattern).replaceAll('$', '%24');
  const parts = plain.split(/\*+/);
  return { allow, parts, whole, length: plain.length + (whole ? 1 : 0) };
}

/** The parts in order, each at the first place that it is found: linear in the path for each of them. */
function matches({ parts, whole }: Rule, path: string): boolean {
  const [first = '', ...rest] = parts;
  if (!path.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return !whole || path === first;
  let at = first.length;
  for (const part of rest) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  if (whole) return path.length - last.length >= at && path.endsWith(last);
  return path.indexOf(last, at) >= 0;
}

/** One spelling for every path (§2.2.2): ASCII is not escaped but for the marks of a pattern, all else is, in capitals. */
function normalised(path: string): string {
  const escaped = path
    .toWellFormed()
    .replace(/[^\u0021-\u007e]+/g, (text) => encodeURIComponent(text))
    .replace(/%(?![0-9a-f]{2})/gi, '%25');
  return escaped.replace(/%[0-9a-f]{2}/gi, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[!-~]/.test(character) && !'%*$'.includes(character) ? character : code.toUpperCase();
  });
}
