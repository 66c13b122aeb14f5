import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runBacklog } from './chaos/backlog.js';
import { codeOf, writeArticle, writeCorrection } from './chaos/articles.js';
import { printFaults, runEngineFaults } from './chaos/engine-faults.js';
import { elsewhere, history, markersOf, type PlatformName, standIn, type Target } from './chaos/platforms.js';
import { type Life, install } from './chaos/program.js';
import { type Moment, type Proxy, startProxy } from './chaos/proxy.js';
import { type Chance, chance } from './chaos/random.js';

/**
 * `npm run chaos -- [--kills 200] [--platform slack|discord] [--api <url>] [--seed n]`: the compiled program posts
 * a stream of articles through a proxy that loses, delays and throttles, and is killed (SIGKILL) again and again.
 * In the end the messages in the channel's history and its threads are counted. Exit code 1 when one was lost or doubled.
 * `--backlog 10000` looks at order, limits, budgets and memory instead; `--engine scale` takes Postgres, Redis and the
 * processes on them away, one after the other.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    platform: { type: 'string' },
    /** Base URL of another server, as `api:` of an account takes it; then also: */
    api: { type: 'string' },
    token: { type: 'string' },
    channel: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** Seconds by which histories lag at the most. */
    lag: { type: 'string', default: '12' },
    /** Instead: this many alerts at once over 50 destinations, on a virtual clock. */
    backlog: { type: 'string' },
    /** Instead: `scale`, faults of Postgres, Redis and the processes on them. */
    engine: { type: 'string' },
    /** With it: only the faults whose name has this in it. */
    fault: { type: 'string' },
    /** With it: how long a worker is paused. */
    pause: { type: 'string', default: '60' },
    /** With it: a folder on a small file system, for a Postgres whose disk is full. */
    disk: { type: 'string' },
  },
});
const KILLS = numberOf('kills', 0);
const SEED = numberOf('seed', 0);
const LAG_MS = numberOf('lag', 0) * 1_000;
const DRAIN_MINUTES = 20;
/** Of the lives, so many bring a correction of what was told before. */
const CORRECTED = 0.3;
/** What the memory may grow between a tenth of a backlog and its end; the messages posted are kept for the count. */
const FLAT_MB = 30;

interface Result {
  readonly platform: PlatformName;
  readonly kills: number;
  readonly alerts: number;
  readonly corrections: number;
  readonly told: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly faults: ReadonlyMap<string, number>;
  readonly violations: readonly string[];
  readonly drained: boolean;
  readonly seconds: number;
}

process.exitCode = (await passes()) ? 0 : 1;

function passes(): Promise<boolean> {
  if (values.engine !== undefined) return breakEngine();
  return values.backlog === undefined ? killAll() : sendBacklog();
}

async function breakEngine(): Promise<boolean> {
  if (values.engine !== 'scale') throw new Error(`--engine is scale, not ${values.engine}`);
  const { fault: only, disk } = values;
  const results = await runEngineFaults({ pauseSeconds: numberOf('pause', 1), only, disk });
  printFaults(results);
  return results.every(({ lost, doubled }) => lost + doubled === 0);
}

async function killAll(): Promise<boolean> {
  const results: Result[] = [];
  for (const platform of platforms()) results.push(await torment(platform));
  for (const result of results) print(result);
  return results.every(isClean);
}

async function sendBacklog(): Promise<boolean> {
  const backlog = await runBacklog(numberOf('backlog', 1), 50);
  const { alerts, posted, digested, excess, disordered, tooSoon, megabytes } = backlog;
  console.table(backlog);
  const isFlat = megabytes[1] - megabytes[0] < FLAT_MB;
  return posted + digested === alerts && excess + disordered + tooSoon === 0 && isFlat;
}

