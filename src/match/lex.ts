/** A piece of a query string. */
export interface Token {
  readonly kind: 'open' | 'close' | 'comma' | 'quoted' | 'regex' | 'weight' | 'bare' | 'end';
  /** What it says, without quotes, slashes or the caret of a weight. */
  readonly text: string;
  /** 1-based: where it starts. */
  readonly column: number;
  /** Nothing stands between it and the piece before. */
  readonly glued: boolean;
}

/** A place in one query string and what is wrong there. */
export interface Complaint {
  readonly column: number;
  readonly message: string;
}

/** Cuts a query string into pieces, the last of kind `end`; complains of a quotation that is not closed. */
export function lex(source: string): Token[] | Complaint {
  const tokens: Token[] = [];
  let at = 0;
  let last = 0;
  const push = (kind: Token['kind'], text: string, end: number) => {
    tokens.push({ kind, text, column: at + 1, glued: at === last && at > 0 });
    at = end;
    last = end;
  };
  while (at < source.length) {
    const character = source.charAt(at);
    const mark = MARKS.get(character);
    if (/\s/.test(character)) at++;
    else if (mark) push(mark, character, at + 1);
    else if (QUOTES.has(character)) {
      const close = closing(source, at);
      if (close < 0) return { column: at + 1, message: unclosed(character) };
      const text = unescape(source.slice(at + 1, close), character);
      push(character === '/' ? 'regex' : 'quoted', text, close + 1);
    } else {
      const bare = pieceAt(source, at);
      push(bare.startsWith('^') ? 'weight' : 'bare', bare.replace(/^\^/, ''), at + bare.length);
    }
  }
  push('end', '', source.length);
  return tokens;
}

/** At most 40 characters of what was written, for a message. */
export function clip(text: string): string {
  const characters = Array.from(text.slice(0, 80));
  return characters.length > 40 ? `${characters.slice(0, 40).join('')}…` : text;
}

const MARKS: ReadonlyMap<string, Token['kind']> = new Map([
  ['(', 'open'],
  [')', 'close'],
  ['（', 'open'],
  ['）', 'close'],
  [',', 'comma'],
]);
/** What opens a quotation or, where a piece begins, a regular expression; and what closes it. */
const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['“', '”'],
  ['/', '/'],
]);

function closing(source: string, open: number): number {
  const end = QUOTES.get(source.charAt(open));
  for (let at = open + 1; at < source.length; at++) {
    if (source.charAt(at) === '\\') at++;
    else if (source.charAt(at) === end) return at;
  }
  return -1;
}

function unescape(text: string, quote: string): string {
  return quote === '/' ? text.replaceAll('\\/', '/') : text.replace(/\\(["\\”])/g, '$1');
}

function unclosed(quote: string): string {
  return quote === '/'
    ? 'the regular expression is not closed; end it with /'
    : `the quotation is not closed; end it with ${quote === '“' ? '”' : '"'}`;
}

function pieceAt(source: string, at: number): string {
  PIECE.lastIndex = at;
  return PIECE.exec(source)?.[0] || source.charAt(at);
}

/** A weight, or a bare word; a colon ends it when a quotation, a bracket or a regular expression follows. */
const PIECE = /\^-?[\d.]*|(?:[^\s()（）,"“:^]|:(?!["“(（/]))*(?::(?=["“(（/]))?/y;
