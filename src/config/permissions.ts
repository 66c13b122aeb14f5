import type { Permission } from '../domain/permission.js';
import { noAccount } from './meant.js';
import type { Fault, YamlFile } from './read-yaml.js';
import type { ConfigFile } from './schema.js';

/** Who may change what; an account that there is not is a fault, since nobody would be allowed anything. */
export function readPermissions(main: YamlFile<ConfigFile>): {
  readonly permissions: Permission[];
  readonly faults: Fault[];
} {
  const known = main.ids('accounts');
  const faults: Fault[] = [];
  const permissions = main.value.permissions.map((permission, i) => {
    const { account = null } = permission;
    if (account !== null && known?.includes(account) === false)
      faults.push(noAccount(main, ['permissions', i, 'account'], account, known));
    return { ...permission, account };
  });
  return { permissions, faults };
}
