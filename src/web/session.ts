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
  /** What the forms of a session carry. */
  formToken(session: Session): string;
  /** Lets a program read feeds of ours by their address alone. */
  readonly feedKey: string;
}

const DAYS_MS = 7 * 86_400_000;

/** Signed with what people sign in with: when that is changed, everybody is out. Null: signed until the next start. */
export function createSessions(secret: string | null): Sessions {
  const key = secret === null ? randomBytes(32) : createHmac('sha256', secret).update('page').digest();
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    begin(who, now) {
      const session = { id: randomBytes(16).toString('base64url'), who, until: now.getTime() + DAYS_MS };
      const payload = Buffer.from(JSON.stringify(session)).toString('base64url');
      return { session, cookie: `${payload}.${sign(`session ${payload}`)}` };
    },
    read(cookie, now) {
      const [payload = '', mac = ''] = cookie?.split('.') ?? [];
      if (payload === '' || !equal(mac, sign(`session ${payload}`))) return null;
      const session = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Session;
      return session.until > now.getTime() ? session : null;
    },
    formToken: ({ id }) => sign(`form ${id}`),
    feedKey: sign('feeds').slice(0, 24),
  };
}

/** Takes as long whatever they are. */
export function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
