import { resolve } from 'node:path';
import type { Feed } from '../domain/feed.js';
import type { Environment } from './environment.js';
import type { Fault, YamlFile } from './read-yaml.js';
import type { ConfigFile } from './schema.js';

type FeedSettings = ConfigFile['feeds'][number];

export interface ReadFeeds {
  readonly feeds: readonly Feed[];
  /** Feeds that are left out while the rest goes on: a secret is not set, or another has the same address. */
  readonly setAside: readonly Fault[];
  readonly secrets: readonly string[];
}

/** The feeds of the main file, with their secrets; `sameFeed` gives all addresses of one feed one key. */
export function readFeeds(
  main: YamlFile<ConfigFile>,
  env: Environment,
  folder: string,
  sameFeed: (url: string) => string,
): ReadFeeds {
  const setAside: Fault[] = [];
  const secrets: string[] = [];
  const firsts = new Map<string, string>();
  const feeds = main.value.feeds.flatMap((settings, i): Feed[] => {
    const { id, url } = settings;
    const off = (path: readonly string[], reason: string) => {
      setAside.push(main.at(['feeds', i, ...path], `feed ${id} is off: ${reason}`));
      return [];
    };
    const signed = sign(settings, env);
    if (!signed.ok) return off(signed.path, signed.reason);
    if (url !== undefined) {
      // What a server shows may depend on who asks.
      const key = JSON.stringify([sameFeed(url), settings.auth, settings.headers]);
      const first = firsts.get(key);
      if (first !== undefined)
        return off(['url'], `it is the feed of ${first} under another address, which is polled`);
      firsts.set(key, id);
    }
    secrets.push(...signed.secrets);
    return [asFeed(settings, folder, signed.headers)];
  });
  return { feeds, setAside, secrets };
}

function asFeed(settings: FeedSettings, folder: string, headers: Readonly<Record<string, string>>): Feed {
  const { id, url, publisher, language, tier, every, fulltext, tags } = settings;
  return {
    id,
    kind: url === undefined ? 'folder' : 'web',
    location: url ?? resolve(folder, settings.folder ?? ''),
    publisher,
    language,
    tier,
    everyMinutes: every,
    fulltext,
    ...(tags === undefined ? {} : { tags }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
}

type Signed =
  | {
      readonly ok: true;
      readonly headers: Readonly<Record<string, string>>;
      readonly secrets: readonly string[];
    }
  | { readonly ok: false; readonly path: readonly string[]; readonly reason: string };

/** What may stand in a header (RFC 9110, 5.5), beyond ASCII as far as one byte goes. */
const HEADER_TEXT = /^[\t\x20-\x7e\x80-\xff]*$/;

function sign({ auth, headers = {} }: FeedSettings, env: Environment): Signed {
  const sent: Record<string, string> = {};
  const secrets: string[] = [];
  for (const [name, setting] of Object.entries(headers)) {
    const path = ['headers', name];
    // `Bearer $TOKEN`: the variable may follow the name of a scheme.
    const [, scheme = '', written = ''] = /^(\S+ )?(.*)$/s.exec(setting.trim()) ?? [];
    const value = env.resolve(written);
    if (!value.ok) return { ok: false, path, reason: value.reason };
    if (!HEADER_TEXT.test(scheme + value.value)) {
      return { ok: false, path, reason: `${name} has a character that no header may have` };
    }
    sent[name.toLowerCase()] = scheme + value.value;
    if (value.value !== written) secrets.push(value.value);
  }
  if (auth !== undefined) {
    const user = env.resolve(auth.user);
    const password = env.resolve(auth.password);
    if (!user.ok) return { ok: false, path: ['auth', 'user'], reason: user.reason };
    if (!password.ok) return { ok: false, path: ['auth', 'password'], reason: password.reason };
    if (user.value.includes(':'))
      return { ok: false, path: ['auth', 'user'], reason: 'a user name with a colon cannot be sent' };
    // RFC 7617: UTF-8 is what servers that say anything ask for.
    const token = Buffer.from(`${user.value}:${password.value}`).toString('base64');
    sent['authorization'] = `Basic ${token}`;
    secrets.push(password.value, token);
  }
  return { ok: true, headers: sent, secrets };
}
