import { describe, expect, test } from 'vitest';
import { writeBriefing } from '../../src/brief/brief.js';
import { cited, readItem } from '../../src/brief/candidates.js';
import { leansOnPredecessor } from '../../src/brief/openings.js';
import { sections } from '../../src/brief/sections.js';
import type { Item } from '../../src/domain/item.js';
import { item, PORT_STRIKE } from './stories.js';

const texts = (of: readonly { text: string }[]) => of.map(({ text }) => text);

/** The parts of one article, as they are shown. */
function partsOf(of: Item) {
  const { happened, context, next } = sections(readItem(of), []);
  return { happened: happened.map(cited), context: context.map(cited), next: next.map(cited) };
}

test('what is shown already is not said again, and each sentence is a piece of the source that stands alone', () => {
  const made = writeBriefing({ storyId: 1, items: [PORT_STRIKE], matches: [] });
  const { dek, points, happened, context, next } = made;
  const all = [...(dek ? [dek] : []), ...points, ...happened, ...context, ...next];
  expect(new Set(texts(all)).size).toBe(all.length);
  for (const { text, start, end } of all) {
    expect(PORT_STRIKE.body.slice(start, end)).toBe(text);
    expect(leansOnPredecessor(text)).toBe(false);
  }
});

describe('cues', () => {
  const article = item({
    title: 'City council approves tram line to the airport',
    body: [
      'The city council approved a tram line to the airport on Monday by 31 votes to 12.',
      'Mayor Ines Costa said that the line was the most important project of her term.',
      'Analysts said the line could hurt taxi firms because airport rides are a third of their income.',
      'Construction is expected to start next year, and the line will open by 2031.',
      'In 2009 voters rejected a similar plan.',
    ].join('\n\n'),
  });

  test('sort report, context and outlook apart', () => {
    const made = partsOf(article);
    expect(made.happened[0]?.text).toContain('approved a tram line');
    expect(texts(made.next)).toEqual([expect.stringContaining('expected to start next year')]);
    expect(made.context[0]?.text).toContain('Analysts said');
  });

  test('a part that nothing speaks for stays empty', () => {
    const short = item({
      title: 'Dam breaks',
      body: 'A dam broke near the town of Vila on Sunday, officials said.',
    });
    expect(partsOf(short)).toMatchObject({ context: [], next: [] });
  });

  test.each([
    'He predicted in 2001 that prices would double within ten years.',
    'Few people would say that aloud in the office.',
  ])('the future as seen from the past is no outlook: %s', (sentence) => {
    expect(partsOf(item({ ...article, body: `${article.body}\n\n${sentence}` })).next).toHaveLength(1);
  });
});

test('headings of the source decide over any cue', () => {
  const parts = [
    ['What happened', 'Acme posted twelve openings for engineers who speak Mandarin.'],
    ['Why it matters', 'Acme closed its Beijing office on Monday and announced no other.'],
    ['What to watch next', 'Observers may ask whether Acme registers its marks in Shanghai.'],
  ] as const;
  const body = parts.map(([, text]) => text).join('\n\n');
  const headings = parts.map(([text, prose]) => ({ text, at: body.indexOf(prose) }));
  const made = partsOf(item({ title: 'Acme hires', body, headings }));
  expect(texts(made.happened)).toEqual([parts[0][1]]);
  expect(texts(made.context)).toEqual([parts[1][1]]);
  expect(texts(made.next)).toEqual([parts[2][1]]);
});

test('Chinese sentences are sorted by the same parts', () => {
  const body = [
    '新加坡政府周一宣布，将在三年内拨款两亿新元支持语言模型。',
    '分析师认为，此类拨款意味着本地机构的风险下降。',
    '首批资金预计将于明年七月到位，由通讯部发放。',
    '两所大学也推出了类似计划。',
    '会议在滨海湾举行，持续两小时。',
    '部长没有回答提问。',
  ].join('\n\n');
  const made = partsOf(item({ title: '新加坡拨款支持语言模型', lang: 'zh-Hans', body }));
  expect(made.happened[0]?.text).toContain('宣布');
  expect(texts(made.next)).toEqual([expect.stringContaining('预计')]);
  expect(made.context[0]?.text).toContain('分析师');
});
