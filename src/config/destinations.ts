import type { AccountSettings, Destination } from '../domain/destination.js';
import { attentionOf } from './attention.js';
import type { Environment } from './environment.js';
import { meant, noAccount } from './meant.js';
import type { Fault, YamlFile } from './read-yaml.js';
import type { ConfigFile } from './schema.js';
import { isWebAddress } from './values.js';

export interface ReadDestinations {
  readonly destinations: readonly Destination[];
  readonly faults: readonly Fault[];
  readonly setAside: readonly Fault[];
  readonly secrets: readonly string[];
}

/** The destinations whose account is on; those that lack what their account needs are named and left out. */
export function readDestinations(
  main: YamlFile<ConfigFile>,
  env: Environment,
  accounts: readonly AccountSettings[],
): ReadDestinations {
  const faults: Fault[] = [];
  const setAside: Fault[] = [];
  const secrets: string[] = [];
  const on = new Map(accounts.map((account) => [account.id, account]));
  const known = main.ids('accounts');
  const destinations = main.value.destinations.flatMap((written, i): Destination[] => {
    const { id, account, channel } = written;
    const attention = attentionOf(written);
    const aside = (key: string, reason: string) => {
      setAside.push(main.at(['destinations', i, key], `destination ${id} is off: ${reason}`));
      return [];
    };
    if (known?.includes(account) === false) {
      faults.push(noAccount(main, ['destinations', i, 'account'], account, known));
      return [];
    }
    const settings = on.get(account);
    if (!settings) return [];
    if (settings.type === 'console') return [{ id, account, channel: '', ...attention }];
    if (channel === undefined) return aside('id', 'it has no channel: write channel: with an id or a #name');
    const place = env.resolve(channel);
    if (!place.ok) return aside('channel', place.reason);
    if (settings.type === 'webhook') {
      if (!isWebAddress(place.value)) return aside('channel', 'its channel is not a URL: write https://…');
      // Whoever knows it may post there.
      secrets.push(place.value);
    }
    return [{ id, account, channel: place.value, ...attention }];
  });
  return { destinations, faults, setAside, secrets };
}

/** The destination that is told of trouble; null, and named, where that one is not on. */
export function readOperator(
  main: YamlFile<ConfigFile>,
  on: ReadonlySet<string>,
): { readonly operator: string | null; readonly setAside: readonly Fault[] } {
  const { operator, destinations } = main.value;
  if (operator === undefined) return { operator: null, setAside: [] };
  if (on.has(operator)) return { operator, setAside: [] };
  const known = destinations.map((destination) => destination.id);
  const reason = known.includes(operator)
    ? `destination ${operator} is off`
    : `there is no destination ${operator} (${meant(operator, known)})`;
  return { operator: null, setAside: [main.at(['operator'], `the operator is told nothing: ${reason}`)] };
}
