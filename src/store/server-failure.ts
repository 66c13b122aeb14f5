/** Why a database cannot be opened, in words that say what to do. Never carries a password. */

export type DatabaseFault =
  | 'bad-url'
  | 'unreachable'
  | 'refused-login'
  | 'no-database'
  | 'no-right'
  | 'too-many-clients'
  | 'too-old'
  | 'other-version'
  | 'failed';

export class DatabaseOpenError extends Error {
  override name = 'DatabaseOpenError';

  constructor(
    readonly fault: DatabaseFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The oldest major version that is tested against. */
export const OLDEST_SERVER = 14;

/** `user@host:port/database`, for messages. */
export function serverName(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    if (!/^postgres(?:ql)?:$/.test(url.protocol)) throw new Error(url.protocol);
    const user = url.username === '' ? '' : `${decodeURIComponent(url.username)}@`;
    return `${user}${url.hostname || 'localhost'}:${url.port || '5432'}/${decodeURIComponent(url.pathname.slice(1))}`;
  } catch {
    throw new DatabaseOpenError(
      'bad-url',
      'DATABASE_URL must look like postgres://user:password@host:5432/database',
    );
  }
}

export function explainFailure(error: unknown, server: string): DatabaseOpenError {
  if (error instanceof DatabaseOpenError) return error;
  const { code, message, version } = readFailure(error);
  const explained = EXPLANATIONS.find(([codes]) => codes.includes(code));
  const fault = explained?.[1] ?? 'failed';
  const advice = explained?.[2] ?? 'See the message of the server.';
  const found = version === undefined ? '' : ` It is Postgres ${version}.`;
  return new DatabaseOpenError(fault, `Cannot open the database ${server}: ${message}.${found} ${advice}`, {
    cause: error,
  });
}

/** Postgres manual, appendix A, and the codes of Node's sockets. */
const EXPLANATIONS: [codes: string[], fault: DatabaseFault, advice: string][] = [
  [
    [
      'ECONNREFUSED',
      'ENOTFOUND',
      'EAI_AGAIN',
      'ETIMEDOUT',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ECONNRESET',
      '57P03',
      'timeout',
    ],
    'unreachable',
    'Check that the server runs and that host and port in DATABASE_URL are right.',
  ],
  [['28P01', '28000'], 'refused-login', 'Check the user and the password in DATABASE_URL.'],
  [['3D000'], 'no-database', 'Create it (createdb), or correct the name at the end of DATABASE_URL.'],
  [
    ['42501'],
    'no-right',
    'Grant the user CREATE on the database, or create the schemas ww and bullmq for it (CREATE SCHEMA ww AUTHORIZATION user).',
  ],
  [['53300'], 'too-many-clients', 'Raise max_connections of the server.'],
  [['too-old'], 'too-old', `Wirewatch needs Postgres ${OLDEST_SERVER} or newer.`],
];

interface Failure {
  code: string;
  message: string;
  version?: number | undefined;
}

function readFailure(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) return { code: '', message: String(error) };
  const { code, message, version, errors } = error as Partial<Failure> & { errors?: unknown[] };
  // A host with several addresses fails with all of their errors at once.
  if (Array.isArray(errors) && errors.length > 0 && !message) return readFailure(errors[0]);
  const text = message || (code === 'too-old' ? 'the server is too old' : 'no reason given');
  return { code: code ?? (/timeout/i.test(text) ? 'timeout' : ''), message: text, version };
}
