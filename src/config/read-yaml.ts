import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { goodParts, type Path, type Spare } from './good-parts.js';
import { id } from './values.js';
import { yamlFaults } from '../text/yaml-faults.js';

/** Something wrong in a file of the operator: where, what, and what to write. */
export interface Fault {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type { Path };

/** A checked file, and how to point at a place in it. */
export interface YamlFile<T> {
  readonly file: string;
  readonly value: T;
  at(path: Path, message: string, offset?: number): Fault;
  /** As `at`, with the name of the setting before the message. */
  named(path: Path, message: string): Fault;
  /** The ids in a list, with those of entries that are left out for their faults; null where some can't be known. */
  ids(list: string): readonly string[] | null;
  /** Whether something that was written under a setting of the file may be missing from its value. */
  lacks(setting: string): boolean;
}

/** `rest` is what a file with faults has without them, for the checks that follow; null where that is nothing. */
export type YamlResult<T> =
  | { ok: true; yaml: YamlFile<T> }
  | { ok: false; faults: Fault[]; rest: YamlFile<T> | null };

/** What is checked of a file beside its schema: no id may stand twice in one of `lists`. */
export interface Shape<T> {
  readonly schema: z.ZodType<T>;
  readonly lists: readonly string[];
  readonly spare: Spare;
}

/** Reads YAML text against a schema; all faults at once, each with its place. */
export function readYaml<T>(file: string, source: string, shape: Shape<T>): YamlResult<T> {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const point: Point = (offset, message) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  const broken = yamlFaults(document).map(({ offset, message }) => point(offset, message));
  // What follows a fault in its line is mostly its consequence.
  if (broken.length > 0)
    return { ok: false, faults: broken.filter((fault, i) => fault.line !== broken[i - 1]?.line), rest: null };
  const value = valueOf(document);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    const message = 'must be a list of settings, such as feeds: and destinations:';
    return { ok: false, faults: [point(0, message)], rest: null };
  }
  const { schema, lists, spare } = shape;
  const result = schema.safeParse(value);
  const issues = result.error?.issues ?? [];
  const repeated = lists.flatMap((list) => repeats(document, list, point));
  const yaml = (good: T, positions: Positions): YamlFile<T> => {
    const written = (path: Path) => asWritten(path, positions);
    const at = (path: Path, message: string, offset = 0) =>
      point(offsetOf(document, written(path)) + offset, message);
    const named = (path: Path, message: string) => at(path, `${print(written(path))} ${message}`);
    return { file, value: good, at, named, ids: idsOf(value), lacks: (key) => issues.some(spoils(key)) };
  };
  if (result.success && repeated.length === 0) return { ok: true, yaml: yaml(result.data, new Map()) };
  const faults = issues.flatMap((issue) => describe(issue, document, point));
  const good = goodParts(value, schema, lists, spare);
  const rest = good && yaml(good.value, good.positions);
  return { ok: false, faults: [...faults, ...repeated].sort((a, b) => a.line - b.line), rest };
}

type Positions = ReadonlyMap<string, readonly number[]>;

/** Where an entry of a list stood before others were left out. */
function asWritten(path: Path, positions: Positions): Path {
  const [list = '', position, ...more] = path;
  if (typeof position !== 'number') return path;
  return [list, positions.get(String(list))?.[position] ?? position, ...more];
}

const idsOf =
  (value: object) =>
  (list: string): readonly string[] | null => {
    const entries: unknown = Reflect.get(value, list);
    const ids = (Array.isArray(entries) ? entries : [null]).map((entry: { id?: unknown } | null) =>
      id.safeParse(entry?.id),
    );
    return ids.every((read) => read.success) ? ids.map((read) => read.data) : null;
  };

/** A setting of the file that there is not may be a slip of any other. */
const spoils = (key: string) => (issue: Issue) =>
  issue.path.length === 0 ? issue.code === 'unrecognized_keys' : issue.path[0] === key;

/** Undefined for one that its aliases would make too large. */
function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch {
    return undefined;
  }
}

/** The settings of a file that are plain text, for a look at one that has faults. */
export function looseSettings(source: string): ReadonlyMap<string, string> {
  const { contents } = parseDocument(source, { prettyErrors: false });
  const pairs = isMap(contents) ? contents.items : [];
  return new Map(
    pairs.flatMap(({ key, value }) =>
      isScalar(key) && isScalar(value) && typeof value.value === 'string'
        ? [[String(key.value), value.value]]
        : [],
    ),
  );
}

function repeats(document: Document, list: string, point: Point): Fault[] {
  const items = document.get(list, true);
  const seen = new Set<string>();
  return (isSeq(items) ? items.items : []).flatMap((item, i) => {
    const id = isMap(item) ? item.get('id') : undefined;
    if (typeof id !== 'string') return [];
    if (seen.has(id))
      return [
        point(offsetOf(document, [list, i, 'id']), `${list}[${i}].id repeats ${id}: give it another id`),
      ];
    seen.add(id);
    return [];
  });
}

type Issue = z.core.$ZodIssue;
type Point = (offset: number, message: string) => Fault;

function describe(issue: Issue, document: Document, point: Point): Fault[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      point(
        keyOffset(document, path, key),
        `${print([...path, key])} is not a setting: remove it or mend its name`,
      ),
    );
  }
  const inner = issue.code === 'invalid_union' ? insteadOfOff(issue) : [];
  if (inner.length > 0) return inner.flatMap((found) => describe(found, document, point));
  const missing = document.getIn(path) === undefined && path.length > 0;
  const message = missing ? `is missing: ${issue.message.replace(/^must be /, 'write ')}` : issue.message;
  return [point(offsetOf(document, path), `${print(path)} ${message}`.trim())];
}

/** What is wrong with settings that could be `false` instead. */
function insteadOfOff(issue: z.core.$ZodIssueInvalidUnion): Issue[] {
  const isOff = (found: readonly Issue[]) =>
    found[0]?.code === 'invalid_value' && found[0].values.includes(false);
  if (!issue.errors.some(isOff)) return [];
  return issue.errors
    .filter((found) => !isOff(found))
    .flat()
    .map((found) => ({ ...found, path: [...issue.path, ...found.path] }));
}

/** `feeds[2].url` */
function print(path: Path): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}

/** Where the value at a path starts; for one that is missing, the nearest thing around it that is there. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return quoted(node) ? node.range[0] + 1 : node.range[0];
  }
  return 0;
}

/** A column inside a quoted string counts from after the quote. */
function quoted(node: unknown): boolean {
  return isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
}

function keyOffset(document: Document, path: Path, key: string): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(map)) return 0;
  const pair = map.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
  return pair && isScalar(pair.key) && pair.key.range ? pair.key.range[0] : 0;
}
