import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Outcome } from '../../src/domain/alert.js';
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

/**
 * The screen forgets, so each card is also written to a transcript, in the same breath and marked with
 * its key: a restart looks there for what the screen has shown already.
 */
export function consoleMessenger(screen: Screen, transcript: string): Messenger {
  const show = (message: Message, key: string, before = ''): Outcome => {
    try {
      const file = openSync(transcript, 'a', 0o600);
      try {
        screen.write?.(`${before}${renderCard(message, screen)}\n`);
        writeSync(file, `${before}${renderCard(message, { colour: false, columns: 100 })}\n[${key}]\n\n`);
      } finally {
        closeSync(file);
      }
      return { kind: 'sent', ref: key };
    } catch (error) {
      return { kind: 'refused', reason: `the screen's transcript cannot be written: ${describe(error)}` };
    }
  };
  return {
    send: async (message, key) => show(message, key),
    update: async (_ref, message, key) => show(message, key, '↻ updated  '),
    reply: async (_ref, message, key) => show(message, key, '↳ '),
    find: async (key) => {
      const shown = readTranscript(transcript).includes(`\n[${key}]\n`);
      return shown ? { kind: 'found', ref: key } : { kind: 'absent' };
    },
  };
}

function readTranscript(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
