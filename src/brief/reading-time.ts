import { countHan } from '../text/han.js';

const WORDS_A_MINUTE = 238;
const HAN_A_MINUTE = 400;

/** Whole minutes to read a text silently, at least 1: 238 English words or 400 Han characters a minute. */
export function readingMinutes(text: string): number {
  const spaced =
    text.match(/(?!\p{Script=Han})[\p{L}\p{N}](?:(?!\p{Script=Han})[\p{L}\p{N}'’.,-])*/gu)?.length ?? 0;
  return Math.max(1, Math.ceil(spaced / WORDS_A_MINUTE + countHan(text) / HAN_A_MINUTE));
}
