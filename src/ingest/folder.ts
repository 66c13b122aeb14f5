import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Entry } from '../domain/feed.js';
import { decode } from './decode.js';
import { lineOfField, readFrontMatter } from './front-matter.js';
import { dateOf } from './normalise.js';
import { textOfMarkdown, unwrapText } from './saved-text.js';

export interface Folder {
  readonly entries: readonly { readonly path: string; readonly entry: Entry }[];
  /** Files that could not be read, each with the reason. */
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

const MAX_BYTES = 5 * 1024 * 1024;
const MAX_FILES = 10_000;
const READ = new Set(['.md', '.markdown', '.txt', '.html', '.htm']);

/**
 * Saved articles of a directory and its direct subfolders, by name; or the one file named. An entry's guid is
 * its path under the directory, so an article edited in place is an update of the same item. Dotfiles and
 * `README.*` are left alone, other kinds of file are ignored. Never throws for what it finds.
 */
export async function readFolder(path: string): Promise<Folder> {
  const entries: { path: string; entry: Entry }[] = [];
  const listed = await list(path);
  const faults = [...listed.faults];
  for (const { full, name } of listed.files) {
    const read = await readArticle(full, name);
    const { fault } = read;
    if (fault !== undefined)
      faults.push({ path: fault.line === undefined ? full : `${full}:${fault.line}`, reason: fault.reason });
    if (read.entry !== undefined) entries.push({ path: full, entry: read.entry });
  }
  return { entries, faults };
}

interface Listed {
  files: { full: string; name: string }[];
  faults: { path: string; reason: string }[];
}

async function list(path: string): Promise<Listed> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return { files: [{ full: path, name: basename(path) }], faults: [] };
  } catch (error) {
    return { files: [], faults: [{ path, reason: reasonOf(error) }] };
  }
  const listed: Listed = { files: [], faults: [] };
  await addDirectory(path, '', listed);
  const beyond = listed.files.splice(MAX_FILES);
  if (beyond.length > 0) {
    listed.faults.push({
      path,
      reason: `${beyond.length} files left out: a folder is read up to ${MAX_FILES} files`,
    });
  }
  return listed;
}

async function addDirectory(root: string, below: string, listed: Listed): Promise<void> {
  try {
    const found = await readdir(join(root, below), { withFileTypes: true });
    found.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name } of found) {
      if (name.startsWith('.') || /^readme\./i.test(name)) continue;
      const relative = below === '' ? name : `${below}/${name}`;
      const full = join(root, relative);
      if (await isFolder(full)) {
        if (below === '') await addDirectory(root, name, listed);
      } else if (READ.has(extname(name).toLowerCase())) listed.files.push({ full, name: relative });
    }
  } catch (error) {
    listed.faults.push({ path: join(root, below), reason: reasonOf(error) });
  }
}

/** Follows links, so that a linked folder is a folder; a link to nothing is left for the reader to name. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** What was made of a file, and what is wrong with it; an article that is read may have a fault too. */
interface Read {
  readonly entry?: Entry;
  readonly fault?: { readonly reason: string; readonly line?: number };
}

const unread = (reason: string, line?: number): Read => ({ fault: { reason, line } });

/** One saved article; `name` is to be its guid. */
export async function readArticle(full: string, name: string): Promise<Read> {
  const extension = extname(name).toLowerCase();
  if (!READ.has(extension)) return unread(`not a saved article: ${[...READ].join(', ')} are read`);
  try {
    // A pipe or a device would never end.
    const found = await stat(full);
    if (!found.isFile()) return unread('not a regular file');
    if (found.size > MAX_BYTES) return unread(`larger than ${MAX_BYTES / 1024 / 1024} MB`);
    return entryOf(await readFile(full), name, extension);
  } catch (error) {
    return unread(reasonOf(error));
  }
}

function entryOf(bytes: Uint8Array, name: string, extension: string): Read {
  const { text } = decode(bytes);
  if (text.trim() === '') return unread('empty');
  if (isBinary(text)) return unread('not text');
  const front = readFrontMatter(text);
  if (front.kind === 'broken') return unread(front.reason, front.line);
  const { fields, rest } = front;
  if (rest.trim() === '') return unread('front matter, and no text under it');
  const html = extension === '.html' || extension === '.htm';
  const published = fields.published ?? fields.date;
  const entry = {
    guid: name,
    link: fields.url ?? fields.link,
    title: fields.title,
    body: html ? rest : extension === '.txt' ? unwrapText(rest) : textOfMarkdown(rest),
    html,
    author: fields.author ?? fields.authors,
    publisher: fields.publisher,
    via: fields.via,
    language: fields.language ?? fields.lang,
    published,
  };
  if (published === undefined || dateOf([published], new Date(0)).dated) return { entry };
  const reason = `its date can't be read: "${published.slice(0, 60)}": write 2026-06-01 or 2026-06-01T08:00Z; the article is read without it`;
  return { entry, fault: { reason, line: lineOfField(text, ['published', 'date']) } };
}

/** A text has no NUL, and next to no other control characters. */
function isBinary(text: string): boolean {
  const sample = text.slice(0, 65_536);
  // oxlint-disable-next-line no-control-regex
  const controls = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f\ufffd]/g)?.length ?? 0;
  return sample.includes('\u0000') || controls > sample.length / 50;
}

/** What is no failure of the file system is a bug, and thrown on. */
function reasonOf(error: unknown): string {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code === null) throw error;
  if (code === 'ENOENT') return 'no such file or folder';
  return code === 'EACCES' || code === 'EPERM' ? 'no permission to read it' : `can't be read (${code})`;
}
