import { acquireLock } from '../../src/store/lock.js';

/** Tries for the lock of argv[2] when its parent says so, and lives on. */
process.send?.('ready');
process.on('message', () => {
  void acquireLock(process.argv[2] ?? '').then(({ kind }) => process.send?.(kind));
});
process.on('disconnect', () => process.exit());
