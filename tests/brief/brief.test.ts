import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeBriefing } from '../../src/brief/brief.js';
import { leansOnPredecessor } from '../../src/brief/openings.js';
import type { Item } from '../../src/domain/item.js';
import { item, matchOf, PORT_STRIKE } from './stories.js';

const brief = (items: Item[], matches: Parameters<typeof writeBriefing>[0]['matches'] = []) =>
  writeBriefing({ storyId: 7, items, matches });

/** What must hold of every briefing, whatever the articles. */
function expectSound(items: Item[], matches: Parameters<typeof writeBriefing>[0]['matches'] = []) {
  const made = brief(items, matches);
  const { dek, points, happened, context, next } = made;
  const shown = [...(dek ? [dek] : []), ...points, ...happened, ...context, ...next];
  for (const { text, itemId, start, end, publisher } of shown) {
    const source = items.find((one) => one.id === itemId);
    expect(source?.body.slice(start, end)).toBe(text);
    expect(source?.publisher).toBe(publisher);
  }
  expect(new Set(shown.map(({ text }) => text)).size).toBe(shown.length);
  expect(made.points.length).toBeLessThanOrEqual(3);
  expect(made.readingMinutes).toBeGreaterThanOrEqual(1);
  expect(new Set(made.sources.map(({ itemId }) => itemId))).toEqual(new Set(items.map(({ id }) => id)));
  expect(made.sources).toHaveLength(items.length);
  return made;
}

describe('an article', () => {
  const made = expectSound([PORT_STRIKE]);

  test('has a dek that states the event of the headline, not the scenery before it', () => {
    expect(made.headline).toBe(PORT_STRIKE.title);
    expect(made.dek?.text).toContain('4,000 port workers in Rotterdam began a strike');
  });

  test('has two or three points without furniture, questions and orphans', () => {
    expect(made.points.length).toBeGreaterThanOrEqual(2);
    for (const { text } of made.points) {
      expect(text).not.toMatch(/newsletter|Reporting by|\?$/);
      expect(leansOnPredecessor(text)).toBe(false);
      expect(text).not.toBe(made.dek?.text);
    }
  });

  test('names its source and how long it takes to read', () => {
    expect(made.sources).toMatchObject([{ publisher: 'The Wire', via: null, link: 'https://example.com/a' }]);
    expect(made.readingMinutes).toBe(1);
  });
});

describe('topics', () => {
  test('the first point is about the topic, wherever in the article it stands', () => {
    const made = expectSound([PORT_STRIKE], [matchOf(PORT_STRIKE, 'hamburg', 'Hamburg', 'Antwerp')]);
    expect(made.points[0]?.text).toContain('Antwerp and Hamburg');
    expect(made.dek?.text).toContain('began a strike');
  });

  test('each topic has one reason: its terms once each, and the sentence where most of them stand', () => {
    const made = brief(
      [PORT_STRIKE],
      [matchOf(PORT_STRIKE, 'labour', 'strike', 'union', 'FNV'), matchOf(PORT_STRIKE, 'ports', 'Hamburg')],
    );
    expect(made.reasons).toMatchObject([
      {
        topicId: 'labour',
        topicName: 'Topic labour',
        topicVersion: 'v1',
        terms: ['FNV', 'union', 'strike'],
        field: 'body',
      },
      { topicId: 'ports', terms: ['Hamburg'], field: 'body' },
    ]);
    expect(made.reasons[0]?.snippet).toContain('began a strike on Tuesday');
    expect(made.reasons[1]?.snippet).toContain('Antwerp and Hamburg');
  });

  test('a match in the title alone is shown with the title', () => {
    const one = item({
      title: 'Acme buys Bolt',
      body: 'The two firms signed a contract in Oslo on Monday, they said.',
    });
    expect(brief([one], [matchOf(one, 'deals', 'buys')]).reasons).toMatchObject([
      { field: 'title', snippet: 'Acme buys Bolt' },
    ]);
  });

  test('a reason from a sentence of a thousand words is cut to its surroundings', () => {
    const one = item({ title: 'Minutes', body: `${'word '.repeat(500)}Hamburg ${'word '.repeat(500)}` });
    const snippet = brief([one], [matchOf(one, 'ports', 'Hamburg')]).reasons[0]?.snippet ?? '';
    expect(snippet).toMatch(/^…word .*Hamburg.* word…$/);
    expect(snippet.length).toBeLessThanOrEqual(300);
  });

  test('a topic that several members match is one reason, told by the member that is shown', () => {
    const copy = item({ ...PORT_STRIKE, id: 2, via: 'The Wire', publisher: 'Copy Shop' });
    const made = brief(
      [copy, PORT_STRIKE],
      [matchOf(copy, 'labour', 'strike'), matchOf(PORT_STRIKE, 'labour', 'union')],
    );
    expect(made.reasons.map(({ terms }) => terms)).toEqual([['union']]);
  });
});

describe('sources', () => {
  test('the origin comes first: whom the others have it from, before those who are earlier', () => {
    const early = item({
      id: 1,
      publisher: 'Fast News',
      via: 'Securities Times',
      publishedAt: new Date(1e12),
    });
    const origin = item({ id: 2, publisher: 'Securities Times', publishedAt: new Date(2e12) });
    const own = item({ id: 3, publisher: 'Daily', publishedAt: new Date(3e12) });
    const made = expectSound(
      [own, early, origin].map((one) => ({ ...one, title: 'A', body: PORT_STRIKE.body })),
    );
    expect(made.sources.map(({ publisher }) => publisher)).toEqual([
      'Securities Times',
      'Daily',
      'Fast News',
    ]);
    expect(made.dek?.itemId).toBe(2);
  });

  test('a bare headline gives way to a member with a text', () => {
    const bare = item({ id: 1, title: 'Port strike', publishedAt: new Date(1e12) });
    const made = expectSound([bare, { ...PORT_STRIKE, id: 2 }]);
    expect(made.dek?.itemId).toBe(2);
    expect(made.headline).toBe(PORT_STRIKE.title);
  });
});

