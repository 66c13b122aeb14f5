/** The one of `names` that was probably meant by `written`: two slips of the keyboard away at most. */
export function nearest(written: string, names: Iterable<string>): string | undefined {
  const word = written.toLowerCase().slice(0, LONGEST);
  let best: string | undefined;
  // Half of a short name is no slip.
  let least = Math.min(2, Math.floor(word.length / 2)) + 1;
  for (const name of names) {
    const slips = distance(word, name.toLowerCase());
    if (slips < least) [best, least] = [name, slips];
  }
  return best;
}

const LONGEST = 64;

/** Letters to add, leave out or change, and neighbours to swap (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, changed, swapped));
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
