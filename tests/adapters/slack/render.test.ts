import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderAnswer, questionOf } from '../../../adapters/slack/render-answer.js';
import { formView } from '../../../adapters/slack/render-form.js';
import { render } from '../../../adapters/slack/render.js';
import type { Form } from '../../../src/domain/conversation.js';
import type { Answer, Message } from '../../../src/domain/message.js';
import {
  sampleAlert,
  sampleAnswer,
  sampleDigest,
  sampleNotice,
  sampleUpdate,
} from '../../contracts/samples.js';
import { checkMessage, textsOf, parseContent } from '../../support/slack/check-message.js';

test('a choice whose value Slack would cut is not offered', () => {
  const options = ['x'.repeat(151), 'short'].map((value) => ({ value, label: value }));
  const choice = { hint: null, required: true, live: false, longest: 200, error: null, options };
  const form: Form = {
    name: 'edit-topic',
    subject: null,
    title: 'Edit a topic',
    submit: 'Go on',
    fields: [{ id: 'topic', label: 'Topic', kind: 'one', value: 'short', ...choice }],
    preview: [],
  };
  expect(formView(form, null).blocks[0]).toMatchObject({
    element: { options: [{ value: 'short' }], initial_option: { value: 'short' } },
  });
});

describe('an alert', () => {
  test('reads as its reader expects', () => {
    expect(render(sampleAlert(), 'key-1')).toMatchSnapshot();
  });

  test('that somebody has muted and found beside the point says so, and offers the way back', () => {
    const marks = { mutedBy: 'ana', irrelevantBy: 'ben' };
    expect(
      render({ ...sampleAlert({ points: [], conflicts: [] }), marks }, 'key-1').blocks,
    ).toMatchSnapshot();
  });

  test('in Chinese, breaking, found in the text', () => {
    const [reason] = sampleAlert().briefing.reasons;
    const { briefing } = sampleAlert({ lang: 'zh-Hans', headline: '芯片制造商暂停向三家客户发货' });
    const reasons = reason
      ? [{ ...reason, field: 'body' as const, snippet: '…周五<停止>发货…', terms: ['芯片'] }]
      : [];
    expect(
      render({ kind: 'alert', priority: 'breaking', briefing: { ...briefing, reasons } }, 'key-1'),
    ).toMatchSnapshot();
  });

  test.each([
    ['a digest', sampleDigest()],
    ['what is new in its story', sampleUpdate()],
    ['a notice', sampleNotice()],
  ])('is followed by %s', (_kind, message) => {
    expect(render(message, 'key-1')).toMatchSnapshot();
  });

  test('with many sources names the first and counts the rest', () => {
    const [source] = sampleAlert().briefing.sources;
    const many = Array.from({ length: 40 }, (_, index) => ({
      ...present(source),
      publisher: `Paper ${index}`,
    }));
    const text = textOf(sampleAlert({ sources: many }));
    expect(text).toContain('Paper 5');
    expect(text).toContain('and 34 more');
  });

  test('keeps the names of sources whose links are too long to keep', () => {
    const [source] = sampleAlert().briefing.sources;
    const long = { ...present(source), link: `https://a.example/${'p'.repeat(1800)}` };
    const sources = ['One', 'Two', 'Three'].map((publisher) => ({ ...long, publisher }));
    const text = textOf(sampleAlert({ sources }));
    for (const name of ['One', 'Two', 'Three']) expect(text).toContain(name);
  });

  test('of the longest parts stays under 10,000 characters', () => {
    const long = '"'.repeat(5000);
    const link = `https://a.example/${'p'.repeat(1980)}`;
    const { briefing } = sampleAlert();
    const [dek, source, reason] = [
      present(briefing.points[0]),
      present(briefing.sources[0]),
      present(briefing.reasons[0]),
    ];
    const { text, blocks } = render(
      sampleAlert({
        headline: long,
        dek: { ...dek, text: long },
        points: Array(9).fill({ ...dek, text: long }),
        sources: Array(40).fill({ ...source, publisher: long, via: long, link }),
        reasons: Array(9).fill({
          ...reason,
          topicName: long,
          terms: Array(40).fill(long),
          snippet: long,
          field: 'body',
        }),
      }),
      'k'.repeat(25),
    );
    expectWithinLimits({ text, blocks });
    expect(JSON.stringify(blocks).length).toBeGreaterThan(6000);
  });

  test('carries its key in two places', () => {
    const { blocks, metadata } = render(sampleNotice(), 'k'.repeat(25));
    expect(blocks[0]).toMatchObject({ block_id: `ww:${'k'.repeat(25)}` });
    expect(metadata.event_payload).toEqual({ delivery_id: 'k'.repeat(25) });
  });

  test('keeps every limit, whatever it is made of', () => {
    fc.assert(
      fc.property(messages(), (message) => expectWithinLimits(render(message, 'key-1'))),
      { numRuns: 40, endOnFailure: true },
    );
  });
});

