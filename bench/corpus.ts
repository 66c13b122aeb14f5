/**
 * Reads every feed file under a folder and says what came of it:
 *
 *     npx tsx bench/corpus.ts [--json] [--differences] <folder>
 *
 * With --json one line a file, with its entries; with --differences the files whose stated expectation
 * is not met. Files that are not feeds count as what they are.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, resolve } from 'node:path';
import { parseDate } from '../src/ingest/dates.js';
import { createParser, type ParseResult, type Parser } from '../src/ingest/parse.js';
import { statedIn, type Verdict, verdictOn } from './expectation.js';

const NOT_FEEDS = new Set([
  '.md',
  '.txt',
  '.py',
  '.js',
  '.ts',
  '.png',
  '.jpg',
  '.gif',
  '.gz',
  '.zip',
  '.html',
]);
const MAX_BYTES = 8 << 20;

interface Read {
  readonly file: string;
  readonly result: ParseResult;
  readonly ms: number;
  readonly verdict: Verdict | null;
}

async function main(args: readonly string[]): Promise<number> {
  const folder = args.find((arg) => !arg.startsWith('--'));
  if (folder === undefined) {
    console.error('usage: npx tsx bench/corpus.ts [--json] [--differences] <folder>');
    return 2;
  }
  const parser = createParser();
  // What the parser's thread costs to start is not any feed's.
  await parser.parse(Buffer.from('<rss version="2.0"><channel/></rss>'), 'text/xml', 'http://127.0.0.1/');
  const reads: Read[] = [];
  for (const file of await feedFiles(resolve(folder))) {
    const read = await readOne(parser, file, resolve(folder));
    reads.push(read);
    if (args.includes('--json')) console.log(JSON.stringify(shown(read)));
    else if (args.includes('--differences') && read.verdict === 'differs') console.log(read.file);
  }
  await parser.close();
  if (!args.includes('--json')) report(reads);
  return 0;
}

async function feedFiles(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter(
      (entry) =>
        entry.isFile() &&
        !NOT_FEEDS.has(extname(entry.name).toLowerCase()) &&
        !/^(?:\.|LICEN[CS]E|README)/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function readOne(parser: Parser, path: string, folder: string): Promise<Read> {
  const file = relative(folder, path);
  if ((await stat(path)).size > MAX_BYTES) {
    return { file, result: { kind: 'failed', reason: 'larger than 8 MB' }, ms: 0, verdict: null };
  }
  const bytes = await readFile(path);
  const { headers, expect } = statedIn(headOf(bytes));
  const contentType = headers['content-type'];
  // The address that feedparser's own tests are served from; their links are resolved against it.
  const url = new URL(
    httpOnly(headers['content-location']),
    `http://127.0.0.1:8097/tests/${file.split('/').map(encodeURIComponent).join('/')}`,
  ).href;
  const start = performance.now();
  const result = await parser.parse(bytes, contentType, url);
  const ms = performance.now() - start;
  return {
    file,
    result,
    ms,
    verdict: expect === null ? null : verdictOn(expect, result, bytes, contentType),
  };
}

/** Relative or http(s). */
function httpOnly(location = ''): string {
  return /^(?!https?:)[a-z][a-z\d+.-]*:/i.test(location) ? '' : location;
}

/** The first comment, whatever the file is encoded in: zero bytes are UTF-16 or UTF-32. */
function headOf(bytes: Buffer): string {
  return bytes.subarray(0, 8192).toString('latin1').replaceAll('\0', '');
}

function shown({ file, result }: Read) {
  if (result.kind !== 'feed') return { file, ...result };
  const entries = result.entries.map(({ guid, title, link, published, author }) => {
    const at = published === undefined ? null : parseDate(published);
    return { guid, title, link, published: at?.toISOString() ?? null, author };
  });
  return {
    file,
    kind: result.kind,
    reader: result.reader,
    title: result.title,
    link: result.link,
    notes: result.notes,
    entries,
  };
}

function report(reads: readonly Read[]): void {
  const entries = reads.flatMap(({ result }) => (result.kind === 'feed' ? result.entries : []));
  const times = reads.map((read) => read.ms).sort((a, b) => a - b);
  const slowest = reads.reduce<Read | null>(
    (worst, read) => (worst === null || read.ms > worst.ms ? read : worst),
    null,
  );
  console.log(`${reads.length} files`);
  table(
    tally(
      reads.map(({ result }) =>
        result.kind === 'feed' ? `read by ${result.reader}` : `${result.kind}: ${result.reason}`,
      ),
    ),
  );
  console.log(`${entries.length} items`);
  table([
    ['with a title', entries.filter((entry) => entry.title !== undefined).length],
    ['with a link', entries.filter((entry) => entry.link !== undefined).length],
    ['with a date', entries.filter((entry) => entry.published !== undefined).length],
    [
      'with a date that can be read',
      entries.filter((entry) => entry.published !== undefined && parseDate(entry.published) !== null).length,
    ],
  ]);
  console.log('expectations stated in the files');
  agreement(
    'sanitiser',
    reads.filter(({ file }) => isSanitiser(file)),
  );
  agreement(
    'encodings and entities',
    reads.filter(({ file }) => isEncoding(file)),
  );
  agreement(
    'all others',
    reads.filter(({ file }) => !isSanitiser(file) && !isEncoding(file)),
  );
  console.log(
    `time a feed: median ${(times[times.length >> 1] ?? 0).toFixed(2)} ms, longest ${(slowest?.ms ?? 0).toFixed(0)} ms (${slowest?.file ?? ''}); memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most`,
  );
}

function agreement(name: string, reads: readonly Read[]): void {
  const agreed = reads.filter((read) => read.verdict === 'agrees').length;
  const checked = agreed + reads.filter((read) => read.verdict === 'differs').length;
  const stated = reads.filter((read) => read.verdict !== null).length;
  const percent = checked === 0 ? '' : `${((100 * agreed) / checked).toFixed(1)} %`;
  console.log(
    `  ${name.padEnd(40)} ${agreed} of ${checked} ${percent} (${stated - checked} more are about things that are not kept)`,
  );
}

function isSanitiser(file: string): boolean {
  return /(?:^|\/)sanitize\//.test(file);
}

function isEncoding(file: string): boolean {
  return /(?:^|\/)(?:encoding|entities)\//.test(file);
}

function tally(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function table(rows: readonly (readonly [string, number])[]): void {
  for (const [name, count] of rows) console.log(`  ${name.padEnd(40)} ${count}`);
}

process.exitCode = await main(process.argv.slice(2));
