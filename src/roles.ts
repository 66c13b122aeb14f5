import type { JobKind } from './queue/queue.js';

/** What a process does of the whole: several on one store share the work, each as many times as you like. */
export const ROLES = ['scheduler', 'poll', 'read', 'brief', 'deliver', 'chat', 'web'] as const;
export type Role = (typeof ROLES)[number];
export type Roles = ReadonlySet<Role>;

export const EVERYTHING: Roles = new Set(ROLES);

/** Reads names, each alone or in lists with commas; or says which is no role. */
export function readRoles(words: readonly string[]): Roles | { readonly unknown: string } {
  const names = words.flatMap((word) => word.split(',')).map((name) => name.trim());
  if (names.length === 0 || names.includes('all')) return EVERYTHING;
  const unknown = names.find((name) => !isRole(name));
  return unknown === undefined ? new Set(names.filter(isRole)) : { unknown };
}

const isRole = (name: string): name is Role => ROLES.some((role) => role === name);

/** Jobs at once, of the kinds that these roles do; nobody rewords without a model. */
export function jobsOf(roles: Roles, hasModel: boolean): Partial<Record<JobKind, number>> {
  return Object.fromEntries(
    Object.entries(CONCURRENCY).filter(([kind]) => {
      const role = kind === 'reword' ? 'brief' : kind;
      return isRole(role) && roles.has(role) && (kind !== 'reword' || hasModel);
    }),
  );
}

const CONCURRENCY: Record<JobKind, number> = { poll: 8, read: 1, brief: 2, reword: 2, deliver: 64 };
