/**
 * Terms as numbers, so that what is known of one stands in arrays instead of in a map for each story; and how many
 * reports have each.
 */
export interface TermTable {
  readonly numbers: Map<string, number>;
  /** Numbers of terms that nobody has used for long. */
  readonly free: number[];
  /** By number: reports that have the term. */
  reportsWith: Float64Array;
  /** Reports counted. */
  reports: number;
}

export function termTable(reports: number): TermTable {
  return { numbers: new Map(), free: [], reportsWith: new Float64Array(1_024), reports };
}

/** The number of a term, which it keeps for as long as it is used. */
export function numberOf(table: TermTable, term: string): number {
  const known = table.numbers.get(term);
  if (known !== undefined) return known;
  const number = table.free.pop() ?? table.numbers.size;
  table.numbers.set(term, number);
  table.reportsWith = roomFor(table.reportsWith, number);
  return number;
}

/** Halves all counts, so that they follow the news. What was counted no more by the time before, and is not `inUse`, goes. */
export function halve(table: TermTable, inUse: (number: number) => boolean): void {
  table.reports = Math.ceil(table.reports / 2);
  for (const [term, number] of table.numbers) {
    const count = table.reportsWith[number] ?? 0;
    if (count === 0 && !inUse(number)) {
      table.numbers.delete(term);
      table.free.push(number);
    } else table.reportsWith[number] = count > 1 ? Math.ceil(count / 2) : 0;
  }
}

/** The same numbers, with a place for `index`. */
export function roomFor(values: Float64Array, index: number): Float64Array {
  if (index < values.length) return values;
  const larger = new Float64Array(2 * index);
  larger.set(values);
  return larger;
}
