import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import type { TopicFields } from '../domain/topic-edit.js';
import { endOfLines, newlineOf, startOfLine } from './block-lines.js';
import { fieldEdits, type Replacement, topicLines } from './topic-text.js';

/** A topic as it is written into a watchlist for the first time. */
export interface WrittenTopic extends TopicFields {
  readonly id: string;
  readonly name: string;
  readonly query: string;
}

/** A changed watchlist, and the lines of the topic before and after: what undoing it needs. */
export type Edited =
  | {
      readonly ok: true;
      readonly source: string;
      readonly before: string | null;
      readonly after: string | null;
      /** Id of the topic that it stood behind; null for the first. */
      readonly follows: string | null;
    }
  | { readonly ok: false; readonly reason: string };

/** The source of a watchlist with a topic behind the last one. */
export function addTopic(source: string, topic: WrittenTopic): Edited {
  const list = readList(source);
  if (typeof list === 'string') return refused(list);
  const last = list.spans.length - 1;
  const at = list.spans[last]?.close ?? source.length;
  // As far apart as the others are.
  const apart = last === 0 || /^\s*\n/.test(source.slice(list.spans[last]?.start));
  const newline = newlineOf(source);
  const lines = `${apart ? '\n' : ''}${topicLines(topic, list.indent)}`.replaceAll('\n', newline);
  const head = source.slice(0, at);
  const draft = `${head}${head.endsWith('\n') ? '' : newline}${lines}${source.slice(at)}`;
  const topics = [...list.topics, topic];
  return holds(source, draft, topics)
    ? { ok: true, source: draft, before: null, after: lines, follows: list.ids[last] ?? null }
    : refused(ODD);
}

/** The source of a watchlist with some fields of a topic changed; its comments stay, but for those inside an old value. */
export function editTopic(source: string, id: string, fields: TopicFields): Edited {
  const list = readList(source);
  if (typeof list === 'string') return refused(list);
  const i = list.ids.indexOf(id);
  const node = list.nodes[i];
  if (!node) return refused(absent(id));
  const draft = replaceAll(source, fieldEdits(source, node, fields));
  const topics = list.topics.map((topic, k) => (k === i ? { ...topic, ...present(fields) } : topic));
  return holds(source, draft, topics) ? changed(source, draft, id) : refused(ODD);
}

/** The source of a watchlist without a topic, and without the comment right above it. */
export function removeTopic(source: string, id: string): Edited {
  const list = readList(source);
  if (typeof list === 'string') return refused(list);
  const i = list.ids.indexOf(id);
  const span = list.spans[i];
  if (!span) return refused(absent(id));
  if (list.ids.length === 1) return refused(`has no other topic than ${id}: remove the file instead`);
  const draft = source.slice(0, span.start) + source.slice(span.end);
  if (!holds(source, draft, list.topics.toSpliced(i, 1))) return refused(ODD);
  const before = source.slice(span.start, span.end);
  return { ok: true, source: draft, before, after: null, follows: list.ids[i - 1] ?? null };
}

/** What is known of a change that is to be taken back. */
export interface Undone {
  readonly topicId: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly follows: string | null;
}

/** The source of a watchlist before a change, where the topic is still as that change left it. */
export function restoreTopic(source: string, { topicId, before, after, follows }: Undone): Edited {
  const list = readList(source);
  if (typeof list === 'string') return refused(list);
  const i = list.ids.indexOf(topicId);
  const span = list.spans[i];
  const now = span ? source.slice(span.start, span.end) : null;
  if (now !== after) return refused(`has ${topicId} changed since: change it back there`);
  if (before === null) return removeTopic(source, topicId);
  const place = span ?? placeAfter(list, follows);
  const draft = source.slice(0, place.start) + before + source.slice(place.end);
  const restored = readList(draft);
  const count = list.ids.length + (span ? 0 : 1);
  if (typeof restored === 'string' || restored.ids.length !== count || !restored.ids.includes(topicId))
    return refused(ODD);
  return changed(source, draft, topicId);
}

const refused = (reason: string): Edited => ({ ok: false, reason });

/** As it reads for a person: the file and the reason follow one another. */
const ODD = 'is written in a way that this cannot be changed in: edit the file';
const absent = (id: string) => `has no topic ${id}`;

