import { type APISeparatorComponent, ButtonStyle, ComponentType } from 'discord.js';
import type { Briefing, CitedSentence, Citation, Reason } from '../../src/domain/briefing.js';
import type {
  AlertMessage,
  DigestMessage,
  Message,
  NoticeMessage,
  UpdateMessage,
} from '../../src/domain/message.js';
import type { Priority } from '../../src/domain/topic.js';
import { markLines, postButtons } from '../../src/lookup/inbox.js';
import {
  conflictHeading,
  countsInWords,
  foundInWords,
  madeInWords,
  markInWords,
  originInWords,
  partsInOrder,
  relationInWords,
  toldSides,
  weaknessesInWords,
} from '../../src/text/briefing-words.js';
import { button, type Rendered, rendered, row, type Row, TEXT_BUDGET, textDisplay } from './components.js';
import { postId } from './custom-ids.js';
import { escapeLine, escapeLines, maskedLink, plainLine, safeUrl } from './escape.js';
import { calls } from './mention.js';
import { digestTexts, updateText } from './render-digest.js';

const MOST_BUTTONS = 5;
const MOST_SOURCES = 6;
const MOST_REASONS = 3;
/** What other links may take, so that there is room left to say why it came and what it says. */
const SOURCES_BUDGET = 2000;

const ALSO = '**Also reported by**';

const colours: Readonly<Record<Priority, number>> = { breaking: 0xd92d20, normal: 0x2563eb, low: 0x6b7280 };

/** Renders a message; the same message and key always give the same body. */
export function render(message: Message, key: string): Rendered {
  switch (message.kind) {
    case 'alert':
      return renderAlert(message, key);
    case 'notice':
      return renderNotice(message, key);
    case 'update':
      return renderUpdate(message, key);
    case 'digest':
      return renderDigest(message, key);
  }
}

/** A thread's name, of at most 100 characters. */
export function threadName(message: Message): string {
  return plainLine(titleOf(message), 100) || 'Wirewatch';
}

/** A thread is named for its story, whatever is first said in it. */
function titleOf(message: Message): string {
  if (message.kind === 'alert') return message.briefing.headline;
  return message.kind === 'update' ? message.headline : message.title;
}

function renderAlert(alert: AlertMessage, key: string): Rendered {
  const { briefing, priority, marks = {} } = alert;
  const mention = priority === 'breaking' ? (alert.mention ?? []) : [];
  const standing = alert.standing === undefined ? '' : `-# 🧵 ${escapeLine(alert.standing, 150)}`;
  const parts = partsOf(briefing, priority, calls(mention).length + standing.length);
  const head = `${calls(mention)}${parts.head}`;
  const story = [head, standing, parts.dek, parts.points, parts.rest].filter(Boolean).map(textDisplay);
  const origins = [parts.sources, parts.reasons].filter(Boolean).map(textDisplay);
  const rest = origins.length === 0 ? [] : [separator(), ...origins];
  const marked = markLines(marks).map((line) => textDisplay(`-# ${escapeLine(line, 200)}`));
  const components = [...story, ...rest, ...marked, buttons(alert, key)];
  return rendered([{ type: ComponentType.Container, accent_color: colours[priority], components }], mention);
}

function renderUpdate(update: UpdateMessage, key: string): Rendered {
  const text = textDisplay(updateText(update));
  const why = button('Why', postId('why', `s${update.storyId}`, key));
  return rendered([{ type: ComponentType.Container, components: [text, row([why])] }]);
}

function renderDigest(digest: DigestMessage, key: string): Rendered {
  const help = button('Help', postId('help', '', key));
  const components = [...digestTexts(digest).map(textDisplay), row([help])];
  return rendered([{ type: ComponentType.Container, accent_color: colours.low, components }]);
}

function renderNotice({ title, text }: NoticeMessage, key: string): Rendered {
  const body = escapeLines(text, TEXT_BUDGET - 500);
  const content = `**${escapeLine(title, 400) || 'Wirewatch'}**${body === '' ? '' : `\n${body}`}`;
  const accessory = button('Help', postId('help', '', key));
  return rendered([{ type: ComponentType.Section, components: [textDisplay(content)], accessory }]);
}

/** The headline, its link and the sources are given room first; what an article says gets what is left. */
function partsOf(briefing: Briefing, priority: Priority, taken: number) {
  const [origin, ...others] = briefing.sources;
  const head = headOf(briefing, origin, priority);
  // The lines between the parts count too.
  let left = TEXT_BUDGET - taken - head.length - 10;
  const made = `-# ${escapeLine(madeInWords(briefing.made), 200)}`;
  const why = reasonsOf(briefing.reasons, Math.min(left - made.length - 1, 600));
  const reasons = [why, made].filter(Boolean).join('\n');
  left -= reasons.length;
  const sources = sourcesOf(others, Math.min(left - 300, SOURCES_BUDGET));
  left -= sources.length;
  const dek = briefing.dek ? quoted(briefing.dek, Math.min(left, 520)) : '';
  left -= dek.length;
  const points = pointsOf(briefing.points, origin, left);
  left -= points.length;
  return { head, dek, points, rest: restOf(briefing, origin, left), sources, reasons };
}

