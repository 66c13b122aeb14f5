/** What the engine must know of a statement before Postgres sees it. Scans once; never backtracks. */

export interface ListenStatement {
  verb: 'listen' | 'unlisten';
  /** '*' after UNLISTEN means every channel. */
  channel: string;
}

export function readListen(sql: string): ListenStatement | undefined {
  if (sql.length > 2_000) return undefined;
  const text = sql.slice(skipComments(sql));
  const match = /^(listen|unlisten)\s+(?:"([^"]+)"|(\*|[a-z_][\w$]*))\s*;?\s*$/i.exec(text);
  if (!match) return undefined;
  const channel = match[2] ?? (match[3] ?? '').toLowerCase();
  return { verb: match[1]?.toLowerCase() === 'listen' ? 'listen' : 'unlisten', channel };
}

/** True when the statement may leave settings behind in the session. */
export function changesSession(sql: string): boolean {
  return segments(sql).some((text) => {
    if (/^set\s/i.test(text)) return !/^set\s+(?:local|transaction|constraints)\s/i.test(text);
    return /^(?:reset|discard)\s/i.test(text) || /\bset_config\s*\(/i.test(text);
  });
}

export function copiesFromClient(sql: string): boolean {
  return segments(sql).some((text) => /^copy\b/i.test(text) && /\bfrom\s+stdin\b/i.test(text));
}

/**
 * The `-c name=value` pairs of a startup packet's options; a backslash escapes the next character.
 * Source: Postgres manual, libpq connection parameter `options`.
 */
export function readStartupOptions(options: string): [name: string, value: string][] {
  const words = (options.match(/(?:\\.|[^\s\\])+/g) ?? []).map((word) => word.replace(/\\(.)/g, '$1'));
  const settings: [string, string][] = [];
  for (const [index, word] of words.entries()) {
    const pair = word === '-c' ? words[index + 1] : word.startsWith('--') ? word.slice(2) : undefined;
    const equals = pair?.indexOf('=') ?? -1;
    if (pair !== undefined && equals > 0) settings.push([pair.slice(0, equals), pair.slice(equals + 1)]);
  }
  return settings;
}

export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Cuts at every semicolon, quoted or not: a false cut costs a needless reset of settings, never a missed one. */
function segments(sql: string): string[] {
  return sql.split(';').map((text) => text.slice(skipComments(text)));
}

/** BullMQ opens its LISTEN with `--` comments. */
function skipComments(sql: string): number {
  let at = 0;
  for (;;) {
    while (at < sql.length && /\s/.test(sql.charAt(at))) at++;
    const closing = sql.startsWith('--', at) ? '\n' : sql.startsWith('/*', at) ? '*/' : undefined;
    if (closing === undefined) return at;
    const end = sql.indexOf(closing, at + 2);
    if (end < 0) return sql.length;
    at = end + closing.length;
  }
}
