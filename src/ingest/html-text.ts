import { Parser } from 'htmlparser2';
import { type Line, MAX_LINES, measure } from './lines.js';
import { filledLine } from './tidy-text.js';

/** What a saved page says of itself in its head; all untrusted. */
export interface PageFacts {
  title?: string;
  publisher?: string;
  author?: string;
  published?: string;
  language?: string;
  link?: string;
}

export interface HtmlText {
  readonly lines: readonly Line[];
  readonly facts: PageFacts;
}

/** Nothing in them is the article. */
const SKIPPED = new Set(
  (
    'script style noscript template svg math iframe object embed nav aside footer figure figcaption form button select ' +
    'textarea dialog video audio canvas menu title'
  ).split(' '),
);
const INLINE = new Set(
  (
    'a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small ' +
    'span strike strong sub sup time tt u var wbr'
  ).split(' '),
);
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

const CHUNK = 16_384;
const MAX_DEPTH = 1_000;
const MAX_LINE = 100_000;
/** An `article` or `main` with less than this many words is a teaser, not the article. */
const ENOUGH_WORDS = 60;

/**
 * Lines of a page or fragment: block elements part them, headings and list items are marked, menus,
 * figures and scripts are left out, entities are decoded once. Never builds a tree, so nesting costs
 * nothing; what lies deeper than 1,000 levels or beyond 20,000 lines is cut. Of a page the lines are those of
 * its `article` or `main`, unless they are asked for as a whole.
 */
export function htmlText(html: string, part: 'main' | 'whole' = 'main'): HtmlText {
  const reader = createReader();
  const parser = new Parser(reader.handler, { decodeEntities: true, lowerCaseTags: true });
  for (let at = 0; at < html.length && !reader.isFull(); at += CHUNK)
    parser.write(html.slice(at, at + CHUNK));
  if (!reader.isFull()) parser.end();
  return reader.finish(part);
}

type Attributes = Readonly<Record<string, string>>;
type Region = 'article' | 'main' | null;

interface Reading {
  readonly open: string[];
  readonly lines: { line: Line; region: Region }[];
  readonly facts: PageFacts;
  text: string;
  linkText: number;
  mark: Line['mark'];
  block: number;
  /** Depth at which the skipped element began; 0 = reading. */
  skippedFrom: number;
  links: number;
  pageTitle: string;
}

function createReader() {
  const state: Reading = {
    open: [],
    lines: [],
    facts: {},
    text: '',
    linkText: 0,
    mark: null,
    block: 0,
    skippedFrom: 0,
    links: 0,
    pageTitle: '',
  };
  return {
    isFull: () => state.open.length > MAX_DEPTH || state.lines.length >= MAX_LINES,
    finish: (part: 'main' | 'whole') => finish(state, part),
    handler: {
      onopentag: (name: string, attributes: Attributes) => openTag(state, name, attributes),
      ontext: (text: string) => addText(state, text),
      onclosetag: (name: string) => closeTag(state, name),
    },
  };
}

function openTag(state: Reading, name: string, attributes: Attributes): void {
  readFacts(state.facts, name, attributes);
  if (name === 'br') endLine(state);
  if (VOID.has(name)) return;
  state.open.push(name);
  if (state.skippedFrom > 0) return;
  if (SKIPPED.has(name) || isHidden(attributes)) {
    endLine(state);
    state.skippedFrom = state.open.length;
  } else if (name === 'a') state.links++;
  else if (!INLINE.has(name)) startBlock(state, name);
}

function closeTag(state: Reading, name: string): void {
  if (VOID.has(name)) return;
  const depth = state.open.length;
  state.open.pop();
  if (state.skippedFrom > 0) {
    if (depth === state.skippedFrom) state.skippedFrom = 0;
    return;
  }
  if (name === 'a') state.links = Math.max(0, state.links - 1);
  else if (!INLINE.has(name)) startBlock(state, '');
}

function addText(state: Reading, text: string): void {
  if (state.open.at(-1) === 'title' && state.pageTitle.length < 1_000) state.pageTitle += text;
  if (state.skippedFrom > 0 || state.text.length > MAX_LINE) return;
  state.text += text;
  if (state.links > 0) state.linkText += text.trim().length;
}

function startBlock(state: Reading, name: string): void {
  // The first paragraph of a list item is the item.
  if (name === 'p' && state.mark === 'bullet' && state.text.trim() === '') return;
  endLine(state);
  state.block++;
  state.mark = /^h[1-6]$/.test(name) ? 'heading' : name === 'li' ? 'bullet' : null;
}

function endLine(state: Reading): void {
  const { text, mark, block } = state;
  const linked = Math.min(1, state.linkText / (text.trim().length || 1));
  state.text = '';
  state.linkText = 0;
  if (text.trim() === '') return;
  const line = measure(text, { number: state.lines.length + 1, block, mark, linked });
  if (line !== null) state.lines.push({ line, region: regionOf(state) });
}

function regionOf(state: Reading): Region {
  if (state.open.includes('article')) return 'article';
  return state.open.includes('main') ? 'main' : null;
}

function isHidden(attributes: Attributes): boolean {
  return 'hidden' in attributes || attributes['aria-hidden'] === 'true' || attributes.role === 'navigation';
}

function readFacts(facts: PageFacts, name: string, attributes: Attributes): void {
  if (name === 'html') facts.language ??= filledLine(attributes.lang);
  if (name === 'time') facts.published ??= filledLine(attributes.datetime);
  if (name === 'link' && attributes.rel?.toLowerCase() === 'canonical')
    facts.link ??= filledLine(attributes.href);
  if (name !== 'meta') return;
  const content = filledLine(attributes.content);
  const property = (attributes.property ?? attributes.name ?? attributes.itemprop ?? '').toLowerCase();
  if (property === 'og:title') facts.title ??= content;
  else if (property === 'og:site_name') facts.publisher ??= content;
  else if (property === 'author') facts.author ??= content;
  else if (property === 'og:url') facts.link ??= content;
  else if (/^(?:article:published_time|date|datepublished|pubdate|dc\.date)$/.test(property))
    facts.published = content ?? facts.published;
}

function finish(state: Reading, part: 'main' | 'whole'): HtmlText {
  endLine(state);
  const { facts } = state;
  const heading = state.lines.find(({ line }) => line.mark === 'heading')?.line.text;
  const pageTitle = filledLine(state.pageTitle);
  // A first heading that the page title repeats is the headline without the name of the site.
  const headline = heading !== undefined && pageTitle?.includes(heading) ? heading : pageTitle;
  facts.title ??= headline;
  return { lines: part === 'main' ? mainRegion(state.lines) : state.lines.map(({ line }) => line), facts };
}

function mainRegion(lines: Reading['lines']): Line[] {
  for (const region of ['article', 'main'] as const) {
    const inside = lines.filter(
      (entry) => entry.region === region || (region === 'main' && entry.region !== null),
    );
    if (inside.reduce((sum, { line }) => sum + line.words, 0) >= ENOUGH_WORDS)
      return inside.map(({ line }) => line);
  }
  return lines.map(({ line }) => line);
}
