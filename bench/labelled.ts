/** Labelled data for `bench/eval.ts`: folders of .jsonl files, one JSON object a line. See bench/README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Item } from '../src/domain/item.js';

const article = z.object({
  id: z.string(),
  title: z.string().nullish(),
  text: z.string(),
  references: z.array(z.array(z.string())).min(1),
});

const story = z.object({
  id: z.string(),
  articles: z.array(z.object({ title: z.string().nullish(), text: z.string() })).min(1),
  references: z.array(z.array(z.string())).min(1),
});

const discourse = z.object({
  id: z.string(),
  headline: z.string(),
  sentences: z.array(z.object({ text: z.string(), paragraph: z.number(), role: z.string() })),
});

const report = z.object({
  id: z.string(),
  time: z.coerce.date(),
  title: z.string(),
  text: z.string(),
  label: z.string(),
});

const split = z.object({
  text: z.string(),
  lang: z.string().nullish(),
  sentences: z.array(z.string()).min(1),
  rule: z.string().nullish(),
});

export type LabelledArticle = z.infer<typeof article>;
export type LabelledStory = z.infer<typeof story>;
export type LabelledDiscourse = z.infer<typeof discourse>;
export type LabelledReport = z.infer<typeof report>;
export type LabelledSplit = z.infer<typeof split>;

/** Articles, stories and discourses of a folder (or one file), by file. A line that is none of them ends the run with its place. */
export function readBriefings(path: string) {
  return files(path).map((file) => {
    const lines = objects(file, z.union([article, story, discourse]));
    return {
      file,
      articles: lines.filter((line) => 'text' in line),
      stories: lines.filter((line) => 'articles' in line),
      discourses: lines.filter((line) => 'sentences' in line),
    };
  });
}

export function readReports(path: string): { file: string; reports: LabelledReport[] }[] {
  return files(path).map((file) => ({ file, reports: objects(file, report) }));
}

export function readSplits(path: string) {
  return files(path).map((file) => ({ file, splits: objects(file, split) }));
}

/** An item as the pipeline would have it. */
export function itemOf(id: number, title: string, body: string, at = new Date(0)): Item {
  return {
    id,
    feedId: 'eval',
    seenAt: at,
    guid: String(id),
    url: null,
    link: null,
    title,
    body,
    headings: [],
    lang: 'en',
    publisher: 'eval',
    author: null,
    via: null,
    publishedAt: at,
    dated: true,
  };
}

function files(path: string): string[] {
  if (path.endsWith('.jsonl')) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(path, name));
}

function objects<T>(file: string, shape: z.ZodType<T>): T[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const read = shape.safeParse(JSON.parse(line));
    if (!read.success) throw new Error(`${file}:${i + 1} ${z.prettifyError(read.error)}`);
    return [read.data];
  });
}
