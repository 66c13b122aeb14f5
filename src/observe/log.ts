import { pino } from 'pino';

/** Tells the operator what happens: lines for a person, or JSON (pino's) for a machine. */
export interface Log {
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
    found.filter((secret) => secret.length >= 6).forEach((secret) => hidden.add(secret));
  const scrub = (line: string) => [...hidden].reduce((text, secret) => text.replaceAll(secret, '•••'), line);
  hide(secrets);
  const sink = { write: (line: string) => write(scrub(format === 'json' ? line : toText(line))) };
  const logger = pino(
    { level: quiet ? 'warn' : 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    sink,
  );
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    hide,
  };
}

/** `03:12:09 ! feed verge: no such host` */
function toText(line: string): string {
  const { level, time, msg, err } = JSON.parse(line) as {
    level: number;
    time: string;
    msg: string;
    err?: { stack?: string };
  };
  const mark = level >= 50 ? '✗ ' : level >= 40 ? '! ' : '';
  const stack = err?.stack === undefined ? '' : `\n${err.stack}`;
  return `${time.slice(11, 19)} ${mark}${msg.replace(/[\p{Cc}]+/gu, ' ')}${stack}\n`;
}
