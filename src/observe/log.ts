import { pino } from 'pino';
import { jsonLine, printable, printableLines } from '../text/printable.js';

/** Tells the operator what happens: lines for a person, or JSON (pino's) for a machine. */
export interface Log {
  readonly format: 'text' | 'json';
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** From now on these are not written either: a reload may bring new ones. */
  hide(secrets: readonly string[]): void;
}

type Fields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly format: 'text' | 'json';
  /** Only warnings and errors. */
  readonly quiet: boolean;
  /** Never written, wherever they turn up: tokens, passwords, webhook URLs. */
  readonly secrets: readonly string[];
  /** Takes whole lines. */
  readonly write: (line: string) => void;
}

export function createLog({ format, quiet, secrets, write }: LogOptions): Log {
  const hidden = new Set<string>();
  const hide = (found: readonly string[]) =>
    found.filter((secret) => secret.length >= 6).forEach((secret) => hidden.add(secret).add(inJson(secret)));
  const scrub = (text: string) => [...hidden].reduce((rest, secret) => rest.replaceAll(secret, '•••'), text);
  hide(secrets);
  // Scrubbed as text: in pino's JSON a quotation mark of a secret would be hidden behind its backslash.
  const clean = (line: string): unknown =>
    JSON.parse(line, (_, value: unknown) => (typeof value === 'string' ? scrub(value) : value));
  const sink = {
    write: (line: string) => write(`${(format === 'json' ? jsonLine : toText)(clean(line))}\n`),
  };
  const logger = pino(
    { level: quiet ? 'warn' : 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    sink,
  );
  return {
    format,
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    hide,
  };
}

/** As a text stands in a JSON string: an error may quote what was sent. */
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

/** `03:12:09Z ! feed verge: no such host` */
function toText(entry: unknown): string {
  const { level, time, msg, err } = entry as {
    level: number;
    time: string;
    msg: string;
    err?: { stack?: string };
  };
  const mark = level >= 50 ? '✗ ' : level >= 40 ? '! ' : '';
  const stack = err?.stack === undefined ? '' : `\n${printableLines(err.stack)}`;
  return `${time.slice(11, 19)}Z ${mark}${printable(msg)}${stack}`;
}
