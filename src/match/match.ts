import type { Evidence, Match } from '../domain/match.js';
import { type ArticleText, articleText, type Matchable } from './article-text.js';
import type { CompiledTopic, TopicIndex } from './compile.js';
import { evaluate, type Found } from './evaluate.js';
import { sayQuery } from './say.js';
import { selectTopics } from './select.js';
import { parts, type Query } from './syntax.js';
import { cutsWords } from './word-edges.js';

export type { Matchable } from './article-text.js';

/** Every topic that the article satisfies, with its evidence, in the order of the topics. */
export function matchArticle(index: TopicIndex, article: Matchable): Match[] {
  const count = selectTopics(index.tables, index.pass, article.title, article.body);
  if (count === 0) return [];
  const text = articleText(article);
  const matches: Match[] = [];
  for (const number of index.pass.selected.slice(0, count).sort()) {
    const topic = index.topics[number];
    // What the index alone decides is looked at again all the same: two words might share a fingerprint.
    const found = topic && evaluate(topic.query, text);
    if (found) matches.push(matchOf(topic, found, text));
  }
  return matches;
}

/** Has the index learn the words of articles, which the first to have them would pay for. */
export function warmIndex(index: TopicIndex, articles: readonly Pick<Matchable, 'title' | 'body'>[]): void {
  for (const { title, body } of articles) selectTopics(index.tables, index.pass, title, body);
}

/** What of one article satisfies one topic; null when nothing does. Without an index: for one topic and one text. */
export function matchTopic(topic: CompiledTopic, article: Matchable): Match | null {
  const text = articleText(article);
  const found = evaluate(topic.query, text);
  return found && matchOf(topic, found, text);
}

/** How many topics the article satisfies: `matchArticle` without the evidence. */
export function countMatches(index: TopicIndex, article: Matchable): number {
  const count = selectTopics(index.tables, index.pass, article.title, article.body);
  let text: ArticleText | undefined;
  let matched = 0;
  for (let i = 0; i < count; i++) {
    const number = index.pass.selected[i] ?? 0;
    if (index.exact[number] === 1) matched++;
    else if (isSatisfied(index, number, (text ??= articleText(article)))) matched++;
  }
  return matched;
}

function isSatisfied({ topics }: TopicIndex, number: number, text: ArticleText): boolean {
  const topic = topics[number];
  return topic !== undefined && evaluate(topic.query, text) !== null;
}

/** Pieces of evidence kept of one match. */
const KEPT = 40;

function matchOf(topic: CompiledTopic, found: readonly Found[], text: ArticleText): Match {
  const seen = new Set<string>();
  const evidence: Evidence[] = [];
  for (const { field, start, end, term, part, pieces } of fairly(found)) {
    const key = `${field}${start}-${end} ${term}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const across = cutsWords(text[field], start, end);
    const quoted = text[field].source.slice(start, end);
    evidence.push({
      field,
      start,
      end,
      text: quoted,
      term,
      ...(across && { across }),
      ...(part !== undefined && { part }),
      ...(pieces && { pieces: pieces.map((piece) => ({ start: piece.start, end: piece.end })) }),
    });
  }
  if (evidence.length === 0) evidence.push(withoutPlace(topic.query, text));
  return { topicId: topic.id, topicVersion: topic.version, evidence };
}

/** In order; of more than are kept the first of each part, so that a long list of names crowds no part out. */
function fairly(found: readonly Found[]): Found[] {
  const ordered = [...found].sort(byPlace);
  if (ordered.length <= KEPT) return ordered;
  const taken = new Map<number, number>();
  const ranked = ordered.map((one) => {
    const rank = taken.get(one.part ?? 0) ?? 0;
    taken.set(one.part ?? 0, rank + 1);
    return { one, rank };
  });
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked
    .slice(0, KEPT)
    .map(({ one }) => one)
    .sort(byPlace);
}

function byPlace(a: Found, b: Found): number {
  if (a.field !== b.field) return a.field === 'title' ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}

/** A match through attributes alone points at the title, or at the first words of the body. */
function withoutPlace(query: Query, text: ArticleText): Evidence {
  const field = text.title.words.length > 0 ? 'title' : 'body';
  const { source, starts, ends } = text[field];
  const start = starts[0] ?? 0;
  const end = ends[Math.min(ends.length - 1, 20)] ?? 0;
  return { field, start, end, text: source.slice(start, end), term: firstAttribute(query) ?? 'NOT …' };
}

function firstAttribute(query: Query): string | null {
  if (query.kind === 'attribute') return sayQuery(query);
  if (query.kind === 'not') return null;
  for (const part of parts(query)) {
    const found = firstAttribute(part);
    if (found) return found;
  }
  return null;
}
