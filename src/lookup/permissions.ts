import type { Asker } from '../domain/message.js';
import type { ChangeKind, Permission } from '../domain/permission.js';
import { refuse, type Reply } from './library.js';

/** Look-ups are open to all; a change is for those whom the configuration names, and for the command line. */
export function mayChange(rules: readonly Permission[], asker: Asker | null, change: ChangeKind): boolean {
  if (asker === null) return true;
  const { account, user, roles, channel } = asker;
  return rules.some(
    (rule) =>
      (rule.account === null || rule.account === account) &&
      rule.may.includes(change) &&
      (rule.users.includes('*') ||
        rule.users.includes(user) ||
        rule.roles.some((role) => roles.includes(role)) ||
        (channel !== null && rule.channels.includes(channel))),
  );
}

const DOES: Record<ChangeKind, string> = {
  mute: 'mute for everybody',
  judge: 'say what is relevant',
  topics: 'change topics',
  outbox: 'release what is parked',
};

/** Tells a stranger who can help, in the words that the operator needs. */
export function notAllowed({ account, user, channel }: Asker, change: ChangeKind): Reply {
  const here = channel === null ? '' : `, or channels: [${channel}] for all who write here`;
  return refuse(
    `You may look things up, but not ${DOES[change]}. Whoever runs Wirewatch can allow it in its configuration, under permissions: account: ${account}, users: [${user}]${here}.`,
  );
}
