/**
 * Scores near-identical text: each article is followed by one edited copy of itself, by six kinds of edit in turn.
 * Found = the copy's nearest stored article is its own original.
 */
import { type CopyIndex, copyIndex } from '../src/cluster/copies.js';
import { fingerprint } from '../src/cluster/fingerprint.js';
import { readBriefings } from './labelled.js';
import { seeded } from './seeded.js';

export function scoreDuplicates(path: string): void {
  for (const { file, articles } of readBriefings(path)) {
    const texts = articles.map(({ text }) => text.split(/\s+/)).filter((words) => words.length > 120);
    if (texts.length > 0) score(file, texts);
  }
}

function score(file: string, texts: readonly string[][]): void {
  const random = seeded(99);
  const kinds = edits(texts, random);
  const store = copyIndex();
  const [hits, totals] = [new Map<string, number>(), new Map<string, number>()];
  let [others, milliseconds] = [0, 0];
  for (const [source, words] of texts.entries()) {
    const [kind, edit] = kinds[source % kinds.length] ?? ['', (same: string[]) => same];
    const from = performance.now();
    const stranger = look(store, words.join(' '), 2 * source);
    const copy = look(store, edit(words).join(' '), 2 * source + 1);
    milliseconds += performance.now() - from;
    totals.set(kind, (totals.get(kind) ?? 0) + 1);
    if (copy === 2 * source) hits.set(kind, (hits.get(kind) ?? 0) + 1);
    else if (copy !== null) others++;
    if (stranger !== null) others++;
  }
  const recall = [...totals].map(
    ([kind, total]) => `${kind} ${((100 * (hits.get(kind) ?? 0)) / total).toFixed(0)} %`,
  );
  console.log(`${file}: ${texts.length} articles and an edited copy of each`);
  console.log(`  found: ${recall.join(', ')}`);
  console.log(
    `  joined to another article: ${others}; ${(milliseconds / texts.length / 2).toFixed(2)} ms a text`,
  );
}

/** Looks a text up among those before it, then stores it. */
function look(store: CopyIndex, text: string, id: number): number | null {
  const made = fingerprint({ title: '', body: text });
  const near = store.nearest(made);
  store.add(id, made, 0);
  return near?.itemId ?? null;
}

type Edit = (words: string[]) => string[];

/** The edits that wire copy goes through, with texts of the corpus as the foreign matter. */
function edits(texts: readonly string[][], random: () => number): [string, Edit][] {
  const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)];
  const boilerplate = Array.from({ length: 40 }, () =>
    (pick(texts) ?? []).slice(20, 30 + Math.floor(random() * 50)),
  );
  const replaced =
    (share: number): Edit =>
    (words) =>
      words.map((word) => (random() < share ? (pick(pick(texts) ?? []) ?? word) : word));
  const around: Edit = (words) => [...(pick(boilerplate) ?? []), ...words, ...(pick(boilerplate) ?? [])];
  const cut: Edit = (words) => words.slice(0, Math.floor(words.length * (0.5 + 0.3 * random())));
  const moved: Edit = (words) => {
    const parts = Array.from({ length: Math.ceil(words.length / 22) }, (_, i) =>
      words.slice(22 * i, 22 * i + 22),
    );
    const kept = parts.filter(() => random() > 0.25);
    if (kept.length > 2) kept.push(...kept.splice(0, 2));
    return kept.flat();
  };
  return [
    ['boilerplate around', around],
    ['cut to 50-80 %', cut],
    ['5 % of words replaced', replaced(0.05)],
    ['15 % replaced', replaced(0.15)],
    ['a quarter of sentences dropped and some moved', moved],
    ['boilerplate, cut and 5 % replaced', (words) => around(replaced(0.05)(cut(words)))],
  ];
}