interface Span {
  readonly start: number;
  /** Where its own lines end. */
  readonly close: number;
  readonly end: number;
}

interface TopicList {
  readonly nodes: readonly YAMLMap[];
  /** The topics as they are written. */
  readonly topics: readonly object[];
  readonly ids: readonly string[];
  /** The lines of each topic with the comment and the blank lines above it. */
  readonly spans: readonly Span[];
  /** Spaces before the dashes. */
  readonly indent: number;
}

/** The topics of a watchlist and where they stand, or why that cannot be told. */
function readList(source: string): TopicList | string {
  const document = parseDocument(source);
  const list = document.get('topics', true);
  if (document.errors.length > 0 || !isSeq(list)) return 'has no list under topics:';
  if (list.flow === true || list.items.length === 0)
    return 'has its topics in [ ]: write them as a list with dashes';
  const nodes = list.items.filter((item): item is YAMLMap => isMap(item));
  if (nodes.length !== list.items.length || !list.range) return ODD;
  const start = list.range[0];
  return {
    nodes,
    topics: topicsOf(document),
    ids: nodes.map((node) => String(node.get('id'))),
    spans: nodes.map((_, i) => spanOf(source, list, i)),
    indent: start - startOfLine(source, start),
  };
}

function topicsOf(document: Document): object[] {
  const { topics } = document.toJS() as { topics: object[] };
  return topics;
}

function spanOf(source: string, list: YAMLSeq, i: number): Span {
  const { start: own, indent, close } = linesOf(source, list.items[i] as YAMLMap);
  if (i === 0) return { start: own, close, end: close + (BLANK.exec(source.slice(close))?.[0].length ?? 0) };
  const floor = linesOf(source, list.items[i - 1] as YAMLMap).close;
  const comment = new RegExp(`^ {${indent}}#`);
  let start = own;
  const above = (fits: (line: string) => boolean) => {
    while (start > floor && fits(source.slice(startOfLine(source, start - 1), start)))
      start = startOfLine(source, start - 1);
  };
  above((line) => comment.test(line));
  above((line) => line.trim() === '');
  return { start, close, end: close };
}

const BLANK = /^(?:[ \t]*\r?\n)*/;

/** From the dash of a topic to its last line, with comments that are further in than the dash. */
function linesOf(source: string, item: YAMLMap): { start: number; indent: number; close: number } {
  const [content = 0, , end = 0] = item.range ?? [];
  const dash = source.lastIndexOf('-', Math.max(content - 1, 0));
  const start = startOfLine(source, dash);
  const close = endOfLines(source, item, end);
  const inside = new RegExp(`^(?: {${dash - start + 1},}#.*(?:\\r?\\n|$))*`);
  return { start, indent: dash - start, close: close + (inside.exec(source.slice(close))?.[0].length ?? 0) };
}

function placeAfter({ ids, spans }: TopicList, follows: string | null): Pick<Span, 'start' | 'end'> {
  const first = spans[0]?.start ?? 0;
  if (follows === null) return { start: first, end: first };
  const end = (spans[ids.indexOf(follows)] ?? spans.at(-1))?.close ?? 0;
  return { start: end, end };
}

function changed(source: string, draft: string, id: string): Edited {
  const lines = (text: string) => {
    const list = readList(text);
    if (typeof list === 'string') return null;
    const span = list.spans[list.ids.indexOf(id)];
    return span ? text.slice(span.start, span.end) : null;
  };
  return { ok: true, source: draft, before: lines(source), after: lines(draft), follows: null };
}

/** From the end, so that the offsets before stay true; what comes to one place keeps its order. */
function replaceAll(source: string, replacements: readonly Replacement[]): string {
  return replacements
    .toReversed()
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, by }) => text.slice(0, start) + by + text.slice(end), source);
}

/** Whether a draft says what the source says but for its topics, which are these. */
function holds(source: string, draft: string, topics: readonly object[]): boolean {
  const document = parseDocument(draft);
  if (document.errors.length > 0) return false;
  const wanted = { ...(parseDocument(source).toJS() as object), topics };
  return isDeepStrictEqual(document.toJS(), JSON.parse(JSON.stringify(wanted)));
}

/** Without what was left as it is. */
function present(fields: TopicFields): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
