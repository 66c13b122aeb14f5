import type { ParseArgsConfig } from 'node:util';
import { jsonLine, printableLines } from '../text/printable.js';

export type Flags = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** The value of an option that takes one. */
export function named(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** One command of the command line. */
export interface Command {
  readonly name: string;
  /** After `wirewatch `. */
  readonly usage: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  readonly description: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Flag as written -> what it does. */
  readonly help: Readonly<Record<string, string>>;
  /** Resolves with the exit code. */
  run(flags: Flags, args: readonly string[]): Promise<number>;
}

/** Ends a command with a message for the person and an exit code; not a bug. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly code: 1 | 2 = 1,
    /** Whether the usage of the command helps. */
    readonly usage = false,
  ) {
    super(message);
  }
}

export function usage(message: string): Failure {
  return new Failure(message, 2, true);
}

/** `1 feed`, `2 feeds` */
export const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** Results go to standard output, without what would steer a terminal: titles and reasons come from anywhere. */
export function say(text: string): number {
  process.stdout.write(`${printableLines(text)}\n`);
  return 0;
}

export function sayJson(value: unknown): number {
  process.stdout.write(`${jsonLine(value)}\n`);
  return 0;
}

/** All else goes to standard error. */
export function tell(text: string, code = 0): number {
  process.stderr.write(`${printableLines(text)}\n`);
  return code;
}
