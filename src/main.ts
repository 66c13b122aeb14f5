#!/usr/bin/env node
import { runCommand } from './cli/commands.js';

// `wirewatch search … | head` closes the pipe early: nobody reads on, and that is all.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** The only process.exit: a command ends when it says so, whatever a library still keeps open. */
process.exit(await runCommand(process.argv.slice(2)));
