import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from './db.js';

/** A name that no other holder of a lease or a lane has. */
export const newOwner = (): string => randomBytes(12).toString('base64url');

/** Makes `owner` the one who does something, for so many seconds by the store's clock; false while another is. */
export async function takeLease(db: Db, name: string, owner: string, seconds: number): Promise<boolean> {
  const until = sql`clock_timestamp() + make_interval(secs => ${seconds})`;
  const { rows } = await sql`
    insert into ww.lease (name, owner, until) values (${name}, ${owner}, ${until})
    on conflict (name) do update set owner = excluded.owner, until = excluded.until
      where lease.owner = excluded.owner or lease.until <= clock_timestamp()
    returning 1`.execute(db);
  return rows.length > 0;
}

/** Of hosts that nobody has visited for an hour, and of processes long gone. */
export async function forgetLeases(db: Db): Promise<void> {
  await sql`delete from ww.lease where until < clock_timestamp() - interval '1 hour'`.execute(db);
}

/** Lets another be the one at once. */
export async function releaseLease(db: Db, name: string, owner: string): Promise<void> {
  await sql`delete from ww.lease where name = ${name} and owner = ${owner}`.execute(db);
}
