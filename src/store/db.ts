import { Kysely, Migrator, PostgresDialect, type Transaction } from 'kysely';
import type { Pool } from 'pg';
import { migrations } from './migrations.js';
import type { Schema } from './schema.js';

export type Db = Kysely<Schema>;
export type Tx = Transaction<Schema>;

/** The typed door to schema `ww`, over either home. */
export function connect(pool: Pool): Db {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }).withSchema('ww');
}

/**
 * Brings the schema up to date, or to where `only` these had brought it; safe when several processes do it at once.
 * Throws when it can't.
 */
export async function migrate(db: Db, only?: readonly string[]): Promise<void> {
  const unknown = only?.find((name) => !(name in migrations));
  if (unknown !== undefined) throw newer();
  const wanted = Object.entries(migrations).filter(([name]) => only?.includes(name) ?? true);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => Object.fromEntries(wanted) },
    migrationTableSchema: 'ww',
    // Two that do not touch the same tables may be released in either order.
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw newerSchema(error);
}

/** The migrations that have made this store what it is. */
export async function executedMigrations(client: Pick<Pool, 'query'>): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from ww.kysely_migration order by name');
  return rows.map(({ name }) => name);
}

/** The name that this store was given when it was made. */
export async function installationId(db: Db): Promise<string> {
  return (await db.selectFrom('installation').select('id').executeTakeFirstOrThrow()).id;
}

/** Kysely names the migration it does not know when the store was written by a newer program. */
function newerSchema(error: unknown): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  if (!known.message.includes('previously executed migration')) return known;
  return newer();
}

const newer = () =>
  new Error('this store was written by a newer Wirewatch: update the program, the data is untouched');
