/** What an error of the store says about the work that it ended; Postgres manual, appendix A. */

/** Serialization failure and deadlock: the same work may well succeed when it is done again. */
const CONFLICTS = new Set(['40001', '40P01']);

/** Data exceptions, broken constraints, limits of the program (a row that is too large): as wrong the next time. */
const REFUSED_CLASSES = new Set(['22', '23', '54']);

/** Does work in the store, and once more when another process was in its way. */
export async function twiceIfConflict<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!CONFLICTS.has(sqlState(error))) throw error;
    return work();
  }
}

/** Whether what was stored is to blame, and not the store. */
export function isRefusedContent(error: unknown): boolean {
  return REFUSED_CLASSES.has(sqlState(error).slice(0, 2));
}

/** Shutting down, starting up, out of connections or of disk, or the connection broke off: classes 08, 53 and 57P, and Node's codes. */
const AWAY =
  /^(08...|53[13]00|57P0[1-5]|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH)$/;
/** Errors of node-postgres that carry no code. */
const AWAY_IN_WORDS =
  /connection terminated|connection ended unexpectedly|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i;

/** Whether the store could not be reached; nothing is known of what was asked of it. */
export function isUnreachable(error: unknown): boolean {
  const code = sqlState(error);
  if (code !== '') return AWAY.test(code);
  if (error instanceof AggregateError) return error.errors.some(isUnreachable);
  return error instanceof Error && AWAY_IN_WORDS.test(error.message);
}

/** Five characters of Postgres, or a code of Node's sockets; empty when there is none. */
function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
