import type { types } from '@slack/bolt';
import type { Answer, AnswerEntry, Question } from '../../src/domain/message.js';
import { context, section } from './blocks.js';
import { buttonBlocks } from './buttons.js';
import { link, mrkdwn, plain } from './escape.js';

export interface RenderedAnswer {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** The action ids of the page buttons begin with this. */
export const PAGE_ACTION = 'ww_page_';

/** An answer as Block Kit: under 10,000 characters of JSON, entries that do not fit are counted instead. */
export function renderAnswer(answer: Answer): RenderedAnswer {
  const { title, text, entries, ok, page, pages } = answer;
  const lead = ok ? '' : ':warning: ';
  const blocks: types.KnownBlock[] = [section(`${lead}*${mrkdwn(title, BUDGET.title) || 'Wirewatch'}*`)];
  if (text !== null && text.trim() !== '') blocks.push(section(lines(text, BUDGET.text)));
  blocks.push(...entryBlocks(entries));
  if (pages > 1) blocks.push(context([`Page ${page} of ${pages}`]));
  const buttons = pageButtons(answer);
  if (buttons.length > 0) blocks.push({ type: 'actions', elements: buttons });
  blocks.push(...buttonBlocks(answer.buttons ?? []));
  return { text: plain(title, 150) || 'Wirewatch', blocks };
}

/** The question behind a page button; null for a value that is not ours. */
export function questionOf(value: string): Question | null {
  const [page = '', ...rest] = value.split(' ');
  return /^[1-9]\d{0,5}$/.test(page) ? { text: rest.join(' '), page: Number(page) } : null;
}

/** Characters of JSON for each part. */
const BUDGET = { title: 300, text: 2000, entry: 300, detail: 200, quote: 400, entries: 5000, value: 1000 };

/** Keeps the line breaks of our own help texts: each line is cleaned and escaped by itself. */
function lines(text: string, limit: number): string {
  const kept: string[] = [];
  let left = limit;
  for (const line of text.slice(0, limit).split(/\r?\n/)) {
    const next = mrkdwn(line, Math.max(1, left));
    left -= JSON.stringify(next).length;
    if (left < 0) break;
    kept.push(next);
  }
  return kept.join('\n').trim() || mrkdwn(text, limit) || '…';
}

function entryBlocks(entries: readonly AnswerEntry[]): types.KnownBlock[] {
  const blocks: types.KnownBlock[] = [];
  let left = BUDGET.entries;
  for (const [index, entry] of entries.entries()) {
    const next = entryBlock(entry);
    left -= JSON.stringify(next).length;
    if (left < 0 || index >= MAX_ENTRIES) {
      return [...blocks, context([`and ${entries.length - index} more: ask for something narrower`])];
    }
    blocks.push(next);
  }
  return blocks;
}

/** With title, text, more, page and buttons under the 50 blocks of a message. */
const MAX_ENTRIES = 40;

function entryBlock({ title, link: url, detail, text }: AnswerEntry): types.SectionBlock {
  const parts = [
    `*${link(url, title, BUDGET.entry)}*`,
    mrkdwn(text ?? '', BUDGET.quote),
    mrkdwn(detail, BUDGET.detail),
  ].filter((part) => part !== '');
  return section(parts.join('\n'));
}

/** The page comes first in the value, then the question as it is; one too long for a button has no buttons. */
function pageButtons({ page, pages, question }: Answer): types.Button[] {
  const button = (name: string, label: string, target: number): types.Button => ({
    type: 'button',
    action_id: PAGE_ACTION + name,
    text: { type: 'plain_text', text: label },
    value: `${target} ${question}`,
  });
  const buttons = [
    ...(page > 1 ? [button('previous', 'Previous page', page - 1)] : []),
    ...(page < pages ? [button('next', 'Next page', page + 1)] : []),
  ];
  return buttons.filter(({ value }) => JSON.stringify(value).length <= BUDGET.value);
}
