/**
 * Signs that a text was not reported by anybody: left-over placeholders, an essay's scaffolding, nobody named as a
 * source, two decisions that exclude each other, a declared machine. Signs, not proof: they put a label on a source
 * and its rank down; they never hide it.
 */
import type { Weakness } from '../domain/briefing.js';
import type { Item } from '../domain/item.js';
import { words } from '../text/terms.js';
import { PLACEHOLDER } from './junk.js';

const READ = 30_000;
/** Parts of an essay from which a text is one, and words that a reporter names a source in at least once. */
const ESSAY = { parts: 4, wordsPerSource: 500 };

export function weaknesses(item: Pick<Item, 'title' | 'body' | 'headings'>): Weakness[] {
  const text = item.body.slice(0, READ);
  const headings = item.headings.map((heading) => heading.text);
  const found: [Weakness, boolean][] = [
    ['placeholders', PLACEHOLDER.test(text)],
    ['essay', isEssay(text, headings)],
    ['contradiction', contradicts(`${item.title}\n${text}`)],
    ['machine-assisted', MACHINE.test(text) || headings.some((heading) => MACHINE.test(heading))],
  ];
  return found.filter(([, is]) => is).map(([weakness]) => weakness);
}

/** Somebody by name, or a document, that the text has its facts from. */
const ATTRIBUTION = [
  /\b(?:according to|reported by|first reported|citing|as reported|told|confirmed to|in an? (?:interview|e-?mail|memo|filing|blog post|press release|tweet|video)|posted on|reportedly)\b/gi,
  /\b(?:per|via) \p{Lu}/gu,
  /\b(?:\p{Lu}[\p{L}.'’-]{1,40}|he|she|they|officials?|police|authorities|ministry|spokes(?:man|woman|person)|statement|report|lawyers?|prosecutors?) (?:\p{L}{1,20} ){0,2}(?:said|says|wrote|tweeted|confirmed|testified|added|reads?)\b/gu,
  /[,”"] (?:said|says|wrote) (?:\p{L}{1,20} ){0,3}\p{Lu}|\bsaid in a\b/gu,
  /据[^，。]{1,20}报道|據[^，。]{1,20}報導|表示|援引|[称稱]，/g,
];

/** An essay's parts, and hardly anybody named; opinion has the one without the other. */
function isEssay(text: string, headings: readonly string[]): boolean {
  const parts =
    headings.filter((heading) => ESSAY_HEADING.test(heading)).length +
    (text.match(ESSAY_PHRASES)?.length ?? 0);
  const sources = ATTRIBUTION.reduce((sum, wording) => sum + (text.match(wording)?.length ?? 0), 0);
  return parts >= ESSAY.parts && sources * ESSAY.wordsPerSource < words(text).length;
}

const ESSAY_HEADING =
  /^(?:[IVX]{1,4}[.)]?\s|\d[.)]\s|[A-Z][.)]\s)?\s*(?:introduction|conclusion|overview|implications?|key takeaways|future (?:directions|prospects|outlook)|lessons learned|(?:multiple |main )?reasons|potential|the significance|broader implications|opportunities|challenges|reactions|impact (?:on|of)|analysis|role of)\b/i;
const ESSAY_PHRASES =
  /\b(?:in conclusion|in this (?:article|essay|analysis)|aims? to shed light|as we (?:look to|navigate)|it is (?:essential|important|crucial) (?:to|for|that)|plays a crucial role|in a stunning turn of events|rapidly (?:advancing|evolving) (?:field|landscape|technology|world)|in the course of our analysis)\b/gi;

const DECISION =
  /(\p{Lu}[\p{L}\p{N}]{1,30})[’']s (?:recent )?(?:[Dd]ecision|[Mm]ove|[Pp]lan) to (\p{L}{2,15})/gu;
const LEAVING = /^(?:halt|block|suspend|withdraw|exit|leave|stop|end|cut|quit|close|abandon|ban|restrict)$/;
const COMING = /^(?:establish|expand|enter|set|open|launch|start|build|join)$/;

/** One subject decided both to leave and to come. */
function contradicts(text: string): boolean {
  const [leaving, coming] = [new Set<string>(), new Set<string>()];
  for (const [, subject = '', verb = ''] of text.matchAll(DECISION)) {
    const act = verb.toLowerCase();
    if (LEAVING.test(act)) leaving.add(subject);
    if (COMING.test(act)) coming.add(subject);
  }
  return [...leaving].some((subject) => coming.has(subject));
}

const MACHINE =
  /\b(?:AI[- ](?:assisted|generated)|(?:written|produced|generated|created) (?:with|by|using) (?:the help of )?(?:AI|artificial intelligence|a language model|ChatGPT)|with AI assistance)\b|AI\s?(?:生成|辅助|輔助)/i;
