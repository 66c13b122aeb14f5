#!/usr/bin/env node
import { runCommand } from './cli/commands.js';

/** The only process.exit: a command ends when it says so, whatever a library still keeps open. */
process.exit(await runCommand(process.argv.slice(2)));
