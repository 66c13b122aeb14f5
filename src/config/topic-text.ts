import { Document, isPair, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import type { TopicFields } from '../domain/topic-edit.js';
import { lastEnd, newlineOf, startOfLine } from './block-lines.js';

/** A part of a text that another takes the place of. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** In the order in which they are written. */
const KEYS = ['name', 'query', 'destinations', 'priority'] as const;
/** Longer queries run over several lines. */
const LONGEST_LINE = 100;

/** A new topic as it stands in a watchlist, `indent` spaces in. */
export function topicLines(topic: TopicFields & { readonly id: string }, indent: number): string {
  const keys = KEYS.flatMap((key) => {
    const value = topic[key];
    return value === undefined ? [] : [`${key}: ${valueText(value, 4)}`];
  });
  const lines = [`- id: ${topic.id}`, ...keys.map((text) => `  ${text}`)].join('\n').split('\n');
  return lines
    .map((line) => `${' '.repeat(indent)}${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

/** What to replace in the text of a topic so that its fields are these. */
export function fieldEdits(source: string, node: YAMLMap, fields: TopicFields): Replacement[] {
  const flow = node.flow === true;
  const start = node.range?.[0] ?? 0;
  const indent = start - startOfLine(source, start);
  const write = (value: string | readonly string[]) =>
    flow
      ? JSON.stringify(value)
      : valueText(value, 2)
          .replaceAll('\n', `\n${' '.repeat(indent)}`)
          .replaceAll('\n', newlineOf(source));
  return KEYS.flatMap((key): Replacement[] => {
    const value = fields[key];
    if (value === undefined) return [];
    const pair = pairOf(node, key);
    return [pair ? replaced(source, pair, write(value)) : inserted(source, node, `${key}: ${write(value)}`)];
  });
}

function pairOf(node: YAMLMap, key: string): Pair | undefined {
  return node.items.find((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === key);
}

/** A value on one line gives way in its place; one of several lines from its colon on. */
function replaced(source: string, { key, value }: Pair, text: string): Replacement {
  const keyEnd = isScalar(key) ? (key.range?.[1] ?? 0) : 0;
  const colon = source.indexOf(':', keyEnd);
  const [start, end] = rangeOf(value) ?? [colon + 1, colon + 1];
  const old = source.slice(start, end);
  if (start > colon && old !== '' && !old.includes('\n') && !text.includes('\n'))
    return { start, end, by: text };
  const last = lastEnd(value) ?? end;
  const trailing = /\s*$/.exec(source.slice(colon + 1, Math.max(last, colon + 1)))?.[0].length ?? 0;
  return { start: colon + 1, end: Math.max(last - trailing, colon + 1), by: ` ${text}` };
}

function rangeOf(value: unknown): readonly [number, number] | null {
  const range = (value as { range?: readonly number[] | null } | null)?.range;
  return range ? [range[0] ?? 0, range[1] ?? 0] : null;
}

/** Behind the name, which every topic has. */
function inserted(source: string, node: YAMLMap, line: string): Replacement {
  const name = pairOf(node, 'name');
  const end = lastEnd(name?.value) ?? node.range?.[1] ?? 0;
  if (node.flow === true) return { start: end, end, by: `, ${line}` };
  const start = node.range?.[0] ?? 0;
  const next = source.indexOf('\n', source[end - 1] === '\n' ? end - 1 : end);
  const newline = newlineOf(source);
  const indent = ' '.repeat(start - startOfLine(source, start));
  if (next < 0) return { start: source.length, end: source.length, by: `${newline}${indent}${line}` };
  return { start: next + 1, end: next + 1, by: `${indent}${line}${newline}` };
}

/** A value as YAML, its further lines `indent` spaces in. */
function valueText(value: string | readonly string[], indent: number): string {
  const text = typeof value === 'string' ? value.replace(/\s*\n\s*/g, ' ').trim() : value;
  const document = new Document({ value: text });
  const node = document.get('value', true);
  if (isSeq(node)) node.flow = true;
  if (isScalar(node) && typeof text === 'string' && text.length > LONGEST_LINE) node.type = 'BLOCK_FOLDED';
  const lines = document
    .toString({ lineWidth: isSeq(node) ? 0 : LONGEST_LINE, flowCollectionPadding: false })
    .trimEnd()
    .replace(/^value: /, '');
  return lines.replace(/\n {2}/g, `\n${' '.repeat(indent)}`);
}