describe('Chinese', () => {
  const article = item({
    title: '新加坡将为本地语言模型拨款两亿元',
    lang: 'zh-Hans',
    publisher: '早报',
    body: [
      '新加坡政府周一宣布，将在三年内拨款两亿新元，支持本地机构训练东南亚语言模型。',
      '通讯及新闻部长表示：“我们不能只依赖别人的模型。”他说，首批资金七月到位。',
      '此举引起业界关注。',
      '目前已有十二家机构提出申请，包括新加坡国立大学和南洋理工大学。',
      '分析师认为，资金规模不足以训练前沿模型，但足以覆盖微调和评测的成本。',
      '责任编辑：陈某',
    ].join('\n\n'),
  });

  test('is briefed by the same rules', () => {
    const made = expectSound([article], [matchOf(article, 'funds', '国立大学')]);
    expect(made.dek?.text).toBe(
      '新加坡政府周一宣布，将在三年内拨款两亿新元，支持本地机构训练东南亚语言模型。',
    );
    expect(made.points[0]?.text).toContain('新加坡国立大学');
    for (const { text } of made.points) expect(text).not.toMatch(/此举|责任编辑/);
  });

  test('takes a minute for 400 characters', () => {
    expect(brief([{ ...article, body: '新闻内容。'.repeat(300) }]).readingMinutes).toBe(3);
  });
});

describe('articles that are hardly articles', () => {
  const sentence = 'The city of Delft opened a bridge for cyclists over the Schie canal on Friday.';
  test.each<[string, Partial<Item>]>([
    ['one sentence', { title: 'New bridge in Delft', body: sentence }],
    ['nothing', { title: 'New bridge in Delft', body: '' }],
    ['no title', { title: '', body: sentence }],
    ['neither', { title: '', body: '' }],
    ['the headline once more', { title: 'City of Delft opens bridge', body: 'City of Delft opens bridge' }],
    [
      'quotes only',
      { title: 'Voices', body: '“We won’t go,” he said.\n\n“Nor will we,” she said.\n\n“Never,” they said.' },
    ],
    [
      'captions only',
      { title: 'Gallery', body: 'Photo by Jo Bo\n\nCredit: Getty Images\n\n(Image credit: AP)' },
    ],
    [
      'orphans only',
      { title: 'So', body: 'But he left the firm in May.\n\nThis was not the plan.\n\nThey said it again.' },
    ],
    [
      'an unknown language',
      { title: 'Uutinen', lang: 'und', body: 'Hallitus päätti asiasta tiistaina. Laki tulee voimaan heti.' },
    ],
    ['an invalid tag', { title: 'News', lang: '!!', body: sentence }],
    ['no spaces', { title: 'x', body: 'a'.repeat(100_000) }],
    ['open quotes', { title: 'x', body: '“'.repeat(100_000) }],
    ['lone surrogates', { title: '\ud83d', body: '\ud83d\ude00 \udc00 said.'.repeat(50) }],
  ])('%s', (_name, fields) => {
    const one = item(fields);
    expectSound([one], [matchOf(one, 'delft', 'Delft')]);
  });

  test('one sentence is the dek, and there are no points', () => {
    const made = brief([item({ title: 'New bridge in Delft', body: sentence })]);
    expect(made).toMatchObject({ headline: 'New bridge in Delft', dek: { text: sentence }, points: [] });
  });

  test('a dek never repeats the headline', () => {
    expect(
      brief([item({ title: 'City of Delft opens bridge', body: 'City of Delft opens bridge.' })]).dek,
    ).toBeNull();
  });

  test('a page without a full stop is no sentence to show', () => {
    expect(brief([item({ title: 'Table', body: 'cell '.repeat(1000) })])).toMatchObject({
      dek: null,
      points: [],
    });
  });

  test('20,000 words are read as far as news goes', () => {
    const paragraphs = Array.from(
      { length: 1000 },
      (_, i) => `The council met ${i} times. ${sentence} Item ${i} cost ${i} euros.`,
    );
    const one = item({ title: 'Delft council', body: paragraphs.join('\n\n') });
    expect(expectSound([one], [matchOf(one, 'delft', 'cyclists')]).points.length).toBeGreaterThan(0);
  });

  test('a story of 500 members', () => {
    const members = Array.from({ length: 500 }, (_, i) => ({
      ...PORT_STRIKE,
      id: i + 1,
      publisher: `Paper ${i}`,
    }));
    const made = expectSound(
      members,
      members.map((one) => matchOf(one, 'labour', 'strike')),
    );
    expect(made.reasons).toHaveLength(1);
  });
});

test('whatever the text, each sentence shown is an exact piece of its source', () => {
  const piece = fc.constantFrom(
    'OpenAI said. ',
    'He left! ',
    '“No.” ',
    '\n\n',
    '• item one\n',
    '中文新闻报道。',
    'Photo by A. ',
    '12% ',
    '5) x ',
  );
  const text = fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 30 });
  fc.assert(
    fc.property(text, text, fc.constantFrom('en', 'zh-Hant', 'und'), (title, body, lang) => {
      const one = item({ title: title.join(''), body: body.join(''), lang });
      expectSound([one], [matchOf(one, 't', 'OpenAI')]);
    }),
    { numRuns: 300 },
  );
});
