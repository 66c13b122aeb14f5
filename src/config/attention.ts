import { Cron } from 'croner';
import { z } from 'zod';
import type { Attention } from '../domain/destination.js';
import { quote } from './values.js';

const HOURS = /^([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)$/;

const cron = z
  .string({ error: 'must be a cron expression such as "0 8 * * 1-5"' })
  .refine(isCron, { error: (issue) => `${quote(issue.input)} is not a cron expression: write "0 8 * * 1-5"` })
  .describe('When the digest is posted: minute, hour, day, month, day of the week.');

/** What a destination says of the attention of its readers. */
export const attention = {
  timezone: z
    .string({ error: 'must be the name of a time zone such as Asia/Singapore' })
    .refine(isZone, { error: (issue) => `${quote(issue.input)} is not a time zone: write Asia/Singapore` })
    .optional()
    .describe('Of its days, quiet hours and digests; UTC unless told.'),
  budget: z
    .int({ error: 'must be a whole number of stories' })
    .min(1, { error: 'must be at least 1 story a day' })
    .max(10_000, { error: 'must be at most 10000 stories a day' })
    .optional()
    .describe(
      'Stories posted a day, best first; the others go into the next digest. Breaking news does not count.',
    ),
  quiet: z
    .string({ error: 'must be hours such as 22:00-07:00' })
    .transform((value, context) => {
      const [, ...numbers] = (HOURS.exec(value.trim()) ?? []).map(Number);
      const [fromHour = 0, fromMinute = 0, hour = 0, minute = 0] = numbers;
      const quiet = { from: fromHour * 60 + fromMinute, until: hour * 60 + minute };
      if (numbers.length === 4 && quiet.from !== quiet.until) return quiet;
      context.addIssue(`is not a span of hours: ${quote(value)}: write 22:00-07:00`);
      return z.NEVER;
    })
    .optional()
    .describe('Hours in which only breaking news is posted.'),
  digest: z
    .union(
      [
        cron.transform((value) => ({ cron: value, sayNothingNew: false })),
        z.strictObject({ cron, sayNothingNew: z.boolean({ error: 'must be true or false' }).default(false) }),
      ],
      { error: 'must be a cron expression such as "0 8 * * 1-5", or cron: and sayNothingNew:' },
    )
    .optional()
    .describe('One message with the stories of low priority and those over the budget.'),
};

interface Written {
  readonly timezone?: string | undefined;
  readonly budget?: number | undefined;
  readonly quiet?: Attention['quiet'] | undefined;
  readonly digest?: Attention['digest'] | undefined;
}

/** What is over a budget has to go somewhere. */
const OVERFLOW = { cron: '0 8 * * *', sayNothingNew: false };

/** Empty when it says nothing of it. */
export function attentionOf({ timezone = 'UTC', budget, quiet, digest }: Written): { attention?: Attention } {
  if (budget === undefined && quiet === undefined && digest === undefined) return {};
  const attention = {
    zone: timezone,
    budget: budget ?? null,
    quiet: quiet ?? null,
    digest: digest ?? (budget === undefined ? null : OVERFLOW),
  };
  return { attention };
}

function isCron(value: string): boolean {
  try {
    return new Cron(value, { mode: '5-part' }).nextRun() !== null;
  } catch {
    return false;
  }
}

function isZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
