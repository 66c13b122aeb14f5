import { sql } from 'kysely';

/** SQL: when work that failed is tried again: in minutes, doubling with each failure, a day at the most. */
export const againAfter = (failures: 'read_failures' | 'brief_failures', now: Date) =>
  sql<Date>`${now}::timestamptz
    + least(interval '1 day', interval '1 minute' * power(2, least(${sql.ref(failures)}, 12)))`;
