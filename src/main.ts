#!/usr/bin/env node
import module from 'node:module';

// Most of a command's time is compiling JavaScript; from Node 22.1 on that can be kept from one command to the next.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
const { runCommand } = await import('./cli/commands.js');

// `wirewatch search … | head` closes the pipe early: nobody reads on, and that is all.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const code = await runCommand(process.argv.slice(2));
// What is written to a pipe is on its way when `write` returns, and an exit would cut it off.
await Promise.all(
  [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((done) => stream.write('', () => done())),
  ),
);

/** The only process.exit: a command ends when it says so, whatever a library still keeps open. */
process.exit(code);
