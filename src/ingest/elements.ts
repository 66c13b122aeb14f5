import { escapeAttribute, escapeText } from 'entities';
import { Parser } from 'htmlparser2';
import { type Vocabulary, vocabularyOfAddress, vocabularyOfPrefix } from './namespaces.js';
import { LIMITS } from './parsed-feed.js';

/** One element of a feed, as far as broken markup lets it be told. */
export interface Element {
  readonly vocabulary: Vocabulary;
  /** Local name in lower case. */
  readonly name: string;
  /** By name in lower case. */
  readonly attributes: Readonly<Record<string, string>>;
  /** xml:base and xml:lang in force. */
  readonly base: string;
  readonly language: string | undefined;
  readonly content: (string | Element)[];
}

export interface Elements {
  /** Null when there is no element at all. Items are not among its content. */
  readonly root: Element | null;
  /** Why reading stopped before the end; null when it did not. */
  readonly stopped: string | null;
}

/** An open element, with the namespace declarations that hold inside. */
interface Frame {
  readonly rawName: string;
  readonly element: Element;
  readonly scope: Scope | null;
  readonly item: boolean;
}

interface Scope {
  readonly bound: ReadonlyMap<string, Vocabulary>;
  readonly outer: Scope | null;
}

/**
 * Beyond these the rest is left unread. Pieces are tags, texts and entities: 8 MB of real feed have some
 * 400,000. The tokenizer keeps a stack of its own, where each missing end tag stays: it costs time in
 * proportion to its depth.
 */
const PIECES = 1_000_000;
const UNCLOSED = 5_000;
/** Elements kept in one item; of further ones only the text is, so that memory stays in proportion. */
const ELEMENTS_PER_ITEM = 20_000;
/** Small enough that reading ends soon after a limit is met. */
const CHUNK = 16_384;

/** Reads markup that need not be well-formed. Each item is handed over when it ends and then forgotten. */
export function readElements(xml: string, url: string, onItem: (item: Element) => void): Elements {
  const stack: Frame[] = [];
  let root: Element | null = null;
  let stopped: string | null = null;
  let items = 0;
  let kept = 0;
  let pieces = 0;
  let unclosed = 0;

  const closeFrom = (depth: number): void => {
    for (const frame of stack.splice(depth).reverse()) if (frame.item) onItem(frame.element);
  };
  const stop = (why: string): void => {
    stopped ??= why;
    parser.pause();
  };
  const mayGoOn = (): boolean => {
    pieces += 1;
    if (pieces > PIECES) stop('too much markup');
    if (stack.length >= LIMITS.depth) stop(`nested deeper than ${LIMITS.depth} levels`);
    if (unclosed > UNCLOSED) stop(`more than ${UNCLOSED} end tags missing`);
    if (items > LIMITS.items) stop(`more than ${LIMITS.items} items`);
    return stopped === null;
  };
  const parser = new Parser(
    {
      onopentag(rawName, attributes) {
        unclosed += 1;
        if (!mayGoOn()) return;
        const parent = stack[stack.length - 1];
        const scope = innerScope(attributes, parent?.scope ?? null);
        const element = openElement(rawName, attributes, scope, parent?.element, url);
        const item = root !== null && isItem(element);
        if (item) {
          closeFrom(openItemDepth(stack)); // an item inside an item is a missing end tag
          items += 1;
          kept = 0;
        } else if (root === null) root = element;
        else {
          kept += 1;
          if (kept <= ELEMENTS_PER_ITEM) parent?.element.content.push(element);
        }
        stack.push({ rawName, element, scope, item });
      },
      ontext(text) {
        if (mayGoOn()) stack[stack.length - 1]?.element.content.push(text);
      },
      onclosetag(rawName) {
        unclosed -= 1;
        const depth = stack.findLastIndex((frame) => frame.rawName === rawName);
        if (depth >= 0 && stopped === null) closeFrom(depth);
      },
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: false, lowerCaseAttributeNames: true },
  );
  for (let at = 0; at < xml.length && stopped === null; at += CHUNK) parser.write(xml.slice(at, at + CHUNK));
  if (stopped === null) parser.end();
  closeFrom(0);
  return { root, stopped };
}

export function childrenOf(element: Element): Element[] {
  return element.content.filter((part) => typeof part !== 'string');
}

/**
 * The text of an element; where it has children, its markup, written out again. `escaped` is false for text
 * that is markup itself.
 */
export function innerOf(element: Element, escaped = true): string {
  if (element.content.length === 1 && typeof element.content[0] === 'string') return element.content[0];
  if (element.content.every((part) => typeof part === 'string')) return element.content.join('');
  const parts: string[] = [];
  write(element, parts, escaped ? escapeText : (text) => text);
  return parts.join('');
}

function write(element: Element, parts: string[], shown: (text: string) => string): void {
  for (const part of element.content) {
    if (typeof part === 'string') {
      parts.push(shown(part));
      continue;
    }
    parts.push('<', part.name);
    for (const [name, value] of Object.entries(part.attributes)) {
      if (!name.startsWith('xmlns')) parts.push(' ', name, '="', escapeAttribute(value), '"');
    }
    parts.push('>');
    write(part, parts, shown);
    parts.push('</', part.name, '>');
  }
}

function innerScope(attributes: Readonly<Record<string, string>>, outer: Scope | null): Scope | null {
  let bound: Map<string, Vocabulary> | null = null;
  for (const [name, value] of Object.entries(attributes)) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
    const prefix = name === 'xmlns' ? '' : name.slice(6);
    bound ??= new Map();
    bound.set(prefix, vocabularyOfAddress(value) ?? vocabularyOfPrefix(prefix));
  }
  return bound === null ? outer : { bound, outer };
}

function openElement(
  rawName: string,
  attributes: Readonly<Record<string, string>>,
  scope: Scope | null,
  parent: Element | undefined,
  url: string,
): Element {
  const colon = rawName.indexOf(':');
  const prefix = colon < 0 ? '' : rawName.slice(0, colon).toLowerCase();
  const outerBase = parent?.base ?? url;
  const base = attributes['xml:base'] ?? (rawName === 'CHANNEL' ? attributes['base'] : undefined); // CDF
  return {
    vocabulary: vocabularyIn(scope, prefix),
    name: rawName.slice(colon + 1).toLowerCase(),
    attributes,
    base: base !== undefined && URL.canParse(base, outerBase) ? new URL(base, outerBase).href : outerBase,
    language: attributes['xml:lang'] ?? parent?.language,
    content: [],
  };
}

function vocabularyIn(scope: Scope | null, prefix: string): Vocabulary {
  for (let at = scope; at !== null; at = at.outer) {
    const found = at.bound.get(prefix);
    if (found !== undefined) return found;
  }
  return vocabularyOfPrefix(prefix);
}

function isItem({ name, vocabulary }: Element): boolean {
  return (
    (name === 'item' || name === 'entry') &&
    (vocabulary === 'core' || vocabulary === 'atom' || vocabulary === 'rdf')
  );
}

/** Where an item is open already, else the end of the stack. */
function openItemDepth(stack: readonly Frame[]): number {
  const depth = stack.findIndex((frame) => frame.item);
  return depth < 0 ? stack.length : depth;
}
