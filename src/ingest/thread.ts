import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts the program beside `base` called `name`: `.js` when compiled, `.ts` when run from source.
 * From source a thread needs its own tsx: on Node 20 loaders are not inherited.
 */
export function startThread(name: string, base: string, options: WorkerOptions = {}): Worker {
  const fromSource = base.endsWith('.ts');
  const program = new URL(`./${name}.${fromSource ? 'ts' : 'js'}`, base);
  if (!fromSource) return new Worker(program, options);
  const tsx = pathToFileURL(
    createRequire(base)
      .resolve('tsx/esm/api')
      .replace(/\.cjs$/, '.mjs'),
  ).href;
  const boot = `import(${JSON.stringify(tsx)}).then((tsx) => { tsx.register(); return import(${JSON.stringify(program.href)}); })`;
  return new Worker(boot, { ...options, eval: true, execArgv: [] });
}
