import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Configuration } from 'openid-client';
import type { OidcProvider } from '../domain/oidc-provider.js';
import { cookieOptions, type GuardParts, inside, remember } from './guard.js';
import { html } from './html.js';
import { bare } from './layout.js';
import { type Ctx, type Env, rootOf } from './view.js';

const CALLBACK = '/sign-in/oidc/callback';
const COOKIE = 'wirewatch-oidc';
const TIMEOUT_S = 10;

/**
 * Sign-in at an OpenID Connect provider: authorization code with PKCE (RFC 7636), state and nonce, which wait in a sealed
 * cookie. What the provider says of the person decides who comes in.
 */
export function oidcRoutes(parts: GuardParts, oidc: OidcProvider): Hono<Env> {
  const app = new Hono<Env>();
  const { access, sessions, desk } = parts;
  const callback = `${access.publicUrl ?? ''}${CALLBACK}`;
  const provider = providerOf(oidc);
  app.get('/sign-in/oidc', async (context) => {
    const client = await import('openid-client');
    const config = await provider().catch(() => null);
    if (config === null) return refuse(context, `${hostOf(oidc)} does not answer as an OpenID provider.`);
    const [verifier, state, nonce] = [
      client.randomPKCECodeVerifier(),
      client.randomState(),
      client.randomNonce(),
    ];
    const waiting = sessions.seal({ verifier, state, nonce, to: context.req.query('to') ?? '' }, desk.now());
    // The provider sends the browser back from another site: a strict cookie would stay away.
    setCookie(context, COOKIE, waiting, { ...cookieOptions(context, access), sameSite: 'Lax', maxAge: 600 });
    const challenge = await client.calculatePKCECodeChallenge(verifier);
    const asked = client.buildAuthorizationUrl(config, {
      redirect_uri: callback,
      scope: 'openid email profile',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    return context.redirect(asked.href);
  });
  app.get(CALLBACK, async (context) => {
    const waiting = sessions.unseal(getCookie(context, COOKIE), desk.now());
    deleteCookie(context, COOKIE, { path: '/' });
    if (waiting === null) return refuse(context, 'This sign-in took too long, or began elsewhere.');
    const who = await personOf(await provider().catch(() => null), callback, context, waiting);
    if (who === null) return refuse(context, `${hostOf(oidc)} did not confirm the sign-in.`);
    if (!isAllowed(oidc, who))
      return refuse(context, `${nameOf(who)} may not come in here: ask who runs it.`);
    remember(context, parts, nameOf(who));
    const to = inside(rootOf(context.req.path), waiting['to'] ?? '');
    // A redirect would still count as the other site's, and go without the strict cookie.
    return context.html(
      bare(
        rootOf(context.req.path),
        'Signed in',
        html`<meta http-equiv="refresh" content="0;url=${to}"><h1>Signed in</h1><p><a class="button main" href="${to}">Go on</a></p>`,
      ),
    );
  });
  return app;
}

/** Who somebody is, by the provider's word. */
interface Person {
  readonly sub: string;
  /** Only one that the provider has verified. */
  readonly email: string | null;
}

const nameOf = ({ sub, email }: Person) => email ?? sub;
const hostOf = ({ issuer }: OidcProvider) => new URL(issuer).host;

async function personOf(
  config: Configuration | null,
  callback: string,
  context: Ctx,
  { verifier = '', state = '', nonce = '' }: Readonly<Record<string, string>>,
): Promise<Person | null> {
  if (config === null) return null;
  const client = await import('openid-client');
  const came = new URL(callback);
  came.search = new URL(context.req.url).search;
  try {
    const tokens = await client.authorizationCodeGrant(config, came, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) return null;
    const more = config.serverMetadata().userinfo_endpoint
      ? await client.fetchUserInfo(config, tokens.access_token, claims.sub)
      : {};
    return { sub: claims.sub, email: verifiedAddress([claims, more]) };
  } catch {
    return null;
  }
}

/** Some tell the address here, some there; one is verified only by who tells it. Lower case; null when none is. */
export function verifiedAddress(told: readonly Readonly<Record<string, unknown>>[]): string | null {
  for (const { email, email_verified: isVerified } of told)
    if (isVerified === true && typeof email === 'string') return email.toLowerCase();
  return null;
}

function isAllowed({ allow }: OidcProvider, { sub, email }: Person): boolean {
  return allow.some((entry) => {
    if (entry.startsWith('sub:')) return entry.slice(4) === sub;
    const wanted = entry.toLowerCase();
    return wanted.startsWith('@') ? email?.slice(email.lastIndexOf('@')) === wanted : email === wanted;
  });
}

/** Asked once; again when it has failed. */
function providerOf({ issuer, clientId, clientSecret }: OidcProvider): () => Promise<Configuration> {
  let found: Promise<Configuration> | null = null;
  return () => {
    found ??= discover(issuer, clientId, clientSecret).catch((error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  };
}

async function discover(issuer: string, clientId: string, clientSecret: string): Promise<Configuration> {
  const client = await import('openid-client');
  const server = new URL(issuer);
  // The configuration lets http be only on this machine.
  const execute = server.protocol === 'http:' ? [client.allowInsecureRequests] : [];
  return client.discovery(server, clientId, clientSecret, undefined, { timeout: TIMEOUT_S, execute });
}

function refuse(context: Ctx, reason: string) {
  const root = rootOf(context.req.path);
  const page = html`<h1>Not signed in</h1><p role="alert">${reason}</p><p><a class="button" href="${root}sign-in">Try again</a></p>`;
  return context.html(bare(root, 'Not signed in', page), 403);
}
