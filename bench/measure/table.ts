import { cpus, totalmem } from 'node:os';

/** One line of the table that `npm run bench` prints. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  /** The same work as others would do it, in the same run; empty where nobody does. */
  readonly beside: string;
  /** What was measured, and under which conditions. */
  readonly how: string;
}

export function printTable(rows: readonly Row[]): void {
  const cells = [
    ['measured', 'Wirewatch', 'beside it', 'how'],
    ...rows.map((row) => [row.what, row.figure, row.beside, row.how]),
  ];
  const widths = [0, 1, 2].map((i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  for (const row of cells)
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

/** Figures are worth nothing without it. */
export function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.versions.node}, ${process.platform}`;
}

export const rate = (count: number, ms: number) => `${round((count * 1_000) / ms)}/s`;
export const ms = (value: number) => `${round(value)} ms`;
const round = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2);

/** The value below which such a part of them lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Milliseconds of this process's CPU. */
export async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000;
}
