import type { AccountSettings } from '../domain/destination.js';
import type { Environment } from './environment.js';
import type { Fault, YamlFile } from './read-yaml.js';
import type { ConfigFile } from './schema.js';

const WITHOUT_APP_TOKEN = 'it posts, but answers no commands';
const WITHOUT_GUILD = 'its commands are registered for all its servers, and its channels need ids';

export interface ReadAccounts {
  readonly accounts: readonly AccountSettings[];
  /** Those that lack what they sign in with. */
  readonly off: readonly Pick<AccountSettings, 'id' | 'type'>[];
  readonly setAside: readonly Fault[];
  readonly secrets: readonly string[];
}

/** The accounts that have their tokens; those that lack one are named and left out. */
export function readAccounts(main: YamlFile<ConfigFile>, env: Environment): ReadAccounts {
  const reader = new Reader(main, env);
  const accounts = main.value.accounts.flatMap((account, i) => reader.read(account, i) ?? []);
  const on = new Set(accounts.map(({ id }) => id));
  const off = main.value.accounts.filter(({ id }) => !on.has(id)).map(({ id, type }) => ({ id, type }));
  return { accounts, off, setAside: reader.setAside, secrets: reader.secrets };
}

type Written = ConfigFile['accounts'][number];

class Reader {
  readonly setAside: Fault[] = [];
  readonly secrets: string[] = [];

  constructor(
    private readonly main: YamlFile<ConfigFile>,
    private readonly env: Environment,
  ) {}

  read(account: Written, i: number): AccountSettings | null {
    const { id, type } = account;
    switch (type) {
      case 'console':
        return account;
      case 'webhook': {
        const secret = this.required(i, id, 'secret', account.secret);
        return secret === null ? null : { type, id, secret };
      }
      case 'discord': {
        const token = this.required(i, id, 'token', account.token);
        if (token === null) return null;
        const guild = this.optional(i, id, 'guild', account.guild, WITHOUT_GUILD);
        return { type, id, token, guild, api: account.api };
      }
      case 'slack': {
        const botToken = this.required(i, id, 'botToken', account.botToken);
        if (botToken === null) return null;
        const heard = (key: 'appToken' | 'signingSecret') => {
          const value = this.optional(i, id, key, account[key], WITHOUT_APP_TOKEN);
          if (value !== undefined) this.secrets.push(value);
          return value;
        };
        const appToken = heard('appToken') ?? null;
        return { type, id, botToken, appToken, signingSecret: heard('signingSecret'), api: account.api };
      }
    }
  }

  /** A secret without which the account is off. */
  private required(i: number, id: string, key: string, setting: string): string | null {
    const found = this.env.resolve(setting);
    if (!found.ok) {
      this.setAside.push(this.main.at(['accounts', i, key], `account ${id} is off: ${found.reason}`));
      return null;
    }
    this.secrets.push(found.value);
    return found.value;
  }

  /** What an account can do without; left out by a variable that is not set, that is told. */
  private optional(
    i: number,
    id: string,
    key: string,
    setting: string | undefined,
    without: string,
  ): string | undefined {
    if (setting === undefined) return undefined;
    const found = this.env.resolve(setting);
    if (found.ok) return found.value;
    this.setAside.push(this.main.at(['accounts', i, key], `account ${id}: ${found.reason}: ${without}`));
    return undefined;
  }
}
