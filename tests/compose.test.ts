import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readRoles, ROLES, type Roles } from '../src/roles.js';
import { runCli } from './support/cli.js';
import { execFile } from 'node:child_process';

/** No Docker is needed: the files are read, and what they would run is run as it stands. */
interface Service {
  readonly image?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly stop_grace_period?: string;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly environment?: Readonly<Record<string, string>>;
  readonly deploy?: {
    readonly replicas?: number;
    readonly resources: { readonly limits: Record<string, string> };
  };
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.image === 'wirewatch');
const dockerfile = readFileSync('Dockerfile', 'utf8');
const variables = Object.fromEntries(
  [...readFileSync('config/scale.env', 'utf8').matchAll(/^([A-Z_]+)=(.*)$/gm)].map((found) => [
    found[1],
    found[2],
  ]),
);

/** `${NAME:-default}` as Compose fills it in. */
const filled = (text: string, env: Readonly<Record<string, string | undefined>>) =>
  text.replace(/\$\{([A-Z_]+):-([^}]*)\}/g, (_, name: string, otherwise: string) => env[name] || otherwise);

describe('docker-compose.yml', () => {
  test.each(services)(
    'runs %s without privileges, within limits, watched, and with time to stop',
    (_, service) => {
      expect(service.user).toBeTruthy();
      expect(service.user).not.toMatch(/^(0|root)/);
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.security_opt).toContain('no-new-privileges:true');
      expect(service.healthcheck?.test.length).toBeGreaterThan(1);
      expect(Object.keys(service.deploy?.resources.limits ?? {}).sort()).toEqual(['cpus', 'memory']);
      expect(Number.parseInt(service.stop_grace_period ?? '0', 10)).toBeGreaterThanOrEqual(30);
      for (const volume of service.volumes ?? []) {
        const [from = ''] = volume.split(':');
        expect(from.startsWith('./') ? existsSync(from) : from in compose.volumes).toBe(true);
      }
    },
  );

  test('starts one container that does everything, unless told', () => {
    const started = services.filter(([, { profiles }]) => profiles === undefined);
    expect(started.map(([name]) => name)).toEqual(['wirewatch']);
    expect(rolesOf(started[0]?.[1], {}).size).toBe(ROLES.length);
  });

  test('shares every role among a scheduler, two workers, chat and web at scale', () => {
    const shares = ours.map(([, service]) => rolesOf(service, variables));
    expect(shares.flatMap((roles) => [...roles]).sort()).toEqual([...ROLES].sort());
    expect(compose.services['worker']?.deploy?.replicas).toBe(2);
    expect(variables['COMPOSE_PROFILES']).toBe('scale');
  });

  test.each(ours)('the command of %s is one that the program takes', async (_, service) => {
    const command = (service.command ?? []).map((word) => filled(word, variables));
    const { code, stdout } = await runCli([...command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--role');
  });

  test('a share without the variables of scale refuses to run, so that nothing is posted twice', async () => {
    const { code, stderr } = await runCli([...(compose.services['worker']?.command ?? [])]);
    expect(code).toBe(2);
    expect(stderr).toContain('set DATABASE_URL to a Postgres server');
  });

  test('its health check tells a process that can work from one that cannot', async () => {
    const [, program = '', ...args] = compose.services['wirewatch']?.healthcheck?.test ?? [];
    for (const status of [200, 503]) {
      const server = createServer((request, response) => {
        response.writeHead(request.url === '/readyz' ? status : 404).end();
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const { port } = server.address() as AddressInfo;
      const here = args.map((word) => word.replace('9464', String(port)));
      const code = await new Promise<number>((done) => {
        execFile(program, here, (error) => done(error === null ? 0 : Number(error.code)));
      });
      server.close();
      expect(code).toBe(status === 200 ? 0 : 1);
    }
  });
});

function rolesOf(service: Service | undefined, env: Readonly<Record<string, string | undefined>>): Roles {
  const [run, flag, names = ''] = (service?.command ?? []).map((word) => filled(word, env));
  expect([run, flag]).toEqual(['run', '--role']);
  const roles = readRoles([names]);
  if ('unknown' in roles) throw new Error(`there is no role ${roles.unknown}`);
  return roles;
}

describe('Dockerfile', () => {
  test('copies what there is, and the program is where it is started from', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((found) =>
      (found[1] ?? '').split(' '),
    );
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((path) => !existsSync(path))).toEqual([]);
    const entry = /^ENTRYPOINT \["node", "(.+)"\]$/m.exec(dockerfile)?.[1] ?? '';
    expect(existsSync(entry)).toBe(true);
  });

  test('ends as another user than root, on a Node that the program takes, in two stages', () => {
    expect([...dockerfile.matchAll(/^USER (\S+)$/gm)].at(-1)?.[1]).toBe('node');
    const stages = [...dockerfile.matchAll(/^FROM node:(\d+)-\S+/gm)].map((found) => Number(found[1]));
    expect(stages).toHaveLength(2);
    expect(stages.every((major) => major >= 20 && major % 2 === 0)).toBe(true);
  });
});
