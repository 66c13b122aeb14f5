import { escapeUTF8 } from 'entities';
import { Parser } from 'htmlparser2';

/** A feed as lists of other programs have it. */
export interface OpmlFeed {
  readonly url: string;
  readonly title: string | null;
  readonly site: string | null;
  /** From the outermost in. */
  readonly folders: readonly string[];
}

export type Opml =
  | {
      readonly kind: 'opml';
      readonly feeds: readonly OpmlFeed[];
      /** Entries that could not be used, and why. */
      readonly faults: readonly string[];
    }
  | { readonly kind: 'not-opml'; readonly reason: string };

const MAX_FEEDS = 20_000;
const MAX_DEPTH = 32;
/** White space, and what XML forbids even when it is escaped. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\s\ufffe\uffff]+/g;

/** Reads an OPML list (opml.org/spec2.opml), well-formed or not. A feed in two folders is listed once. */
export function readOpml(xml: string): Opml {
  const feeds = new Map<string, OpmlFeed>();
  const faults: string[] = [];
  /** One place for each open outline; null for one that is no folder. */
  const path: (string | null)[] = [];
  let isOpml = false;
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > MAX_DEPTH) parser.pause();
        if (name === 'opml') isOpml = true;
        if (name !== 'outline') return;
        const url = attributes['xmlurl']?.trim();
        const title = clean(attributes['title']) ?? clean(attributes['text']);
        if (url !== undefined && url !== '') {
          const folders = path.filter((folder) => folder !== null);
          const fault = addFeed(feeds, { url, title, site: clean(attributes['htmlurl']), folders });
          if (fault !== null && faults.length < 100) faults.push(fault);
        }
        path.push(url === undefined ? title : null);
      },
      onclosetag(name) {
        depth -= 1;
        if (name === 'outline') path.pop();
      },
    },
    { xmlMode: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.end(xml.slice(0, 8 << 20));
  if (!isOpml) return { kind: 'not-opml', reason: 'no <opml> element in it' };
  return { kind: 'opml', feeds: [...feeds.values()], faults };
}

/** Feeds in folders, as OPML 2.0 that other readers import. */
export function writeOpml(title: string, feeds: readonly OpmlFeed[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    `  <head><title>${attributeText(title)}</title></head>`,
    '  <body>',
    ...outlines(feeds, 0),
    '  </body>',
    '</opml>',
    '',
  ].join('\n');
}

function addFeed(feeds: Map<string, OpmlFeed>, feed: OpmlFeed): string | null {
  if (!URL.canParse(feed.url) || !/^https?:$/.test(new URL(feed.url).protocol)) {
    return `${feed.title ?? 'a feed without a name'}: ${JSON.stringify(feed.url.slice(0, 100))} is not an http(s) address`;
  }
  if (feeds.size >= MAX_FEEDS) return `more than ${MAX_FEEDS} feeds`;
  if (!feeds.has(feed.url)) feeds.set(feed.url, feed);
  return null;
}

/** Feeds without a further folder first, then folder by folder in order of appearance. */
function outlines(feeds: readonly OpmlFeed[], depth: number): string[] {
  const indent = '  '.repeat(depth + 2);
  const here = feeds.filter((feed) => feed.folders.length <= depth);
  const folders = [
    ...new Set(feeds.map((feed) => feed.folders[depth]).filter((folder) => folder !== undefined)),
  ];
  return [
    ...here.map((feed) => `${indent}${outline(feed)}`),
    ...folders.flatMap((folder) => [
      `${indent}<outline text="${attributeText(folder)}" title="${attributeText(folder)}">`,
      ...outlines(
        feeds.filter((feed) => feed.folders[depth] === folder),
        depth + 1,
      ),
      `${indent}</outline>`,
    ]),
  ];
}

function outline({ url, title, site }: OpmlFeed): string {
  const name = attributeText(title ?? url);
  const page = site === null ? '' : ` htmlUrl="${attributeText(site)}"`;
  return `<outline type="rss" text="${name}" title="${name}" xmlUrl="${attributeText(url)}"${page}/>`;
}

function attributeText(text: string): string {
  return escapeUTF8(clean(text) ?? '');
}

function clean(text: string | undefined): string | null {
  const line = (text ?? '').replace(UNPRINTABLE, ' ').trim().slice(0, 1000);
  return line === '' ? null : line;
}
