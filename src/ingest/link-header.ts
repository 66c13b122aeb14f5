/** One link of a Link header, resolved against the page that sent it. */
export interface Link {
  readonly url: string;
  /** In lower case. */
  readonly rels: readonly string[];
}

const MOST_LINKS = 100;

/**
 * Reads Link headers (RFC 8288 §3). Links about another page (`anchor`) are left out, of several `rel` the
 * first counts, and what can't be read ends the list: the rest of a broken header means nothing.
 */
export function readLinks(header: string | undefined, base: string): Link[] {
  const text = header ?? '';
  const links: Link[] = [];
  let at = 0;
  while (at < text.length && links.length < MOST_LINKS) {
    at = skip(text, at, ' \t,');
    if (text[at] !== '<') break;
    const end = text.indexOf('>', at);
    if (end < 0) break;
    const target = text.slice(at + 1, end).trim();
    const { params, next } = readParams(text, end + 1);
    at = next;
    const rels = (params.get('rel') ?? '')
      .toLowerCase()
      .split(/[ \t]+/)
      .filter((rel) => rel !== '');
    if (params.has('anchor') || rels.length === 0 || !URL.canParse(target, base)) continue;
    links.push({ url: new URL(target, base).href, rels });
  }
  return links;
}

/** `;name=value` or `;name="value"`, up to the comma that ends the link. */
function readParams(text: string, from: number): { params: Map<string, string>; next: number } {
  const params = new Map<string, string>();
  let at = skip(text, from, ' \t');
  while (text[at] === ';') {
    at = skip(text, at + 1, ' \t;');
    const nameEnd = find(text, at, '=;, \t');
    const name = text.slice(at, nameEnd).toLowerCase();
    at = skip(text, nameEnd, ' \t');
    let value = '';
    if (text[at] === '=') ({ value, next: at } = readValue(text, skip(text, at + 1, ' \t')));
    if (name !== '' && !params.has(name)) params.set(name, value);
    at = skip(text, at, ' \t');
  }
  return { params, next: find(text, at, ',') };
}

function readValue(text: string, from: number): { value: string; next: number } {
  if (text[from] !== '"') {
    const end = find(text, from, ';, \t');
    return { value: text.slice(from, end), next: end };
  }
  let value = '';
  let at = from + 1;
  for (; at < text.length && text[at] !== '"'; at++) {
    if (text[at] === '\\') at++;
    value += text[at] ?? '';
  }
  return { value, next: at + 1 };
}

function skip(text: string, from: number, among: string): number {
  let at = from;
  while (at < text.length && among.includes(text[at] ?? '')) at++;
  return at;
}

function find(text: string, from: number, among: string): number {
  let at = from;
  while (at < text.length && !among.includes(text[at] ?? '')) at++;
  return at;
}
