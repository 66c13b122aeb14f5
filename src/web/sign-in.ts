import { Hono } from 'hono';
import { type Access, forget, type GuardParts, harden, inside, isOwnOrigin, remember } from './guard.js';
import { html, type Html } from './html.js';
import { bare } from './layout.js';
import { oidcRoutes } from './oidc.js';
import { equal } from './session.js';
import { type Ctx, type Env, rootOf } from './view.js';

const MOST_FAILURES = 10;
const FORGIVEN_MS = 60_000;

/** Sign-in with the token of the configuration, few guesses a minute whoever makes them; or at an OpenID provider. */
export function signIn(parts: GuardParts): Hono<Env> {
  const app = new Hono<Env>();
  const failures: number[] = [];
  const { access, desk } = parts;
  app.use('/sign-in/*', async (context, next) => {
    harden(context);
    return next();
  });
  if (access.oidc !== null) app.route('/', oidcRoutes(parts, access.oidc));
  app.get('/sign-in', (context) =>
    context.html(signInForm(context, access, context.req.query('to') ?? '', null)),
  );
  app.post('/sign-in', async (context) => {
    const { token, to: wanted } = await context.req.parseBody();
    const to = typeof wanted === 'string' ? wanted : '';
    const again = (fault: string) => signInForm(context, access, to, fault);
    const now = desk.now();
    while (failures[0] !== undefined && failures[0] < now.getTime() - FORGIVEN_MS) failures.shift();
    if (context.req.header('origin') === undefined || !isOwnOrigin(context, access))
      return context.html(again('This form was not sent from here.'), 403);
    if (failures.length >= MOST_FAILURES)
      return context.html(again('Too many wrong tokens: try again in a minute.'), 429);
    if (access.token === null || typeof token !== 'string' || !equal(token.trim(), access.token)) {
      failures.push(now.getTime());
      return context.html(again('That is not the token.'), 403);
    }
    remember(context, parts, 'token');
    return context.redirect(inside(rootOf(context.req.path), to), 303);
  });
  return app;
}

export function signOut(app: Hono<Env>): void {
  app.post('/sign-out', (context) => {
    forget(context);
    return context.redirect('./sign-in', 303);
  });
}

/** `to`: the page that was asked for, as seen from the first one. */
function signInForm(context: Ctx, { token, oidc }: Access, to: string, fault: string | null): Html {
  const root = rootOf(context.req.path);
  const elsewhere =
    oidc === null
      ? ''
      : html`<p><a class="button main" href="${root}sign-in/oidc?to=${encodeURIComponent(to)}">Sign in with ${new URL(oidc.issuer).host}</a></p>`;
  const entry = token === null ? '' : tokenForm(root, to, fault);
  return bare(root, 'Sign in', html`<h1>Sign in</h1>${elsewhere}${entry}`);
}

function tokenForm(root: string, to: string, fault: string | null): Html {
  return html`<form method="post" action="${root}sign-in" class="stack">
<input type="hidden" name="to" value="${to}">
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus${fault === null ? '' : html` aria-describedby="fault" aria-invalid="true"`}>
${fault === null ? '' : html`<p id="fault" class="fault" role="alert">${fault}</p>`}
<button class="main">Sign in</button>
<p class="hint">The token is <code>web.token</code> of the configuration.</p>
</form>`;
}
