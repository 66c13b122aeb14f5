import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Names that mean this machine or this network wherever they resolve to. */
const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|onion|invalid|test|home\.arpa)\.?$/i;
const DEFAULT_PORTS = new Set([80, 443, 8080, 8443]);

/** Whether `host:port` was named by the operator as reachable although it is private. */
export type AllowList = ReadonlySet<string>;

/** Reads the operator's list: `host:port` or `[v6]:port`, one spelling for each. */
export function allowList(entries: readonly string[]): AllowList {
  return new Set(entries.map((entry) => entry.trim().toLowerCase()));
}

export function isAllowed(allow: AllowList, host: string, port: number): boolean {
  const bare = unbracket(host).toLowerCase();
  const shown = isIP(bare) === 6 ? `[${bare}]` : bare;
  return allow.has(`${shown}:${port}`);
}

/**
 * Whether an address belongs to the public internet. Addresses that carry another one inside (mapped,
 * NAT64, 6to4, Teredo, the deprecated `::a.b.c.d`) are refused or unwrapped: they reach private ones.
 */
export function isPublicAddress(address: string): boolean {
  const text = unbracket(address).replace(/%.*$/, '');
  if (!ipaddr.isValid(text)) return false;
  const parsed = ipaddr.process(text); // unwraps ::ffff:a.b.c.d
  if (
    parsed.kind() === 'ipv6' &&
    parsed
      .toByteArray()
      .slice(0, 12)
      .every((byte) => byte === 0)
  )
    return false;
  return parsed.range() === 'unicast';
}

/**
 * Why `url` must not be fetched, or null. Checks what can be seen without the network: scheme, user
 * info, port, literal addresses (WHATWG URL has already turned 0x7f.1 into 127.0.0.1) and private names.
 */
export function refuseUrl(url: URL, allow: AllowList): string | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `only http and https are fetched, not ${url.protocol}`;
  if (url.username !== '' || url.password !== '') return 'a user name or password in the address';
  const port = portOf(url);
  if (isAllowed(allow, url.hostname, port)) return null;
  const host = unbracket(url.hostname);
  if (isIP(host) !== 0) {
    if (!isPublicAddress(host)) return `${host} is a private address`;
  } else if (!host.includes('.') || PRIVATE_NAME.test(host)) {
    return `${host} is a private name`;
  }
  return DEFAULT_PORTS.has(port) ? null : `port ${port} is not one that feeds are served on`;
}

/** What the operator would have to allow for `url` to be fetched; undefined where that is no help. */
export function entryFor(url: URL): string | undefined {
  const entry = `${url.hostname}:${portOf(url)}`;
  return refuseUrl(url, allowList([entry])) === null ? entry : undefined;
}

/** Why something was not fetched, with what to write where the configuration decides it. */
export function withRemedy({ reason, entry }: { readonly reason: string; readonly entry?: string }): string {
  return entry === undefined ? reason : `${reason}: to read it, write allowPrivate: ["${entry}"]`;
}

export function portOf({ port, protocol }: { readonly port: string; readonly protocol: string }): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

export function unbracket(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}
