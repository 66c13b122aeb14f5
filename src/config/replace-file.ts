import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export type Replaced = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Puts a text in the place of a file that still says `before`: whole or not at all. */
export async function replaceFile(file: string, before: string, text: string): Promise<Replaced> {
  let draft: string | undefined;
  try {
    const real = await realpath(file);
    // In the same folder: a rename within one is atomic.
    draft = join(dirname(real), `.${basename(real)}.${process.pid}.draft`);
    await writeWhole(draft, text, (await stat(real)).mode);
    if ((await readFile(real, 'utf8')) !== before)
      return { ok: false, reason: 'was changed at the same time; nothing was written: try again' };
    await rename(draft, real);
    return { ok: true };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { ok: false, reason: `cannot be written (${String(error.code)}); it is as it was` };
  } finally {
    if (draft !== undefined) await rm(draft, { force: true });
  }
}

async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
