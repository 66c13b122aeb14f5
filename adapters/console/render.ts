import { stripVTControlCharacters, styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import type { Briefing, Citation, CitedSentence, Reason } from '../../src/domain/briefing.js';
import type {
  AlertMessage,
  DigestEntry,
  DigestMessage,
  Message,
  UpdateMessage,
} from '../../src/domain/message.js';
import { markLines } from '../../src/lookup/inbox.js';
import {
  changeInWords,
  conflictHeading,
  copiesInWords,
  countsInWords,
  foundInWords,
  madeInWords,
  markInWords,
  originInWords,
  othersInWords,
  partsInOrder,
  relationInWords,
  toldSides,
  weaknessesInWords,
} from '../../src/text/briefing-words.js';
import { printable } from '../../src/text/printable.js';

/** How a card may look: colours only where a person reads, width in terminal cells. */
export interface Look {
  readonly colour: boolean;
  readonly columns: number;
}

/** A message as a card of lines for a terminal or a log. */
export function renderCard(message: Message, { colour, columns }: Look): string {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const width = Math.max(40, Math.min(columns, 100));
  return linesOf(message, paint)
    .map((line) => wrapLine(line, width))
    .join('\n');
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

function linesOf(message: Message, paint: Paint): string[] {
  switch (message.kind) {
    case 'alert':
      return alertLines(message, paint);
    case 'update':
      return updateLines(message, paint);
    case 'digest':
      return digestLines(message, paint);
    case 'notice':
      return [paint('bold', clean(message.title)), clean(message.text)];
  }
}

function alertLines({ briefing, priority, standing, marks = {} }: AlertMessage, paint: Paint): string[] {
  const topics = briefing.reasons.map((reason) => clean(reason.topicName)).join(' · ');
  const urgent = priority === 'breaking' ? paint(['bold', 'red'], 'BREAKING  ') : '';
  return [
    `${urgent}${paint('cyan', `── ${topics} ──`)}`,
    paint('bold', clean(briefing.headline)),
    ...markLines(marks).map((line) => paint('yellow', clean(line))),
    ...(standing === undefined ? [] : [paint('yellow', clean(standing))]),
    ...(briefing.counts.origins === 0 ? [paint('yellow', `⚠ ${countsInWords(briefing.counts)}`)] : []),
    ...(briefing.dek ? [clean(briefing.dek.text)] : []),
    ...blocks(briefing, paint).flatMap((block) => (block.length === 0 ? [] : ['', ...block])),
    paint('dim', `  ${footer(briefing)}`),
    '',
  ];
}

function updateLines({ title, headline, lines, storyId }: UpdateMessage, paint: Paint): string[] {
  return [
    `${paint(['bold', 'yellow'], clean(title))}  ${clean(headline)}`,
    ...lines.flatMap(({ text, source }) => [
      `  • ${clean(text)}`,
      `  ${paint('dim', 'Source')}  ${sourceLine(source, paint)}`,
    ]),
    paint('dim', `  story s${storyId} · wirewatch why s${storyId}`),
    '',
  ];
}

function digestLines({ title, summary, entries }: DigestMessage, paint: Paint): string[] {
  return [
    paint('cyan', `── ${clean(title)} ──`),
    paint('dim', clean(summary)),
    ...entries.flatMap((entry) => [
      `  • ${paint('bold', clean(entry.headline))} ${paint('dim', `[${entryNote(entry)}]`)}`,
      ...(entry.link === null ? [] : [`  ${paint('dim', 'Source')}  ${printable(entry.link)}`]),
    ]),
    '',
  ];
}

function entryNote({ publisher, sources, topics, change, storyId }: DigestEntry): string {
  const by = `${clean(publisher)}${othersInWords(sources)}`;
  const parts = [changeInWords(change), by, ...topics.map(clean), `s${storyId}`];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Parted by blank lines. */
function blocks(briefing: Briefing, paint: Paint): string[][] {
  const [lead] = briefing.sources;
  const quoted = (sentence: CitedSentence) => {
    const by = sentence.itemId === lead?.itemId ? '' : ` ${paint('dim', `[${clean(sentence.publisher)}]`)}`;
    return `  • ${clean(sentence.text)}${by}`;
  };
  return [
    briefing.points.map(quoted),
    ...partsInOrder(briefing).map(({ heading, sentences }) => [
      `  ${paint('bold', heading)}`,
      ...sentences.map(quoted),
    ]),
    conflictLines(briefing, paint),
    [
      `  ${paint('dim', countsLine(briefing))}`,
      ...briefing.sources.map((source) => `  ${paint('dim', 'Source')}  ${sourceLine(source, paint)}`),
      ...briefing.related.map(
        ({ relation, headline, storyId, publisher }) =>
          `  ${paint('dim', 'See   ')}  s${storyId} ${relationInWords(relation)}: ${clean(headline)} (${clean(publisher)})`,
      ),
      ...briefing.reasons.map((reason) => `  ${paint('dim', 'Why   ')}  ${reasonLine(reason)}`),
    ],
  ];
}

function conflictLines(briefing: Briefing, paint: Paint): string[] {
  const { conflicts } = briefing;
  if (conflicts.length === 0) return [];
  return [
    `  ${paint(['bold', 'yellow'], conflictHeading(conflicts))}`,
    ...toldSides(briefing, conflicts.length).map(
      ({ value, by, text }) => `  ≠ ${clean(value)} ${paint('dim', `[${clean(by)}]`)} ${clean(text)}`,
    ),
  ];
}

function countsLine({ counts, languages }: Briefing): string {
  return [countsInWords(counts), ...(languages.length > 1 ? [languages.join(', ')] : [])].join(' · ');
}

function sourceLine(source: Citation, paint: Paint): string {
  const { copies } = source;
  const warning = weaknessesInWords(source);
  const more = copies.count - copies.publishers.length;
  const names = [...copies.publishers.map(clean), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return [
    `${clean(source.publisher)}${originInWords(source, clean)}`,
    source.dated ? source.publishedAt.toISOString().slice(0, 10) : 'undated',
    markInWords(source.mark),
    warning === '' ? '' : paint('yellow', warning),
    copies.count === 0 ? '' : `${copiesInWords(copies.count)}: ${names}`,
    source.link ? printable(source.link) : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function reasonLine(reason: Reason): string {
  const terms = reason.terms.map((term) => `"${clean(term)}"`).join(', ');
  return `${clean(reason.topicName)}: ${terms} ${foundInWords(reason.field)}`;
}

function footer({ readingMinutes, storyId, made }: Briefing): string {
  return `${readingMinutes} min read · ${clean(madeInWords(made))} · wirewatch why s${storyId}`;
}

/** Longer parts are no news: wrapping 12,000 characters takes a second. */
const LONGEST = 700;

function clean(text: string): string {
  const tidy = printable(text.slice(0, LONGEST));
  return text.length > LONGEST ? `${tidy}…` : tidy;
}

/** Continuation lines stand under the text that they continue. A link at the end is left whole, to be clicked. */
function wrapLine(line: string, width: number): string {
  const indent = /^( {2}(?:[•≠] |\S* *(?:Source|See|Why)\S*\s+)?)/.exec(line)?.[1]?.length ?? 0;
  const [, words = line, link = ''] = /^(.*?)(https?:\/\/\S+)$/s.exec(line) ?? [];
  const margin = ' '.repeat(Math.min(indent, 10));
  const wrapped = wrapAnsi(words, width - margin.length, { trim: false, hard: true })
    .split('\n')
    .map((part, i) => (i === 0 ? part.trimEnd() : `${margin}${part.trim()}`));
  if (link === '') return wrapped.join('\n');
  const last = stripVTControlCharacters(wrapped.at(-1) ?? '');
  const fits = last.length + link.length < width;
  return `${wrapped.join('\n')}${fits ? ' ' : `\n${margin}`}${link}`;
}
