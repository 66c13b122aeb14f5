import { isMap, isNode, isSeq } from 'yaml';

/** Where values end in the text of a YAML file: it is changed by inserting and replacing lines, all else stays as it is. */

/** The offset after the last line of a value, with the comment beside it. */
export function endOfLines(source: string, node: unknown, otherwise: number): number {
  return endOfLine(source, lastEnd(node) ?? otherwise);
}

/** Where the last value ends: comments after it may be about what follows. */
export function lastEnd(node: unknown): number | undefined {
  if (!isNode(node)) return undefined;
  const inBlock = (isMap(node) || isSeq(node)) && node.flow !== true;
  const last = !inBlock ? undefined : isMap(node) ? node.items.at(-1)?.value : node.items.at(-1);
  return lastEnd(last) ?? node.range?.[1];
}

/** After the line that a value ends on. */
function endOfLine(source: string, valueEnd: number): number {
  if (source[valueEnd - 1] === '\n') return valueEnd;
  const next = source.indexOf('\n', valueEnd);
  return next < 0 ? source.length : next + 1;
}

export function startOfLine(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

export function newlineOf(source: string): '\r\n' | '\n' {
  return source.includes('\r\n') ? '\r\n' : '\n';
}
