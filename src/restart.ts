import type { Config } from './config/config.js';

/** What differs between two configurations that a running Wirewatch can't take over; it goes on with what it started with. */
export function needsRestart(before: Config, after: Config): string[] {
  const differs = (names: readonly (keyof Config)[]) =>
    names.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return [
    ...(differs(['dataDir']) ? ['the data directory'] : []),
    ...(differs(['databaseUrl']) ? ['DATABASE_URL'] : []),
    ...(differs(['redisUrl']) ? ['REDIS_URL'] : []),
    ...(differs(['web']) ? ['web'] : []),
    ...(differs(['probes']) ? ['WIREWATCH_PROBES'] : []),
    ...(differs(['model']) ? ['model'] : []),
    ...(differs(['allowPrivate']) ? ['allowPrivate'] : []),
    ...(differs(['contact']) ? ['contact'] : []),
    ...(differs(['logFormat', 'lowMemory']) ? ['WIREWATCH_LOG or WIREWATCH_LOW_MEMORY'] : []),
  ];
}
