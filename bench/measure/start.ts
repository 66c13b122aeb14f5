import { setTimeout as sleep } from 'node:timers/promises';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bench, memoryOf } from './program.js';
import { ms, quantile, type Row, timed } from './table.js';

const TOPIC = '{ id: tin, name: Tin, query: Quendory, backfill: 7d }';
const ARTICLES = 30;

/** How soon the compiled program is there, what it needs while nothing happens, and how soon an article is posted. */
export async function measureStart(
  databaseUrl: string | undefined,
  redisUrl: string | undefined,
): Promise<Row[]> {
  const rows: Row[] = [];
  const homes = [
    ['embedded', {}],
    ...(databaseUrl && redisUrl
      ? [['Postgres, Redis', { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }]]
      : []),
  ] as [string, Record<string, string>][];
  for (const [name, env] of homes) rows.push(...(await measureHome(name, env)));
  return rows;
}

async function measureHome(name: string, env: Readonly<Record<string, string>>): Promise<Row[]> {
  const house = bench([`feeds: [{ id: inbox, folder: inbox, every: 1 }]`], TOPIC);
  const inbox = join(house.folder, 'inbox');
  mkdirSync(inbox);
  let running = house.start(['run', '--json'], env);
  const first = await timed(() => running.says('watching 1 feed'));
  await sleep(3_000);
  const memory = memoryOf(running.child);
  await running.stop();
  const again = await timed(async () => {
    running = house.start(['run', '--json'], env);
    await running.says('watching 1 feed');
  });
  await running.stop();
  for (let i = 0; i < ARTICLES; i++) writeFileSync(join(inbox, `${i}.md`), article(i));
  const begun = Date.now();
  running = house.start(['run', '--json'], env);
  const posted: number[] = [];
  while (posted.length < ARTICLES && Date.now() - begun < 60_000) {
    await sleep(10);
    const sent = running.events().filter(({ event, state }) => event === 'alert' && state === 'sent').length;
    while (posted.length < sent) posted.push(Date.now() - begun);
  }
  await running.stop();
  house.remove();
  return [
    {
      what: `start, ${name}`,
      figure: `${ms(first)} / ${ms(again)}`,
      beside: '',
      how: 'until it works: the very first time / later',
    },
    {
      what: `memory, ${name}`,
      figure: `${Math.round(memory)} MB`,
      beside: '',
      how: 'resident, 3 s after the start, one feed',
    },
    {
      what: `first and last of ${ARTICLES} posts, ${name}`,
      figure: `${ms(quantile(posted, 0))} / ${ms(quantile(posted, 1))}`,
      beside: '',
      how: 'from the start of the program, which polls, reads, briefs and posts them to the screen',
    },
  ];
}

function article(i: number): string {
  const word = (n: number) => `w${(i * 7_919 + n * 104_729) % 99_991}x`;
  const words = Array.from({ length: 120 }, (_, n) => word(n));
  return `---\ntitle: Quendory ${words.slice(0, 6).join(' ')}\n---\n\nQuendory ${words.join(' ')}.\n`;
}
