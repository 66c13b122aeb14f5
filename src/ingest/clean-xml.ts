import { decodeHTML, escapeText } from 'entities';

/** A feed's text made fit for strict and tolerant readers alike, and what had to be done. */
export interface CleanXml {
  readonly xml: string;
  readonly notes: readonly string[];
}

const START = /<(?:\?xml|!--|!DOCTYPE|rss|rdf|feed|channel|html|[\w.-]{1,64}:(?:rdf|rss|feed)|\?)/i;
/** What XML 1.0 forbids even as a character. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * Removes what no reader needs and strict ones fail on: text before the feed, the XML declaration (the
 * text is decoded already), DOCTYPE with its entity declarations, control characters; and turns HTML's
 * named entities and bare ampersands outside CDATA into text. Null when there is nothing like a feed.
 */
export function cleanXml(text: string): CleanXml | null {
  const start = text.search(START);
  if (start < 0) return null;
  const before = text
    .slice(0, start)
    .replace(/^\uFEFF/, '')
    .trim();
  const bare = withoutDoctype(text.slice(start).replace(/^<\?xml[^>]*>/i, ''));
  return {
    xml: repairEntities(bare.replace(CONTROLS, '')),
    notes: before === '' ? [] : ['text before the feed'],
  };
}

/** Entities declared in it are never expanded, so it can go whole. */
function withoutDoctype(xml: string): string {
  const start = xml.slice(0, 8192).search(/<!DOCTYPE/i);
  if (start < 0) return xml;
  let quote = '';
  let depth = 0;
  for (let at = start + 9; at < xml.length; at += 1) {
    const char = xml.charAt(at);
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '[') depth += 1;
    else if (char === ']') depth -= 1;
    else if (char === '>' && depth <= 0) return xml.slice(0, start) + xml.slice(at + 1);
  }
  return xml;
}

function repairEntities(xml: string): string {
  const parts: string[] = [];
  const budget = { left: MAX_REPAIRS };
  let at = 0;
  while (at < xml.length) {
    const cdata = xml.indexOf('<![CDATA[', at);
    parts.push(repair(cdata < 0 ? xml.slice(at) : xml.slice(at, cdata), budget));
    if (cdata < 0) break;
    const end = xml.indexOf(']]>', cdata);
    at = end < 0 ? xml.length : end + 3;
    parts.push(xml.slice(cdata, at));
  }
  return parts.join('');
}

/** A feed of nothing but ampersands would take seconds and grow fivefold. */
const MAX_REPAIRS = 200_000;

function repair(segment: string, budget: { left: number }): string {
  if (!segment.includes('&') || budget.left <= 0) return segment;
  const suspect =
    /&(?!(?:amp|lt|gt|quot|apos);)(#\d{1,7};|#[xX][\da-fA-F]{1,6};|[a-zA-Z][a-zA-Z0-9]{1,31};)?/g;
  const parts: string[] = [];
  let at = 0;
  for (let found = suspect.exec(segment); found !== null && budget.left > 0; found = suspect.exec(segment)) {
    parts.push(segment.slice(at, found.index), repaired(found[0]));
    at = suspect.lastIndex;
    budget.left -= 1;
  }
  return parts.join('') + segment.slice(at);
}

function repaired(reference: string): string {
  const decoded = decodeHTML(reference); // &#150; is a dash, as windows-1252 has it and HTML prescribes
  return decoded === reference ? `&amp;${reference.slice(1)}` : escapeText(decoded);
}
