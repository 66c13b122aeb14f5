import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Finding, Outcome } from '../../src/domain/alert.js';
import type { Message } from '../../src/domain/message.js';
import type { Messenger } from '../../src/deliver/messenger.js';
import { renderCard } from './render.js';

/** Where cards are shown. */
export interface Screen {
  /** Writes at once; absent when standard output carries something else. */
  readonly write: ((text: string) => void) | null;
  readonly colour: boolean;
  readonly columns: number;
}

/** A full or broken disk may be mended without us. */
const AGAIN_MS = 30_000;

/**
 * The screen forgets, so each card is written to a transcript first, marked with its key: a restart looks
 * there for what has been shown already.
 */
export function consoleMessenger(screen: Screen, transcript: string, now: () => Date): Messenger {
  const show = (message: Message, key: string, before = ''): Outcome => {
    try {
      append(transcript, `${before}${renderCard(message, { colour: false, columns: 100 })}\n[${key}]\n\n`);
    } catch (error) {
      return unwritten(error, now());
    }
    screen.write?.(`${before}${renderCard(message, screen)}\n`);
    return { kind: 'sent', ref: key };
  };
  return {
    send: async (message, key) => show(message, key),
    update: async (_ref, message, key) => show(message, key, '↻ updated  '),
    reply: async (_ref, message, key) => show(message, key, '↳ '),
    find: async (key, { now: at }) => look(transcript, key, at),
  };
}

/** A full disk may take a part: the mark comes last, and on a line of its own. */
function append(path: string, text: string): void {
  const bytes = Buffer.from(text);
  const file = openSync(path, 'a', 0o600);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
  } finally {
    closeSync(file);
  }
}

/** May pass by itself: no space, no quota, an error of the disk, too many open files. */
const PASSING = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY']);

function unwritten(error: unknown, now: Date): Outcome {
  const reason = `the screen's transcript cannot be written: ${describe(error)}`;
  return PASSING.has(codeOf(error))
    ? { kind: 'wait', until: new Date(now.getTime() + AGAIN_MS), reason }
    : { kind: 'refused', what: 'place', reason };
}

function look(path: string, key: string, now: Date): Finding {
  try {
    const shown = readFileSync(path, 'utf8').includes(`\n[${key}]\n`);
    return shown ? { kind: 'found', ref: key } : { kind: 'absent' };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'absent' };
    const reason = `the screen's transcript cannot be read: ${describe(error)}`;
    return { kind: 'unknown', until: new Date(now.getTime() + AGAIN_MS), reason };
  }
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
