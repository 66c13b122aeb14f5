import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who sits before the page; kept in a cookie that nobody can forge, so that nothing is kept here. */
export interface Session {
  readonly id: string;
  /** Null where nobody has to sign in. */
  readonly who: string | null;
  readonly until: number;
}

export interface Sessions {
  begin(who: string | null, now: Date): { session: Session; cookie: string };
  /** Null when there is none, it is forged or it is over. */
  read(cookie: string | undefined, now: Date): Session | null;
  /** Puts something into a cookie that nobody can forge, for ten minutes. */
  seal(value: Readonly<Record<string, string>>, now: Date): string;
  /** Null when it is forged, or older. */
  unseal(cookie: string | undefined, now: Date): Readonly<Record<string, string>> | null;
  /** What the forms of a session carry. */
  formToken(session: Session): string;
  /** Lets a program read feeds of ours by their address alone. */
  readonly feedKey: string;
}

const SESSION_MS = 7 * 86_400_000;
const SEALED_MS = 600_000;

/** Signed with what people sign in with: when that is changed, everybody is out. Null: signed until the next start. */
export function createSessions(secret: string | null): Sessions {
  const key = secret === null ? randomBytes(32) : createHmac('sha256', secret).update('page').digest();
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const write = <T extends { until: number }>(kind: string, value: T) => {
    const payload = Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${payload}.${sign(`${kind} ${payload}`)}`;
  };
  const read = <T extends { until: number }>(kind: string, cookie: string | undefined, now: Date) => {
    const [payload = '', mac = ''] = cookie?.split('.') ?? [];
    if (payload === '' || !equal(mac, sign(`${kind} ${payload}`))) return null;
    const value = JSON.parse(Buffer.from(payload, 'base64url').toString()) as T;
    return value.until > now.getTime() ? value : null;
  };
  return {
    begin(who, now) {
      const session = { id: randomBytes(16).toString('base64url'), who, until: now.getTime() + SESSION_MS };
      return { session, cookie: write('session', session) };
    },
    read: (cookie, now) => read<Session>('session', cookie, now),
    seal: (value, now) => write('sealed', { value, until: now.getTime() + SEALED_MS }),
    unseal: (cookie, now) =>
      read<{ value: Record<string, string>; until: number }>('sealed', cookie, now)?.value ?? null,
    formToken: ({ id }) => sign(`form ${id}`),
    feedKey: sign('feeds').slice(0, 24),
  };
}

/** Takes as long whatever they are. */
export function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
