import { Readability } from '@mozilla/readability';
import { Parser } from 'htmlparser2';
import { parseHTML } from 'linkedom';
import { cleanLines, type CleanText } from './clean-text.js';
import { decode } from './decode.js';
import { htmlText } from './html-text.js';
import { words } from '../text/terms.js';
import { PAGE_LIMITS } from './page-limits.js';
import { filledLine } from './tidy-text.js';

/** The article of a page as text. All of it is untrusted; names and date are as the page writes them. */
export interface PageText extends Pick<CleanText, 'paragraphs' | 'headings'> {
  readonly kind: 'page';
  readonly title?: string;
  readonly author?: string;
  readonly publisher?: string;
  readonly published?: string;
  readonly language?: string;
}

export type PageResult =
  | PageText
  /** A page, or something else, with no article in it. */
  | { readonly kind: 'no-article'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Less is a caption, a notice or what is left of a menu. */
const MIN_WORDS = 40;
/** UTF-16 units that are looked at to count them. */
const ENOUGH = 2_000;
const CHUNK = 16_384;

/**
 * The article of a web page: Mozilla's Readability finds it, and its text passes the rules for saved pages,
 * which take out captions, sign-up boxes, lists of other stories and biographies. Runs in the page thread.
 */
export function extractPage(bytes: Uint8Array, contentType: string | undefined): PageResult {
  if (bytes.byteLength > PAGE_LIMITS.size) return { kind: 'failed', reason: tooLarge() };
  const other = otherType(contentType);
  if (other !== null) return { kind: 'no-article', reason: `${other}, not a web page` };
  const { text: html } = decode(bytes, contentType);
  if (!/<[a-z!/]/i.test(html.slice(0, 10_000))) return { kind: 'no-article', reason: 'not a web page' };
  const { unfit, hasBody } = survey(html);
  if (unfit !== null) return { kind: 'no-article', reason: unfit };
  // HTML lets `html` and `body` be left out; the tree under Readability does not put them back.
  const { document } = parseHTML(hasBody ? html : `<html><body>${html}</body></html>`);
  const found = new Readability(document).parse();
  const { lines } = htmlText(found?.content ?? '', 'whole');
  const title = filledLine(found?.title);
  const { paragraphs, headings, ...hints } = cleanLines(lines, title);
  if (words(paragraphs.join(' ').slice(0, ENOUGH)).length < MIN_WORDS)
    return { kind: 'no-article', reason: 'no article in the page' };
  return {
    kind: 'page',
    title,
    author: filledLine(found?.byline) ?? hints.author,
    publisher: filledLine(found?.siteName) ?? hints.publisher,
    published: filledLine(found?.publishedTime) ?? hints.published,
    language: filledLine(found?.lang),
    paragraphs,
    headings,
  };
}

/** The media type, when it is one that holds no HTML; unlabelled pages are looked at. */
function otherType(contentType: string | undefined): string | null {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return type === '' || /^(?:text\/html|application\/xhtml\+xml)$/.test(type) ? null : type.slice(0, 60);
}

/** Nesting and size are counted by the tokenizer, before a tree is built that can't be left half-way. */
function survey(html: string): { readonly unfit: string | null; readonly hasBody: boolean } {
  let [depth, elements, tooDeep, hasBody] = [0, 0, false, false];
  const counter = new Parser({
    onopentag: (name) => {
      elements += 1;
      depth += 1;
      tooDeep ||= depth > PAGE_LIMITS.depth;
      hasBody ||= name === 'body';
    },
    onclosetag: () => {
      depth -= 1;
    },
  });
  let unfit: string | null = null;
  for (let at = 0; at < html.length && unfit === null; at += CHUNK) {
    counter.write(html.slice(at, at + CHUNK));
    if (tooDeep) unfit = `elements nested deeper than ${PAGE_LIMITS.depth}`;
    else if (elements > PAGE_LIMITS.elements) unfit = `more than ${PAGE_LIMITS.elements} elements`;
  }
  return { unfit, hasBody };
}

function tooLarge(): string {
  return `larger than ${PAGE_LIMITS.size >> 20} MB`;
}
