import type pg from 'pg';

/** A table of schema `ww` as the catalogue describes it. */
export interface StoredTable {
  readonly name: string;
  /** But for those that the database computes. */
  readonly columns: readonly string[];
  /** Its primary key, in order, with the types to compare it by. */
  readonly key: readonly { readonly column: string; readonly type: string }[];
}

/** What belongs to a place and not to what is stored there: which program made it, who works on it. */
const OF_THE_PLACE = ['kysely_migration', 'kysely_migration_lock', 'move', 'lease'];

/** Every table that is worth keeping; one that refers to another comes after it. */
export async function storedTables(client: Asks): Promise<StoredTable[]> {
  const { rows } = await client.query<StoredTable & { needs: string[] }>(
    `select c.relname as name,
            array(select a.attname::text from pg_attribute a
                   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                   order by a.attname) as columns,
            (select json_agg(json_build_object('column', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
                             order by k.place)
               from pg_index i, unnest(i.indkey::int2[]) with ordinality k(attnum, place), pg_attribute a
              where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum) as key,
            array(select distinct f.confrelid::regclass::text from pg_constraint f
                   where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
       from pg_class c
      where c.relnamespace = 'ww'::regnamespace and c.relkind = 'r' and c.relname <> all ($1::text[])
      order by c.relname`,
    [OF_THE_PLACE],
  );
  return inOrder(rows.map(({ needs, ...table }) => ({ table, needs: needs.map(unquoted) })));
}

/** What of node-postgres is used here. */
export type Asks = Pick<pg.Pool | pg.PoolClient, 'query'>;

const unquoted = (name: string) => name.replace(/^ww\./, '').replaceAll('"', '');

function inOrder(nodes: readonly { readonly table: StoredTable; readonly needs: readonly string[] }[]) {
  const placed: StoredTable[] = [];
  let left = [...nodes];
  while (left.length > 0) {
    const waits = new Set(left.map(({ table }) => table.name));
    const next = left.filter(({ needs }) => !needs.some((name) => waits.has(name)));
    if (next.length === 0) throw new Error(`tables that need each other: ${[...waits].join(', ')}`);
    placed.push(...next.map(({ table }) => table));
    left = left.filter((node) => !next.includes(node));
  }
  return placed;
}

/** Where a sequence stands; the next number follows from it. */
export interface SequenceState {
  readonly name: string;
  readonly last: string;
  readonly called: boolean;
}

export async function sequences(client: Asks): Promise<SequenceState[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = 'ww'::regnamespace and relkind = 'S' order by relname`,
  );
  const states: SequenceState[] = [];
  for (const { name } of rows) {
    const found = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ww.${quoted(name)}`,
    );
    for (const { last, called } of found.rows) states.push({ name, last, called });
  }
  return states;
}

export async function setSequences(client: Asks, states: readonly SequenceState[]): Promise<void> {
  for (const { name, last, called } of states)
    await client.query('select setval($1::regclass, $2::bigint, $3)', [`ww.${quoted(name)}`, last, called]);
}

/** A name as it may stand in a statement. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
