/** The slow, obvious evaluator that the index is held to: every word against every word, nothing shared with it. */
import type { Matchable } from '../../src/match/match.js';
import type { Query, QueryWord } from '../../src/match/syntax.js';
import { splitSentences } from '../../src/text/sentences.js';
import { singular, splitWords } from '../../src/text/words.js';

interface Field {
  readonly source: string;
  readonly words: readonly { text: string; start: number; end: number; at: number }[];
}

/** First and last word number of an occurrence, and its offsets. */
interface Span {
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

export function naiveMatch(query: Query, article: Matchable): boolean {
  return holds(query, article, [field(article.title), field(article.body)]);
}

function field(source: string): Field {
  return { source, words: splitWords(source).map((word) => ({ ...word, at: word.position })) };
}

function holds(query: Query, article: Matchable, fields: readonly Field[]): boolean {
  const again = (part: Query) => holds(part, article, fields);
  const [title, body] = fields;
  switch (query.kind) {
    case 'and':
      return query.of.every(again);
    case 'or':
      return query.of.some(again);
    case 'not':
      return !again(query.of);
    case 'scope': {
      const nothing = field('');
      if (query.scope === 'title') return holds(query.of, article, [title ?? nothing, nothing]);
      if (query.scope === 'body') return holds(query.of, article, [nothing, body ?? nothing]);
      return holds(query.of, article, [nothing, lead(body ?? nothing)]);
    }
    case 'score':
      return query.items.reduce((sum, item) => sum + (again(item.of) ? item.weight : 0), 0) >= query.floor;
    case 'atleast':
      return (
        fields.reduce((sum, each) => sum + new Set(spans(query.of, each).map((s) => s.first)).size, 0) >=
        query.count
      );
    case 'sentence':
      return fields.some((each) => inOneSentence(query.of, each, article.lang));
    case 'regex':
      return fields.some((each) =>
        new RegExp(query.pattern, query.ignoreCase ? 'iu' : 'u').test(each.source),
      );
    case 'attribute':
      return attribute(query.attribute, query.value, article);
    default:
      return fields.some((each) => spans(query, each).length > 0);
  }
}

function lead(body: Field): Field {
  let halves = 0;
  const words = body.words.filter((word) => {
    halves += /\p{Script=Han}/u.test(word.text) ? 1 : 2;
    return halves <= 160;
  });
  return { source: body.source, words };
}

function spans(query: Query, text: Field): Span[] {
  const { words, source } = text;
  if (query.kind === 'or') return query.of.flatMap((part) => spans(part, text));
  if (query.kind === 'near') {
    const close = spans(query.left, text).map((a) => ({
      a,
      all: spans(query.right, text).filter((b) => {
        const after = b.first - a.last;
        const before = query.ordered ? 0 : a.first - b.last;
        return (after > 0 && after <= query.distance) || (before > 0 && before <= query.distance);
      }),
    }));
    if (query.negated) return close.filter(({ all }) => all.length === 0).map(({ a }) => a);
    return close.flatMap(({ a, all }) => all.map((b) => hull(a, b)));
  }
  if (query.kind === 'raw') {
    const found: Span[] = [];
    for (let at = 0; at + query.text.length <= source.length; at++) {
      const end = at + query.text.length;
      if (source.slice(at, end) !== query.text) continue;
      const inside = words.filter((word) => word.end > at && word.start < end);
      const cut = words.some(
        (word) => (word.start < at && word.end > at) || (word.start < end && word.end > end),
      );
      const first = inside[0]?.at ?? -1;
      if (!cut) found.push({ first, last: inside.at(-1)?.at ?? first, start: at, end });
    }
    return found;
  }
  if (query.kind !== 'phrase') return [];
  return words.flatMap((word) => {
    const run = query.words.map((_, i) => words.find((each) => each.at === word.at + i));
    const fits = run.every((each, i) => {
      const wanted = query.words[i];
      return (
        each &&
        wanted &&
        sameWord(wanted, each.text) &&
        cased(query.casing, source.slice(each.start, each.end), wanted)
      );
    });
    const last = run.at(-1);
    return fits && last ? [{ first: word.at, last: last.at, start: word.start, end: last.end }] : [];
  });
}

function hull(a: Span, b: Span): Span {
  return {
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
    start: Math.min(a.start, b.start),
    end: Math.max(a.end, b.end),
  };
}

function sameWord(wanted: QueryWord, given: string): boolean {
  if (!wanted.pattern) return wanted.text === singular(given);
  const pattern = wanted.text.replaceAll('?', '.').replace('*', '.*');
  return new RegExp(`^${pattern}$`, 'u').test(given);
}

function cased(casing: string, written: string, wanted: QueryWord): boolean {
  if (casing === 'exact') return written === wanted.written;
  if (casing === 'nocaps') return !/\p{Lu}/u.test(written);
  if (casing === 'allcaps')
    return !/\p{Ll}/u.test(written.length > 3 && written.endsWith('s') ? written.slice(0, -1) : written);
  return true;
}

function inOneSentence(of: readonly Query[], text: Field, lang: string): boolean {
  const source = text.source.replace(/([^\n])\n(?!\n)/g, '$1 ');
  return splitSentences(source, lang).some(({ start, end }) =>
    of.every((part) => spans(part, text).some((span) => span.start >= start && span.end <= end)),
  );
}

function attribute(name: string, value: string, article: Matchable): boolean {
  switch (name) {
    case 'lang':
      return article.lang.split('-')[0] === value;
    case 'tier':
      return value.split('-').length === 1
        ? article.tier === Number(value)
        : article.tier >= Number(value.charAt(0)) && article.tier <= Number(value.charAt(2));
    default:
      return article.feedId === value;
  }
}
