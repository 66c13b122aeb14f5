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
  /** Reading stopped at the depth limit. */
  readonly tooDeep: boolean;
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

/** Elements kept in one item: beyond it only text is, so that memory stays in proportion. */
const ELEMENTS_PER_ITEM = 50_000;

/**
 * Reads markup that need not be well-formed. Each item is handed over when it ends and then forgotten.
 * The nesting limit also bounds the tokenizer, whose own stack costs time in proportion to its depth.
 */
export function readElements(xml: string, url: string, onItem: (item: Element) => void): Elements {
  const stack: Frame[] = [];
  let root: Element | null = null;
  let kept = 0;
  let tooDeep = false;

  const top = (): Frame | undefined => stack[stack.length - 1];
  const closeFrom = (depth: number): void => {
    for (const frame of stack.splice(depth).reverse()) if (frame.item) onItem(frame.element);
  };
  const parser = new Parser(
    {
      onopentag(rawName, attributes) {
        if (tooDeep) return;
        if (stack.length >= LIMITS.depth) {
          tooDeep = true;
          parser.pause();
          return;
        }
        const scope = innerScope(attributes, top()?.scope ?? null);
        const element = openElement(rawName, attributes, scope, top()?.element, url);
        const item = root !== null && isItem(element);
        // An item inside an item is a missing end tag.
        if (item) closeFrom(openItemDepth(stack));
        if (item) kept = 0;
        else if (root === null) root = element;
        else if ((kept += 1) <= ELEMENTS_PER_ITEM) top()?.element.content.push(element);
        stack.push({ rawName, element, scope, item });
      },
      ontext(text) {
        if (!tooDeep) top()?.element.content.push(text);
      },
      onclosetag(rawName) {
        const depth = stack.findLastIndex((frame) => frame.rawName === rawName);
        if (depth >= 0) closeFrom(depth);
      },
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: false, lowerCaseAttributeNames: true },
  );
  for (let at = 0; at < xml.length && !tooDeep; at += CHUNK) parser.write(xml.slice(at, at + CHUNK));
  if (!tooDeep) parser.end();
  closeFrom(0);
  return { root, tooDeep };
}

/** Small pieces, so that reading stops soon after the limit is met. */
const CHUNK = 65_536;

export function childrenOf(element: Element): Element[] {
  return element.content.filter((part) => typeof part !== 'string');
}

/** The text of an element; where it has children, its markup, written out again. */
export function innerOf(element: Element): string {
  if (element.content.length === 1 && typeof element.content[0] === 'string') return element.content[0];
  if (element.content.every((part) => typeof part === 'string')) return element.content.join('');
  const parts: string[] = [];
  write(element, parts);
  return parts.join('');
}

function write(element: Element, parts: string[]): void {
  for (const part of element.content) {
    if (typeof part === 'string') {
      parts.push(escapeText(part));
      continue;
    }
    parts.push('<', part.name);
    for (const [name, value] of Object.entries(part.attributes)) {
      if (!name.startsWith('xmlns')) parts.push(' ', name, '="', escapeAttribute(value), '"');
    }
    parts.push('>');
    write(part, parts);
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
