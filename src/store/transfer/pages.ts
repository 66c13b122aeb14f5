import { type Asks, quoted, type StoredTable } from './catalog.js';

/** Where a page ends, as text; null is before the first row. */
export type Key = readonly string[] | null;

/** Rows of a table in the order of its key. They stay text: what is not parsed is not changed. */
export interface Page {
  readonly rows: string;
  readonly count: number;
  readonly last: Key;
}

/** A row of an article is some 10 kB. */
export const PAGE_ROWS = 250;

export async function readPage(client: Asks, table: StoredTable, after: Key): Promise<Page> {
  const { rows } = await client.query<{ rows: string | null; count: number; last: string[] | null }>(
    `select json_agg(row_to_json(page))::text as rows, count(*)::int as count, ${lastKey(table, 'page')} as last
       from (${select(table, after)}) page`,
    [...(after ?? [])],
  );
  const { rows: text = null, count = 0, last = null } = rows[0] ?? {};
  return { rows: text ?? '[]', count, last };
}

/** How many rows a page has, what they add up to, and where it ends: equal on two stores when their rows are. */
export interface PageSum {
  readonly count: number;
  readonly sum: string;
  readonly last: Key;
}

/** The sum of 60 bits of each row's MD5, which does not depend on the server's version as its own hashes do. */
export async function sumPage(client: Asks, table: StoredTable, after: Key): Promise<PageSum> {
  const row = `row(${table.columns.map((name) => `page.${quoted(name)}`).join(', ')})::text`;
  const { rows } = await client.query<{ count: number; sum: string; last: string[] | null }>(
    `select count(*)::int as count, ${lastKey(table, 'page')} as last,
            coalesce(sum(('x' || left(md5(${row}), 15))::bit(60)::bigint), 0)::text as sum
       from (${select(table, after)}) page`,
    [...(after ?? [])],
  );
  const { count = 0, sum = '0', last = null } = rows[0] ?? {};
  return { count, sum, last };
}

export async function writePage(client: Asks, table: Pick<StoredTable, 'name' | 'columns'>, rows: string) {
  const columns = table.columns.map(quoted).join(', ');
  await client.query(
    `insert into ww.${quoted(table.name)} (${columns}) overriding system value
     select ${columns} from json_populate_recordset(null::ww.${quoted(table.name)}, $1::json)`,
    [rows],
  );
}

/** Takes away the rows after one key, up to another or to the end. */
export async function clearAfter(client: Asks, table: StoredTable, after: Key, upTo: Key): Promise<void> {
  const parameters = [...(after ?? []), ...(upTo ?? [])];
  const conditions = [
    ...(after === null ? [] : [compare(table, '>', 1)]),
    ...(upTo === null ? [] : [compare(table, '<=', 1 + (after?.length ?? 0))]),
  ];
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  await client.query(`delete from ww.${quoted(table.name)}${where}`, parameters);
}

function select(table: StoredTable, after: Key): string {
  const columns = table.columns.map(quoted).join(', ');
  const where = after === null ? '' : ` where ${compare(table, '>', 1)}`;
  return `select ${columns} from ww.${quoted(table.name)}${where} order by ${order(table)} limit ${PAGE_ROWS}`;
}

/** Text is compared byte by byte, so that two servers with different locales agree on what comes first. */
const collated = (type: string) => (/^(text|character)/.test(type) ? ' collate "C"' : '');

const order = ({ key }: StoredTable) =>
  key.map(({ column, type }) => `${quoted(column)}${collated(type)}`).join(', ');

function compare(table: StoredTable, operator: '>' | '<=', from: number): string {
  const values = table.key.map(({ type }, i) => `$${from + i}::${type}`).join(', ');
  return `(${order(table)}) ${operator} (${values})`;
}

function lastKey({ key }: StoredTable, from: string): string {
  const parts = key.map(({ column }) => `${from}.${quoted(column)}::text`).join(', ');
  const by = key.map(({ column, type }) => `${from}.${quoted(column)}${collated(type)}`);
  return `(array_agg(json_build_array(${parts}) order by ${by.map((each) => `${each} desc`).join(', ')}))[1]`;
}
