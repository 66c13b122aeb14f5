import { hasOddPrefix } from './namespaces.js';
import { LIMITS } from './parsed-feed.js';

/** What can be told of a feed without parsing it. */
export interface Survey {
  readonly items: number;
  /** Why rss-parser would read it wrong or too slowly; null when it may try. */
  readonly doubt: string | null;
}

/** rss-parser takes three to ten times as long as the tolerant reader: larger feeds would hold a core. */
const RSS_PARSER = { length: 1 << 20, tags: 20_000 };

/** A field that is neither plain text nor escaped HTML. */
const ODD_TYPE =
  /<(?:[\w.-]{1,64}:)?(?:title|subtitle|summary|content|tagline|info)\s[^<>]*\btype\s*=\s*["'](?!text["'/]|html["'])/i;

/** One linear pass over the tags. */
export function survey(xml: string): Survey {
  let depth = 0;
  let deepest = 0;
  let items = 0;
  let tags = 0;
  for (let open = xml.indexOf('<'); open >= 0; ) {
    const next = xml.charCodeAt(open + 1);
    const end = endOfMarkup(xml, open);
    if (next === SLASH) depth -= 1;
    else if (next !== BANG && next !== QUESTION) {
      tags += 1;
      if (/^<(?:[\w.-]{1,64}:)?(?:item|entry)[\s>/]/i.test(xml.slice(open, open + 80))) items += 1;
      if (xml.charCodeAt(end - 1) !== SLASH) depth += 1;
      deepest = Math.max(deepest, depth);
    }
    open = xml.indexOf('<', end);
  }
  return { items, doubt: doubtOf(xml, tags, deepest) };
}

const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;

/** Where the markup that starts at `open` ends: its `>`, or the end of a comment or CDATA section. */
function endOfMarkup(xml: string, open: number): number {
  const closing = xml.startsWith('<!--', open) ? '-->' : xml.startsWith('<![CDATA[', open) ? ']]>' : '>';
  const end = xml.indexOf(closing, open + 1);
  return end < 0 ? xml.length : end;
}

function doubtOf(xml: string, tags: number, deepest: number): string | null {
  if (xml.length > RSS_PARSER.length || tags > RSS_PARSER.tags) return 'large';
  if (deepest > LIMITS.depth) return 'deeply nested';
  if (/\sxml:base\s*=/.test(xml)) return 'xml:base';
  if (/\smode\s*=\s*["'](?:xml|base64)["']/i.test(xml) || ODD_TYPE.test(xml)) return 'markup in a field';
  return hasOddPrefix(xml.slice(0, 8192)) ? 'an odd namespace prefix' : null;
}
