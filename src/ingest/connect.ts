import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { type AllowList, isAllowed, isPublicAddress, portOf, unbracket } from './address.js';

/** The addresses of a host name, as the system's resolver gives them. */
export type Lookup = (host: string) => Promise<readonly { address: string; family: number }[]>;

/** The guard said no; `message` is what the operator reads. */
export class Blocked extends Error {
  constructor(
    readonly host: string,
    why: string,
  ) {
    super(`${host} ${why}`);
  }
}

const CONNECT_MS = 10_000;

/**
 * Opens sockets to public addresses only. Three checks, because each alone is bypassed: a literal
 * address never reaches `lookup`, a name may resolve to anything, and the peer is the only proof.
 */
export function guardedConnector(allow: AllowList, lookup: Lookup = lookupAll): buildConnector.connector {
  const connector = (found: Lookup): buildConnector.connector =>
    buildConnector({ timeout: CONNECT_MS, autoSelectFamily: true, lookup: asNodeLookup(found) });
  const open = connector(lookup);
  const guarded = connector(vetted(lookup));
  return (options, callback) => {
    const host = unbracket(options.hostname);
    if (isAllowed(allow, host, portOf(options))) {
      open(options, callback);
      return;
    }
    if (isIP(host) !== 0 && !isPublicAddress(host)) {
      callback(new Blocked(host, 'is a private address'), null);
      return;
    }
    guarded(options, (...result) => {
      const [error, socket] = result;
      const peer = error === null ? socket.remoteAddress : undefined;
      if (error !== null || peer === undefined || isPublicAddress(peer)) {
        callback(...result);
        return;
      }
      socket.destroy();
      callback(new Blocked(host, `connected to the private address ${peer}`), null);
    });
  };
}

function lookupAll(host: string): Promise<{ address: string; family: number }[]> {
  return systemLookup(host, { all: true });
}

/** One private address among public ones is enough to refuse: which one is used is the attacker's choice. */
function vetted(lookup: Lookup): Lookup {
  return async (host) => {
    const found = await lookup(host);
    const bad = found.find((candidate) => !isPublicAddress(candidate.address));
    if (bad !== undefined) throw new Blocked(host, `resolves to the private address ${bad.address}`);
    return found;
  };
}

function asNodeLookup(lookup: Lookup): LookupFunction {
  return (host, options, callback) => {
    lookup(host).then(
      (found) => {
        const first = found[0];
        if (first === undefined)
          callback(Object.assign(new Error(`no address for ${host}`), { code: 'ENOTFOUND' }), '');
        else if (options.all === true) callback(null, [...found]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}
