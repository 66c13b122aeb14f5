import type { Config } from './config.js';
import type { Environment } from './environment.js';
import type { Fault } from './read-yaml.js';
import { readPlace } from './values.js';

export interface ReadServers extends Pick<Config, 'databaseUrl' | 'redisUrl' | 'probes'> {
  readonly faults: readonly Fault[];
  readonly secrets: readonly string[];
}

/** The servers that the environment names: what the store and the queue are on, and where machines are answered. */
export function readServers(env: Environment): ReadServers {
  const faults: Fault[] = [];
  const secrets: string[] = [];
  const refuse = (file: string, message: string) => {
    faults.push({ file, line: 1, column: 1, message });
    return null;
  };
  const url = (name: string, protocol: RegExp, example: string) => {
    const value = env.get(name);
    if (value === undefined) return null;
    const parsed = URL.canParse(value) ? new URL(value) : null;
    if (parsed === null || !protocol.test(parsed.protocol))
      return refuse(name, `is not such a URL: write ${example}`);
    if (!decodes(parsed)) return refuse(name, 'has a % that begins no escape: write %25 for a percent sign');
    if (parsed.password !== '') secrets.push(parsed.password, decodeURIComponent(parsed.password));
    return value;
  };
  const place = (name: string): Config['probes'] => {
    const value = env.get(name);
    if (value === undefined) return null;
    return readPlace(value) ?? refuse(name, 'is no address and port: write 127.0.0.1:9464');
  };
  const databaseUrl = url('DATABASE_URL', /^postgres(ql)?:$/, 'postgres://user:password@host:5432/wirewatch');
  const redisUrl = url('REDIS_URL', /^rediss?:$/, 'redis://host:6379');
  return { databaseUrl, redisUrl, probes: place('WIREWATCH_PROBES'), faults, secrets };
}

/** A percent sign alone would stop the client of the database or the queue. */
function decodes({ username, password, pathname }: URL): boolean {
  try {
    return [username, password, pathname].every((part) => decodeURIComponent(part) !== null);
  } catch {
    return false;
  }
}
