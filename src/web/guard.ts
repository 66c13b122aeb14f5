import { getCookie, setCookie } from 'hono/cookie';
import type { MiddlewareHandler } from 'hono';
import type { OidcProvider } from '../domain/oidc-provider.js';
import { refusal } from './layout.js';
import { equal, type Session, type Sessions } from './session.js';
import { type Ctx, type Env, rootOf } from './view.js';
import type { Desk } from './desk.js';

/** Who may come in, and how. */
export interface Access {
  /** What people sign in with. Without it and without `oidc` whoever reaches the server may see the page. */
  readonly token: string | null;
  /** Whose word is taken for who somebody is; null: nobody's. */
  readonly oidc: OidcProvider | null;
  /** As others reach it, without a slash at the end. */
  readonly publicUrl: string | null;
}

const hasNoSignIn = ({ token, oidc }: Access) => token === null && oidc === null;

export interface GuardParts {
  readonly desk: Desk;
  readonly sessions: Sessions;
  readonly access: Access;
}

const COOKIE = 'wirewatch';
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** What every answer of the page says to the browser. */
export function harden(context: Ctx): void {
  context.header('content-security-policy', POLICY);
  // With no-referrer a browser would not say where a form comes from.
  context.header('referrer-policy', 'same-origin');
  context.header('cross-origin-opener-policy', 'same-origin');
  context.header('cross-origin-resource-policy', 'same-origin');
  context.header('cache-control', 'no-store');
}

/** Lets in who has signed in, and only changes that come from a form of ours. */
export function guard(parts: GuardParts): MiddlewareHandler<Env> {
  const { desk, sessions, access } = parts;
  const isOpen = hasNoSignIn(access);
  return async (context, next) => {
    harden(context);
    const now = desk.now();
    const root = rootOf(context.req.path);
    const isChange = !['GET', 'HEAD'].includes(context.req.method);
    let session = sessions.read(getCookie(context, COOKIE), now);
    if (session === null && isOpen && !isChange) session = remember(context, parts, null);
    if (session === null) return context.redirect(`${root}sign-in?to=${encodeURIComponent(asked(context))}`);
    const csrf = sessions.formToken(session);
    context.set('view', { desk, root, csrf, who: session.who, feedKey: sessions.feedKey, now });
    if (isChange && !(await isOurForm(context, access, csrf)))
      return context.html(
        refusal(
          context.get('view'),
          'This form was not sent from here, or it is from before the last start: go back, load the page again and send it once more.',
        ),
        403,
      );
    return next();
  };
}

/** For programs: a bearer token, the session of a browser, or the key of our feeds. Changes nothing. */
export function guardApi({ desk, sessions, access }: GuardParts, keyed: boolean): MiddlewareHandler<Env> {
  const isOpen = hasNoSignIn(access);
  return async (context, next) => {
    const now = desk.now();
    const bearer = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1];
    const byToken = access.token !== null && bearer !== undefined && equal(bearer, access.token);
    const byKey = keyed && equal(context.req.query('key') ?? '', sessions.feedKey);
    const byCookie = sessions.read(getCookie(context, COOKIE), now) !== null;
    context.header('cache-control', 'no-store');
    if (!isOwnOrigin(context, access) || !(isOpen || byToken || byKey || byCookie))
      return context.json({ error: 'sign in first: send authorization: Bearer and the token' }, 401);
    const root = rootOf(context.req.path);
    context.set('view', { desk, root, csrf: '', who: null, feedKey: '', now });
    return next();
  };
}

/** Begins a session and gives its cookie to the browser. */
export function remember(context: Ctx, { sessions, access, desk }: GuardParts, who: string | null): Session {
  const { session, cookie } = sessions.begin(who, desk.now());
  setCookie(context, COOKIE, cookie, {
    ...cookieOptions(context, access),
    sameSite: 'Strict',
    expires: new Date(session.until),
  });
  return session;
}

/** Of every cookie of ours. */
export function cookieOptions(context: Ctx, access: Access) {
  return { path: '/', httpOnly: true, secure: isPublicHttps(context, access) } as const;
}

export function forget(context: Ctx): void {
  setCookie(context, COOKIE, '', { path: '/', maxAge: 0, httpOnly: true });
}

function isPublicHttps(context: Ctx, { publicUrl }: Access): boolean {
  if (publicUrl === null || !publicUrl.startsWith('https:')) return false;
  return new URL(publicUrl).host === context.req.header('host');
}

async function isOurForm(context: Ctx, access: Access, csrf: string): Promise<boolean> {
  if (context.req.header('origin') === undefined || !isOwnOrigin(context, access)) return false;
  const form = await context.req.parseBody();
  return typeof form['csrf'] === 'string' && equal(form['csrf'], csrf);
}

/** Browsers say where a request comes from; programs say nothing. */
export function isOwnOrigin(context: Ctx, { publicUrl }: Access): boolean {
  const origin = context.req.header('origin');
  if (origin === undefined) return true;
  if (publicUrl !== null && origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === context.req.header('host');
}

/** The page that was asked for, as seen from the first one. */
function asked(context: Ctx): string {
  return `${context.req.path.slice(1)}${new URL(context.req.url).search}`;
}

/** Nowhere but to a page of ours, as seen from the first one. */
export function inside(root: string, to: string): string {
  return /^(?:[\w-][\w/-]*)?(?:\?[^#]*)?$/.test(to) ? `${root}${to}` : root;
}