async function torment(platform: PlatformName): Promise<Result> {
  const begun = Date.now();
  const random = chance(SEED);
  const target = await targetOf(platform);
  const proxy = await startProxy(platform, target.api, random, LAG_MS);
  const installation = install(target, proxy.api);
  // Codes of an earlier run may stand in the channel of a server that is kept.
  const run = `Z${Math.floor(begun / 1_000)
    .toString(36)
    .toUpperCase()}`;
  const codes: string[] = [];
  const corrected = new Set<string>();
  const seedOf = (number: number) => SEED * 100_000 + number;
  const feed = () => {
    const code = codeOf(run, codes.length);
    writeArticle(installation.inbox, code, seedOf(codes.length));
    codes.push(code);
  };
  const correct = () => {
    // The older half: the newest are corrected before they are told.
    const number = random.below(Math.ceil(codes.length / 2));
    const code = codes[number] ?? '';
    if (corrected.has(code)) return;
    writeCorrection(installation.inbox, `${code}c`, code, seedOf(number));
    corrected.add(code);
  };
  feed();
  for (let kill = 0; kill < KILLS; kill++) {
    for (let i = random.below(5); i > 0; i--) feed();
    if (random.next() < CORRECTED) correct();
    await live(installation.start(), proxy, random);
    progress(platform, kill + 1, codes.length);
  }
  feed();
  await lastLife(installation.start());
  const drained = (await installation.drain(DRAIN_MINUTES)) === 0;
  await sleep(LAG_MS > 0 ? 1_000 : 0);
  const messages = await history(target);
  const count = (code: string) => messages.filter((message) => message.includes(code)).length;
  const markers = messages.flatMap(markersOf);
  const twice = markers.filter((marker, i) => markers.indexOf(marker) < i);
  if (messages.length > 0 && markers.length === 0) throw new Error('no message carries a mark to count by');
  const result: Result = {
    platform,
    kills: KILLS,
    alerts: codes.length,
    corrections: corrected.size,
    // A correction that comes before the post needs no word of its own.
    told: [...corrected].filter((code) => count(`${code}c`) > 0).length,
    lost: codes.filter((code) => count(code) === 0),
    // What was corrected is named by its post and in its thread: there the marks are counted.
    doubled: [...codes.filter((code) => count(code) > 1 && !corrected.has(code)), ...new Set(twice)],
    faults: proxy.faults,
    violations: target.violations() ?? [],
    drained,
    seconds: Math.round((Date.now() - begun) / 1_000),
  };
  await proxy.close();
  await target.close();
  if (isClean(result)) installation.remove();
  return result;
}

/** One life of the program: killed while it starts, at some time, or at a moment of a post. */
async function live(life: Life, proxy: Proxy, random: Chance): Promise<void> {
  const dice = random.next();
  if (dice < 0.1) {
    await sleep(random.below(2_000));
    return life.kill();
  }
  await readFolder(life);
  if (dice < 0.35) await sleep(random.below(4_000));
  else {
    const moment = random.pick<Moment>(['before it is sent on', 'after it was kept', 'after the reply']);
    for (let posts = random.below(3); posts >= 0; posts--)
      await Promise.race([proxy.next(moment), sleep(6_000)]);
    await sleep(random.below(30));
  }
  await life.kill();
}

/** Nothing is left unread for the count. */
async function lastLife(life: Life): Promise<void> {
  await readFolder(life);
  await sleep(2_000);
  await life.stop();
}

async function readFolder(life: Life): Promise<void> {
  const begun = Date.now();
  while (!(await life.poll()))
    if (Date.now() - begun > 300_000) throw new Error('the program does not answer');
}

function targetOf(platform: PlatformName): Promise<Target> {
  if (values.api === undefined) return standIn(platform);
  const name = platform === 'slack' ? 'SLACK_BOT_TOKEN' : 'DISCORD_TOKEN';
  const token = values.token ?? process.env[name];
  if (token === undefined) throw new Error(`whose token? Give --token, or set ${name}`);
  return elsewhere(platform, values.api, token, values.channel);
}

function platforms(): PlatformName[] {
  if (values.platform === 'slack' || values.platform === 'discord') return [values.platform];
  if (values.platform !== undefined)
    throw new Error(`--platform is slack or discord, not ${values.platform}`);
  if (values.api !== undefined) throw new Error('--api needs --platform slack or --platform discord');
  return ['slack', 'discord'];
}

function numberOf(name: 'kills' | 'seed' | 'lag' | 'backlog' | 'pause', least: number): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < least) throw new Error(`--${name} takes a whole number`);
  return value;
}

function isClean({ lost, doubled, violations, drained }: Result): boolean {
  return lost.length + doubled.length + violations.length === 0 && drained;
}

function progress(platform: PlatformName, kills: number, alerts: number): void {
  if (kills % 10 === 0) process.stderr.write(`${platform}: ${kills} kills, ${alerts} alerts\n`);
}

function print({
  platform,
  kills,
  alerts,
  corrections,
  told,
  lost,
  doubled,
  faults,
  violations,
  drained,
  seconds,
}: Result): void {
  const rows: [string, string | number][] = [
    ['platform', platform],
    ['server', values.api ?? 'the stand-in of tests/support'],
    ['seed', SEED],
    ['kills', kills],
    ['alerts', alerts],
    ['corrections of them', `${corrections}, ${told} told in threads`],
    ...[...faults]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, n]): [string, number] => [`  ${name}`, n]),
    ['lost', list(lost)],
    ['doubled', list(doubled)],
    ['rules broken', list(violations)],
    ['settled in the end', drained ? 'all' : `not all in ${DRAIN_MINUTES} minutes`],
    ['seconds', seconds],
  ];
  console.log(rows.map(([name, value]) => `${name.padEnd(26)}${value}`).join('\n'), '\n');
}

function list(found: readonly string[]): string {
  return found.length === 0 ? '0' : `${found.length}: ${found.slice(0, 10).join(', ')}`;
}
