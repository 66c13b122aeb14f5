import { z } from 'zod';
import type { Keep } from './config.js';

/** Shorter would forget what stories of today are compared with. */
const LEAST_DAYS = 7;

const days = z
  .string({ error: 'must be a time such as 400d' })
  .regex(/^[1-9]\d{0,4}d$/, {
    error: (issue) => `${JSON.stringify(issue.input)} is not a number of days: write 400d`,
  })
  .transform((value) => Number.parseInt(value, 10))
  .refine((value) => value >= LEAST_DAYS, { error: `must be at least ${LEAST_DAYS}d` });

/** `keep: 400d`, or one each. */
export const keepSchema = z.union(
  [
    days,
    z.strictObject({
      articles: days.optional(),
      revisions: days.optional().describe('What articles said before they were changed.'),
      deliveries: days.optional().describe('Single attempts to post.'),
    }),
  ],
  {
    error:
      'must be a time such as 400d (at least 7d), or articles:, revisions: and deliveries: with one each',
  },
);

export function readKeep(keep: z.output<typeof keepSchema> | undefined): Keep {
  const all = typeof keep === 'number' ? keep : null;
  const { articles = null, revisions = null, deliveries = null } = typeof keep === 'object' ? keep : {};
  return { articles: all ?? articles, revisions: all ?? revisions, deliveries: all ?? deliveries };
}
