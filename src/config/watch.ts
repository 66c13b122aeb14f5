import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';

/** An editor writes a file in several steps: they are one change. */
const SETTLE_MS = 300;

/** Calls `changed` when a file or folder of the configuration is edited; returns how to stop. */
export function watchFiles(paths: readonly string[], changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_MS);
  };
  // The folder, not the file: editors replace files, and the watch would stay with the old one.
  const folders = new Set(paths.map((path) => (/\.ya?ml$/.test(path) ? dirname(path) : path)));
  const watchers = [...folders].flatMap((folder): FSWatcher[] => {
    try {
      const watcher = watch(folder, (_event, name) => {
        if (name === null || /\.ya?ml$/.test(name)) later();
      });
      watcher.on('error', () => watcher.close());
      return [watcher];
    } catch {
      return [];
    }
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
