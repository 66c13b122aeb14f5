import { sayQuery } from './say.js';
import type { Near, Phrase, Query } from './syntax.js';

/** The tree of a query, a line a node, indented: what Wirewatch understood. */
export function printQuery(query: Query): string {
  return lines(query).join('\n');
}

function lines(query: Query): string[] {
  switch (query.kind) {
    case 'phrase':
      return [phraseLine(query)];
    case 'raw':
      return [`exactly "${query.text}"`];
    case 'regex':
      return [`matching ${sayQuery(query)}`];
    case 'attribute':
      return [`${query.attribute}: ${query.value}`];
    case 'and':
      return branch('all of', query.of);
    case 'or':
      return branch('any of', query.of);
    case 'not':
      return branch('none of', [query.of]);
    case 'scope':
      return branch(`in the ${query.scope}`, [query.of]);
    case 'sentence':
      return branch('in one sentence', query.of);
    case 'atleast':
      return branch(`at least ${query.count} times`, [query.of]);
    case 'near':
      return branch(nearLine(query), [query.left, query.right]);
    case 'score':
      return [
        `score of ${query.floor} or more`,
        ...query.items.flatMap(({ weight, of }) =>
          indent([`${weight >= 0 ? '+' : ''}${weight} for`, ...indent(lines(of))]),
        ),
      ];
  }
}

function phraseLine({ words, casing, term }: Phrase): string {
  const running = words.every((word) => RUNNING.test(word.written));
  const written = words.map((word) => word.written).join(running ? '' : ' ');
  const shown = words.length > 1 && !running ? `"${written}"` : written;
  return `${shown}${CASINGS[casing]}${sameWords(written, term) ? '' : ` (for ${term})`}`;
}

function sameWords(a: string, b: string): boolean {
  const bare = (text: string) => text.replace(/[^\p{L}\p{N}*?]+/gu, '');
  return bare(a) === bare(b);
}

/** Characters that are words by themselves and written without spaces. */
const RUNNING = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]$/u;

const CASINGS = { any: '', exact: ', as written', allcaps: ', in capitals', nocaps: ', without capitals' };

function nearLine({ distance, ordered, negated }: Near): string {
  const reach = `${distance} ${distance === 1 ? 'word' : 'words'}`;
  if (negated) return `the first, without the second ${ordered ? 'following ' : ''}within ${reach}`;
  return ordered ? `the first, then the second within ${reach}` : `within ${reach} of each other`;
}

function branch(head: string, of: readonly Query[]): string[] {
  return [head, ...of.flatMap((part) => indent(lines(part)))];
}

function indent(text: readonly string[]): string[] {
  return text.map((line) => `  ${line}`);
}
