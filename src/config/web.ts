import { isIP } from 'node:net';
import { z } from 'zod';
import type { OidcProvider } from '../domain/oidc-provider.js';
import type { WebSettings } from './config.js';
import type { Environment } from './environment.js';
import type { Fault, YamlFile } from './read-yaml.js';
import { isPlain, quote, readPlace, setting, text, unbracketed, webAddressThat, when } from './values.js';

/** The web server and its page. */

const DEFAULT_PORT = 8787;

const oidc = z
  .strictObject({
    issuer: webAddressThat(
      isTrusted,
      'must be an address with https:// (http only on this machine)',
    ).describe('Address of the OpenID Connect provider.'),
    clientId: text('the id that the provider has given this client'),
    clientSecret: setting('the secret that the provider has given, such as $OIDC_SECRET'),
    allow: z
      .array(
        z.string().regex(/^(?:[^@\s:]+)?@[^@\s]+\.[^@\s]+$|^sub:\S+$/, {
          error: 'must be an address such as ann@example.org, a domain such as @example.org, or sub:1234',
        }),
        { error: 'must be a list of those who may come in' },
      )
      .min(1, { error: 'must name somebody: ["@example.org"]' })
      .describe(
        'Who may come in: addresses that the provider has verified, all of a @domain, or sub:<subject>.',
      ),
  })
  .describe('Sign-in at an OpenID Connect provider; needs publicUrl, where it sends people back to.');

const server = z
  .strictObject(
    {
      listen: text(`an address and a port such as 127.0.0.1:${DEFAULT_PORT}`)
        .transform((value, context) => {
          const place = readPlace(value);
          if (place !== null) return place;
          context.addIssue(`is not an address and a port: ${quote(value)}: write 127.0.0.1:${DEFAULT_PORT}`);
          return z.NEVER;
        })
        .optional()
        .describe(`Address and port; 127.0.0.1:${DEFAULT_PORT} unless told.`),
      publicUrl: webAddressThat(
        isPlain,
        'must have no user name, query or fragment: write https://news.example.org',
      )
        .optional()
        .describe('As the internet reaches the web server: WebSub hubs then push to it.'),
      token: setting('a long random text, such as $WIREWATCH_TOKEN')
        .optional()
        .describe('What people sign in with; programs send it as a bearer token.'),
      oidc: oidc.optional(),
    },
    { error: 'must have settings such as listen: 127.0.0.1:8787, or be false' },
  )
  .refine(
    ({ listen, token, oidc }) => token !== undefined || oidc !== undefined || isLoopback(listen?.host),
    {
      path: ['listen'],
      error:
        'lets other machines in: set web.token: $WIREWATCH_TOKEN or web.oidc too, or listen on 127.0.0.1',
      when,
    },
  )
  .refine(({ oidc, publicUrl }) => oidc === undefined || publicUrl !== undefined, {
    path: ['oidc'],
    error: 'sends people back to web.publicUrl: set that too',
    when,
  });

/** A secret is sent to it. */
function isTrusted({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopback(unbracketed(hostname));
}

/** Absent is the default, which is. */
function isLoopback(host = '127.0.0.1'): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

export const web = server
  .or(z.literal(false))
  .optional()
  .describe('The page and the web server of a running Wirewatch; false turns them off.');

type Written = z.output<typeof web>;

export interface ReadWeb {
  /** Null: there is no web server. */
  readonly web: WebSettings | null;
  readonly secrets: readonly string[];
  readonly setAside: readonly Fault[];
}

const SHORTEST_TOKEN = 16;

/** A page whose sign-in cannot be had is not served at all. */
export function readWeb(main: YamlFile<{ web?: Written }>, env: Environment): ReadWeb {
  const { value } = main;
  if (value.web === false) return { web: null, secrets: [], setAside: [] };
  const written = value.web ?? {};
  const publicUrl = written.publicUrl?.replace(/\/+$/, '') ?? null;
  const place = written.listen ?? { host: '127.0.0.1', port: DEFAULT_PORT };
  const base = { ...place, isDefault: written.listen === undefined, publicUrl };
  const closed = (key: string, reason: string): ReadWeb => ({
    web: { ...base, page: false, token: null, oidc: null },
    secrets: [],
    setAside: [main.at(['web', key], `the page is off: ${reason}`)],
  });
  const secrets: string[] = [];
  let token: string | null = null;
  if (written.token !== undefined) {
    const found = env.resolve(written.token);
    if (!found.ok) return closed('token', found.reason);
    if (found.value.length < SHORTEST_TOKEN)
      return closed('token', `web.token is shorter than ${SHORTEST_TOKEN} characters`);
    token = found.value;
    secrets.push(token);
  }
  let oidc: OidcProvider | null = null;
  if (written.oidc !== undefined) {
    const found = env.resolve(written.oidc.clientSecret);
    if (!found.ok) return closed('oidc', found.reason);
    secrets.push(found.value);
    oidc = { ...written.oidc, clientSecret: found.value };
  }
  if (publicUrl !== null && token === null && oidc === null)
    return closed('publicUrl', 'web.publicUrl lets strangers in: set web.token or web.oidc');
  return { web: { ...base, page: true, token, oidc }, secrets, setAside: [] };
}
