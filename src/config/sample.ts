import { z } from 'zod';
import { text } from './values.js';

/** The errors of a number and of a text alike. */
const itemId = { error: 'must be the id of a stored article, such as i12' };

const storedItem = z
  .union(
    [
      z.int(itemId).min(1, itemId).max(999_999_999, itemId),
      z
        .string()
        .regex(/^i?[1-9]\d{0,8}$/, itemId)
        .transform((value) => Number(value.replace('i', ''))),
    ],
    itemId,
  )
  .describe('The id of a stored article, as search and why show it.');

/** One of a topic's tests: a text, a saved article or a stored one. */
export const sample = z.union(
  [
    z
      .string()
      .min(1)
      .transform((value) => ({ text: value })),
    z.strictObject({ title: z.string().optional(), text: z.string() }),
    z.strictObject({
      file: text('the path of a saved article').describe('.md, .txt or .html, relative to this file.'),
    }),
    z.strictObject({ item: storedItem }),
  ],
  { error: 'must be a text, title: and text:, file: with a path, or item: with an id such as i12' },
);
