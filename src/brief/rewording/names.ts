/** The names of a text: what is written with a capital letter, or with letters and digits together. */
import { stem } from '../../text/stem.js';
import { STOP_WORDS } from '../../text/stop-words.js';

interface Token {
  /** Lower case, without dots, possessive and what stands around it. */
  readonly key: string;
  readonly text: string;
  readonly at: number;
  readonly end: number;
  readonly isName: boolean;
  /** Opens a sentence or a quotation, where any word has a capital. */
  readonly opens: boolean;
}

const TOKEN = /[\p{L}\p{N}](?:[\p{L}\p{N}]|[.'’&-](?=[\p{L}\p{N}]))*/gu;

function tokens(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((match): Token => {
    const bare = match[0].replace(/['’]s$/i, '');
    const before = text.slice(0, match.index).trimEnd();
    return {
      key: bare.toLowerCase().replace(/[.’']/g, ''),
      text: bare,
      at: match.index,
      end: match.index + match[0].length,
      isName: /\p{Lu}/u.test(bare) || (/\p{Nd}/u.test(bare) && /\p{Script=Latin}/u.test(bare)),
      opens: before === '' || /[.!?:“"‘(]$/.test(before),
    };
  });
}

/** Words that often open a sentence about people whom the source names otherwise. */
const OPENERS = new Set(
  (
    'officials regulators analysts authorities police researchers lawmakers investors executives prosecutors ' +
    'experts critics companies users developers workers employees residents the a an this in on at by for from with ' +
    'under during following despite amid starting beginning since meanwhile others both several many some most'
  ).split(' '),
);

/** A name that no cited sentence has, or two that stand together in none. */
export function strayName(claim: string, cited: readonly string[]): string | null {
  const known = cited.map((text) => tokens(text).map(({ key }) => key));
  const all = new Set(known.flat().flatMap((key) => [key, ...key.split('-')]));
  const stems = new Set([...all].map(stem));
  const has = (key: string) => all.has(key) || stems.has(stem(key));
  const own = tokens(claim);
  for (const [i, token] of own.entries()) {
    if (!token.isName) continue;
    const isKnown = has(token.key) || token.key.split('-').every(has);
    if (!isKnown && !(token.opens && isCommon(token.key))) return token.text;
    const next = own[i + 1];
    if (!isKnown || !next?.isName || !isName(token) || claim.slice(token.end, next.at) !== ' ') continue;
    if (!known.some((keys) => stand(keys, token.key, next.key))) return `${token.text} ${next.text}`;
  }
  return null;
}

const isCommon = (key: string): boolean => OPENERS.has(key) || STOP_WORDS.has(key);
const isName = ({ key, opens }: Token): boolean => !(opens && isCommon(key));

/** Whether one word follows another at once or after a word or two, as in "Sam H. Altman". */
function stand(keys: readonly string[], first: string, second: string): boolean {
  return keys.some((key, i) => key === first && keys.slice(i + 1, i + 4).includes(second));
}

/** What may turn two names round without changing who did what. */
const TURNS = /[,:;–—]|\b(?:by|from|and|or|said|says|according|as|where|when|after|before)\b/i;

/** Two names that the claim has the other way round than its sentence: "A sued B" for "B sued A". */
export function turnedRound(claim: string, own: string): string | null {
  const source = tokens(own);
  const place = (key: string) => source.findIndex((token) => token.isName && token.key === key);
  const names = tokens(claim).filter((token) => token.isName && isName(token) && place(token.key) >= 0);
  for (const [i, first] of names.entries()) {
    const second = names[i + 1];
    if (!second || place(second.key) >= place(first.key)) continue;
    const repeated = source.filter(({ key }) => key === first.key || key === second.key).length > 2;
    if (!repeated && !TURNS.test(claim.slice(first.end, second.at))) return `${first.text} … ${second.text}`;
  }
  return null;
}