/** What disagrees comes before the parts, and each part is whole or left out. */
function restOf(briefing: Briefing, origin: Citation | undefined, budget: number): string {
  const parts = partsInOrder(briefing).map(
    ({ heading, sentences }) => `**${heading}**\n${pointsOf(sentences, origin, 700)}`,
  );
  const disagree = toldSides(briefing, 2).map(
    ({ value, by, text }) => `- ${escapeLine(value, 60)} (${escapeLine(by, 160)}): ${escapeLine(text, 300)}`,
  );
  const related = briefing.related.map(
    ({ storyId, relation, headline }) =>
      `-# s${storyId} ${relationInWords(relation)}: ${escapeLine(headline, 120)}`,
  );
  const all = [
    ...(disagree.length === 0
      ? []
      : [[`**${conflictHeading(briefing.conflicts)}**`, ...disagree].join('\n')]),
    ...parts,
    ...(related.length === 0 ? [] : [related.join('\n')]),
  ];
  let left = budget;
  const kept = all.filter((part) => {
    const fits = part.length + 1 <= left;
    if (fits) left -= part.length + 1;
    return fits;
  });
  return kept.join('\n');
}

function headOf(briefing: Briefing, origin: Citation | undefined, priority: Priority): string {
  const headline = maskedLink(briefing.headline || 'Untitled', origin?.link ?? null, 300) || 'Untitled';
  const minutes = `${briefing.readingMinutes} min read`;
  const byline = [
    priority === 'breaking' ? '🔴 Breaking' : '',
    origin ? citedAs(origin) : '',
    countsInWords(briefing.counts),
    minutes,
  ];
  return `### ${headline}\n-# ${byline.filter(Boolean).join(' · ')}`;
}

/** "Publisher via Agency · 2 hours ago", in the reader's own time. */
function citedAs(citation: Citation): string {
  return `${escapeLine(citation.publisher, 80)}${tailOf(citation)}`;
}

/** ", from A via B · 2 hours ago · corrected · ⚠ …" */
function tailOf(citation: Citation): string {
  const from = originInWords(citation, (name) => escapeLine(name, 80));
  const signs = [when(citation), markInWords(citation.mark), weaknessesInWords(citation)];
  return `${from} · ${signs.filter(Boolean).join(' · ')}`;
}

function when({ publishedAt, dated }: Citation): string {
  const seconds = Math.floor(publishedAt.getTime() / 1000);
  return Number.isFinite(seconds) ? `${dated ? '' : 'seen '}<t:${seconds}:R>` : 'undated';
}

function sourcesOf(citations: readonly Citation[], budget: number): string {
  const lines: string[] = [];
  let left = budget - ALSO.length - 20;
  for (const citation of citations.slice(0, MOST_SOURCES)) {
    const tail = tailOf(citation);
    const line = `- ${maskedLink(citation.publisher, citation.link, 80, left - tail.length - 3)}${tail}`;
    if (line.length + 1 > left) break;
    lines.push(line);
    left -= line.length + 1;
  }
  const more = citations.length - lines.length;
  if (citations.length === 0) return '';
  return [ALSO, ...lines, ...(more > 0 ? [`-# and ${more} more`] : [])].join('\n');
}

function reasonsOf(reasons: readonly Reason[], budget: number): string {
  const shown = reasons.slice(0, MOST_REASONS).map((reason) => {
    const terms = escapeLine(reason.terms.map((term) => `“${plainLine(term, 60)}”`).join(', '), 160);
    const snippet = plainLine(reason.snippet, 120);
    const said = snippet === '' ? '' : `: “${escapeLine(snippet, 200)}”`;
    return `-# Why: **${escapeLine(reason.topicName, 100)}**, for ${terms} ${foundInWords(reason.field)}${said}`;
  });
  const more = reasons.length - shown.length;
  if (more > 0) shown.push(`-# and for ${more} more`);
  while (shown.join('\n').length > budget) shown.pop();
  return shown.join('\n');
}

function quoted({ text }: CitedSentence, budget: number): string {
  return budget < 20 ? '' : `> ${escapeLine(text, budget - 2)}`;
}

function pointsOf(points: readonly CitedSentence[], origin: Citation | undefined, budget: number): string {
  const lines: string[] = [];
  let left = budget;
  for (const point of points) {
    const by = point.publisher === origin?.publisher ? '' : ` (${escapeLine(point.publisher, 80)})`;
    const room = Math.min(left - by.length - 3, 500);
    if (room < 40) break;
    lines.push(`- ${escapeLine(point.text, room)}${by}`);
    left -= (lines.at(-1)?.length ?? 0) + 1;
  }
  return lines.join('\n');
}

function buttons(message: AlertMessage, key: string): Row {
  const ours = postButtons(message).flatMap((each) =>
    each.kind === 'act' ? [button(each.label, postId(each.action, each.subject, key))] : [],
  );
  const link = safeUrl(message.briefing.sources[0]?.link ?? '');
  const read = link === null || link.length > 512 ? [] : [linkButton(link)];
  return row([...ours, ...read].slice(-MOST_BUTTONS));
}

function linkButton(url: string) {
  return { type: ComponentType.Button as const, style: ButtonStyle.Link as const, label: 'Read', url };
}

function separator(): APISeparatorComponent {
  return { type: ComponentType.Separator, divider: true };
}
