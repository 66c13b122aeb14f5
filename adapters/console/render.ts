import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import type { Briefing, Citation, Reason } from '../../src/domain/briefing.js';
import type { AlertMessage, Message } from '../../src/domain/message.js';
import { printable } from '../../src/text/printable.js';

/** How a card may look: colours only where a person reads, width in terminal cells. */
export interface Look {
  readonly colour: boolean;
  readonly columns: number;
}

/** A message as a card of lines for a terminal or a log. */
export function renderCard(message: Message, { colour, columns }: Look): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const width = Math.max(40, Math.min(columns, 100));
  const lines =
    message.kind === 'alert'
      ? alertLines(message, paint)
      : [paint('bold', clean(message.title)), clean(message.text)];
  return lines.map((line) => wrapLine(line, width)).join('\n');
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

function alertLines({ briefing, priority }: AlertMessage, paint: Paint): string[] {
  const topics = briefing.reasons.map((reason) => clean(reason.topicName)).join(' · ');
  const urgent = priority === 'breaking' ? paint(['bold', 'red'], 'BREAKING  ') : '';
  return [
    `${urgent}${paint('cyan', `── ${topics} ──`)}`,
    paint('bold', clean(briefing.headline)),
    ...(briefing.dek ? [clean(briefing.dek.text)] : []),
    ...briefing.points.map(
      (point) => `  • ${clean(point.text)} ${paint('dim', `[${clean(point.publisher)}]`)}`,
    ),
    ...briefing.sources.map((source) => `  ${paint('dim', 'Source')}  ${sourceLine(source)}`),
    ...briefing.reasons.map((reason) => `  ${paint('dim', 'Why   ')}  ${reasonLine(reason)}`),
    paint('dim', `  ${footer(briefing)}`),
    '',
  ];
}

function sourceLine(source: Citation): string {
  const via = source.via ? ` via ${clean(source.via)}` : '';
  const when = source.dated ? ` · ${source.publishedAt.toISOString().slice(0, 10)}` : ' · undated';
  return `${clean(source.publisher)}${via}${when}${source.link ? ` · ${clean(source.link)}` : ''}`;
}

function reasonLine(reason: Reason): string {
  const terms = reason.terms.map((term) => `"${clean(term)}"`).join(', ');
  return `${clean(reason.topicName)}: ${terms} in the ${reason.field === 'title' ? 'headline' : 'text'}`;
}

function footer(briefing: Briefing): string {
  return `${briefing.readingMinutes} min read · story s${briefing.storyId} · wirewatch why s${briefing.storyId}`;
}

/** Longer parts are no news: wrapping 12,000 characters takes a second. */
const LONGEST = 700;

function clean(text: string): string {
  const tidy = printable(text.slice(0, LONGEST));
  return text.length > LONGEST ? `${tidy}…` : tidy;
}

/** Continuation lines stand under the text that they continue. */
function wrapLine(line: string, width: number): string {
  const indent = /^( {2}(?:• |\S* *Source {2}|\S* *Why\s+)?)/.exec(line)?.[1]?.length ?? 0;
  const wrapped = wrapAnsi(line, width - Math.min(indent, 10), { trim: false, hard: true }).split('\n');
  return wrapped
    .map((part, i) => (i === 0 ? part.trimEnd() : `${' '.repeat(Math.min(indent, 10))}${part.trim()}`))
    .join('\n');
}