describe('an answer', () => {
  test('reads as its reader expects', () => {
    expect(renderAnswer(sampleAnswer({ page: 2, pages: 3 }))).toMatchSnapshot();
    expect(
      renderAnswer(sampleAnswer({ ok: false, title: 'No such topic', text: 'Try:\n`topics`' }, 0)),
    ).toMatchSnapshot();
  });

  test('keeps every limit, whatever it is made of', () => {
    const answers = fc.record<Answer>({
      ok: fc.boolean(),
      title: texts(),
      text: fc.option(texts()),
      entries: fc.array(
        fc.record({ title: texts(), link: fc.option(links()), detail: texts(), text: fc.option(texts()) }),
        { maxLength: 70 },
      ),
      page: fc.integer({ min: 1, max: 5 }),
      pages: fc.integer({ min: 0, max: 5 }),
      question: texts(),
    });
    fc.assert(
      fc.property(answers, (answer) => expectWithinLimits({ ...renderAnswer(answer) })),
      { numRuns: 40, endOnFailure: true },
    );
  });

  test('of the longest parts stays under 10,000 characters', () => {
    const long = '"\n'.repeat(3000);
    const entry = { title: long, link: `https://a.example/${'p'.repeat(1980)}`, detail: long, text: long };
    const answer = sampleAnswer({
      title: long,
      text: long,
      entries: Array(90).fill(entry),
      page: 2,
      pages: 3,
      question: '"'.repeat(498),
    });
    const { text, blocks } = renderAnswer(answer);
    expectWithinLimits({ text, blocks });
    expect(JSON.stringify(blocks)).toContain('ww_page_next');
  });

  test('what does not fit is counted', () => {
    const text = JSON.stringify(renderAnswer(sampleAnswer({}, 100)).blocks);
    expect(text).toMatch(/and \d+ more: ask for something narrower/);
  });
});

describe('the value of a page button', () => {
  test('gives its question back as it was', () => {
    expect(questionOf('2 search  a "b" <c>')).toEqual({ text: 'search  a "b" <c>', page: 2 });
    expect(questionOf('1 ')).toEqual({ text: '', page: 1 });
  });

  test.each(['', '0 x', '-1 x', '1.5 x', 'next', '9999999 x', 'NaN x'])('%j is not ours', (value) => {
    expect(questionOf(value)).toBeNull();
  });
});

function messages(): fc.Arbitrary<Message> {
  const [reason] = sampleAlert().briefing.reasons;
  const [source] = sampleAlert().briefing.sources;
  const sentence = texts().map((text) => ({ text, itemId: 1, publisher: 'P', start: 0, end: text.length }));
  const alert = fc
    .record({
      headline: texts(),
      dek: fc.option(sentence),
      points: fc.array(sentence, { maxLength: 5 }),
      sources: fc.array(
        fc
          .record({ publisher: texts(), via: fc.option(texts()), link: fc.option(links()) })
          .map((part) => ({ ...present(source), ...part })),
        { maxLength: 20 },
      ),
      reasons: fc.array(
        fc
          .record({
            topicName: texts(),
            terms: fc.array(texts(), { maxLength: 9 }),
            snippet: texts(),
            field: fc.constantFrom('title' as const, 'body' as const),
          })
          .map((part) => ({ ...present(reason), ...part })),
        { maxLength: 6 },
      ),
    })
    .map((changes) => sampleAlert(changes));
  return fc.oneof(
    alert,
    fc.tuple(texts(), texts()).map(([title, text]) => sampleNotice(title, text)),
  );
}

/** Short and very long texts of every script, with all that Slack treats specially. */
function texts(): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    'word ',
    '汉字',
    '👩‍👩‍👧‍👦',
    '&',
    '<!channel>',
    '"\\',
    '*_~`',
    ':tada:',
    'e\u0301\u0301\u0301\u0301',
    '\n',
    '> ',
  );
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.tuple(piece, fc.integer({ min: 0, max: 700 })).map(([text, times]) => text.repeat(times)),
  );
}

function links(): fc.Arbitrary<string> {
  const long = fc
    .integer({ min: 0, max: 2500 })
    .map((length) => `https://a.example/?${'&a='.repeat(length / 3)}`);
  return fc.oneof(fc.webUrl(), long, fc.string());
}

function expectWithinLimits(content: { text: string; blocks: unknown[] }): void {
  expect(checkMessage(content)).toEqual({ error: null, violations: [] });
  expect(JSON.stringify(content.blocks).length).toBeLessThan(10_000);
}

function textOf(message: Message): string {
  return textsOf(parseContent({ ...render(message, 'k') }).blocks ?? []).join('\n');
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the sample has none');
  return value;
}
