import { asEmbed, type Embedded } from './as-embed.js';
import type { CallOptions, Client, Reply, Route } from './client.js';
import type { Rendered } from './components.js';
import { codes } from './outcome.js';

/** Clients whose server has refused Components V2 as such. */
const embedsOnly = new WeakSet<Client>();

/**
 * Sends what was rendered in Components V2; where that is refused, which is to say definitely not posted, as an
 * embed. A server that does not know V2 at all is not asked again. `bodyOf` puts it where the call wants it.
 */
export async function speak(
  client: Client,
  method: 'post' | 'patch',
  route: Route,
  rendered: Rendered,
  options: Omit<CallOptions, 'body'>,
  bodyOf: (spoken: Rendered | Embedded) => object = (spoken) => spoken,
): Promise<Reply> {
  const plainly = () => client.call(method, route, { ...options, body: bodyOf(asEmbed(rendered)) });
  if (embedsOnly.has(client)) return plainly();
  const reply = await client.call(method, route, { ...options, body: bodyOf(rendered) });
  if (reply.kind !== 'refused' || !REFUSALS.has(reply.code ?? 0)) return reply;
  const again = await plainly();
  const isUnknown = reply.code === codes.emptyMessage || /\bflags\b/.test(reply.reason);
  if (again.kind === 'ok' && isUnknown) embedsOnly.add(client);
  return again.kind === 'refused' ? reply : again;
}

const REFUSALS: ReadonlySet<number> = new Set([codes.invalidForm, codes.emptyMessage]);
