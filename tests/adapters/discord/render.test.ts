import { describe, expect, test } from 'vitest';
import { keyOf, pageId, readId } from '../../../adapters/discord/custom-ids.js';
import { TEXT_BUDGET } from '../../../adapters/discord/components.js';
import { render, threadName } from '../../../adapters/discord/render.js';
import { asEmbed } from '../../../adapters/discord/as-embed.js';
import { renderForm } from '../../../adapters/discord/render-form.js';
import { renderAnswer } from '../../../adapters/discord/render-answer.js';
import type { Citation } from '../../../src/domain/briefing.js';
import type { Form } from '../../../src/domain/conversation.js';
import type { AlertMessage, Answer } from '../../../src/domain/message.js';
import {
  sampleAlert,
  sampleAnswer,
  sampleDigest,
  sampleNotice,
  sampleUpdate,
} from '../../contracts/samples.js';
import { allComponents, faultsOf, visibleText } from '../../support/discord/rules.js';

const fit = (customId: string) => customId.slice(0, 100);

const long = {
  words: 'word '.repeat(4000),
  Han: '汉'.repeat(12_000),
  emoji: '👩‍👩‍👧‍👦'.repeat(2000),
  markup: '*_~`|[]()<@everyone>'.repeat(500),
};

describe('an alert in Discord', () => {
  test('reads headline, source, lede, points and why', () => {
    expect(render(sampleAlert(), 'k1')).toMatchSnapshot();
  });

  test('says what kind of news it is in words, not by colour alone', () => {
    expect(textOf({ ...sampleAlert(), priority: 'breaking' })).toContain('Breaking');
  });

  test('names other sources with their links, and how many more there are', () => {
    const text = textOf(sampleAlert({ sources: Array.from({ length: 9 }, (_, index) => source(index)) }));
    expect(text).toContain('- [Paper 6](<https://news.example/6>) via Wire · <t:1780475400:R>');
    expect(text).not.toContain('Paper 7');
    expect(text).toContain('and 2 more');
  });

  test('a source without a date was only seen then', () => {
    expect(textOf(sampleAlert({ sources: [{ ...source(1), dated: false }] }))).toContain('seen <t:');
    expect(textOf(sampleAlert({ sources: [{ ...source(1), publishedAt: new Date(NaN) }] }))).toContain(
      'undated',
    );
  });

  test.each(Object.entries(long))(
    '%s without end keep to the limits, and link and source stay',
    (_, text) => {
      const sentence = { text, itemId: 1, publisher: text, start: 0, end: 1 };
      const reason = { topicId: 't', topicName: text, topicVersion: '1', terms: [text, text], snippet: text };
      const link = `https://news.example/${'a'.repeat(1800)}`;
      const alert = sampleAlert({
        headline: text,
        dek: sentence,
        points: [sentence, sentence, sentence],
        sources: Array.from({ length: 12 }, (__, index) => ({
          ...source(index),
          publisher: text,
          via: text,
          link,
        })),
        reasons: Array.from({ length: 9 }, () => ({ ...reason, field: 'title' as const })),
      });
      const shown = textOf(alert);
      expect(faultsOf(render(alert, 'k'.repeat(25)), 'create')).toEqual([]);
      expect(shown.length).toBeLessThanOrEqual(TEXT_BUDGET);
      expect(shown).toContain(`](<${link}>)`);
      expect(shown).toContain('Why:');
      expect(shown.split('](<').length).toBe(shown.split('>)').length);
    },
  );

  test('its buttons carry the key and the story', () => {
    const ids = allComponents(JSON.parse(JSON.stringify(render(sampleAlert(), 'k:1').components)))
      .map(({ custom_id }) => custom_id)
      .filter((id) => typeof id === 'string');
    expect(ids.map((id) => keyOf(id))).toEqual(Array(4).fill('k:1'));
    expect(ids.map(readId)).toMatchObject(
      ['mute', 'irrelevant', 'why', 'timeline'].map((action) => ({ kind: 'act', action, subject: 's7' })),
    );
  });

  test('a custom id of somebody else is none of ours, and none but a post has a key', () => {
    for (const id of ['', 'ww:', 'ww:why', 'ww:why:7:', 'other:why:7:k1', 'ww:draft:drop:x', 'ww:page:x:y']) {
      expect(readId(id)).toEqual({ kind: 'other' });
    }
    for (const id of [pageId('search x', 2), 'ww:act:mute:s7', 'ww:form:mute:s7'])
      expect(keyOf(id)).toBeNull();
  });

  test('a button of an earlier version still names its story', () => {
    expect(readId('ww:why:7:k1')).toEqual({ kind: 'act', action: 'why', subject: 's7', key: 'k1' });
  });

  test('says what people have made of it, and offers to take it back', () => {
    const marks = { mutedBy: 'ana *_<@1>', irrelevantBy: 'Bo' };
    expect(render({ ...sampleAlert(), marks }, 'k1')).toMatchSnapshot();
  });
});

describe('a notice in Discord', () => {
  test('reads title and text', () => {
    expect(render(sampleNotice(), 'k1')).toMatchSnapshot();
  });

  test.each(Object.entries(long))('%s without end keep to the limits', (_, text) => {
    expect(faultsOf(render(sampleNotice(text, text), 'k'), 'create')).toEqual([]);
  });

  test('names its thread in at most 100 characters', () => {
    expect(threadName(sampleNotice('汉'.repeat(200), ''))).toBe(`${'汉'.repeat(99)}…`);
    expect(threadName(sampleNotice('\u200b', ''))).toBe('Wirewatch');
  });
});

describe('other messages in Discord', () => {
  const mention = ['600000000000000001', '&700000000000000001'];
  const breaking = { ...sampleAlert(), priority: 'breaking' as const, mention };

  test('what is new in a story reads its kind, its sentences and their sources', () => {
    expect(render(sampleUpdate(), 'k1')).toMatchSnapshot();
  });

  test('a digest reads its stories and its counts', () => {
    expect(render(sampleDigest(), 'k1')).toMatchSnapshot();
  });

  test('breaking news calls whom its topic names, and as an embed too', () => {
    const body = render(breaking, 'k1');
    expect(body.allowed_mentions).toEqual({ parse: [], users: [mention[0]], roles: ['700000000000000001'] });
    expect(textOf(breaking)).toContain('<@600000000000000001> <@&700000000000000001>');
    const embedded = asEmbed(body);
    expect(embedded.content).toBe('<@600000000000000001> <@&700000000000000001>');
    expect(faultsOf({ ...embedded }, 'create')).toEqual([]);
  });

  test('a form that was filled in reads its preview, or what is wrong with it', () => {
    const field = { id: 'q', label: 'Query', hint: null, kind: 'line', value: '', options: [] } as const;
    const form = (error: string | null): Form => ({
      name: 'add-topic',
      subject: null,
      title: 'Add a topic',
      submit: 'Add',
      fields: [{ ...field, required: true, live: true, longest: 200, error }],
      preview: ['It would have found 2 *articles*.'],
    });
    expect(renderForm(form(null), 'd1')).toMatchSnapshot();
    expect(renderForm(form('the quotation is not closed'), 'd1')).toMatchSnapshot();
  });
});

describe('an answer in Discord', () => {
  test('reads title, entries and pages', () => {
    expect(renderAnswer(sampleAnswer({ page: 2, pages: 3 }), fit)).toMatchSnapshot();
  });

  test.each(Object.entries(long))(
    '%s without end keep to the limits, and say what is left out',
    (_, text) => {
      const entry = { title: text, link: `https://news.example/${'a'.repeat(1500)}`, detail: text, text };
      const answer: Answer = {
        ...sampleAnswer(),
        title: text,
        text,
        entries: Array(60).fill(entry),
        pages: 9,
      };
      const { components } = renderAnswer(answer, fit);
      expect(faultsOf({ ...renderAnswer(answer, fit) }, 'answer')).toEqual([]);
      expect(visibleText(JSON.parse(JSON.stringify(components)))).toMatch(
        /and \d+ more that do not fit here/,
      );
    },
  );

  test('has the buttons that follow from it', () => {
    const buttons = [
      { kind: 'act', action: 'unmute', subject: 's7', label: 'Undo' },
      { kind: 'form', form: 'edit-topic', subject: 'chips', label: 'Edit topic' },
      { kind: 'form', form: 'add-topic', subject: null, label: '汉'.repeat(100) },
    ] as const;
    const body = renderAnswer(sampleAnswer({ buttons, pages: 2 }), fit);
    expect(faultsOf({ ...body }, 'answer')).toEqual([]);
    expect(body.components.slice(-2)).toMatchSnapshot();
  });

  test('with nothing in it there is still something to read', () => {
    const empty = renderAnswer(sampleAnswer({ title: '', text: null }, 0), fit);
    expect(faultsOf({ ...empty }, 'answer')).toEqual([]);
  });
});

function textOf(alert: AlertMessage): string {
  return visibleText(JSON.parse(JSON.stringify(render(alert, 'k1').components)));
}

function source(index: number): Citation {
  return {
    itemId: index,
    publisher: `Paper ${index}`,
    via: 'Wire',
    title: 'Title',
    link: `https://news.example/${index}`,
    lang: 'en',
    publishedAt: new Date('2026-06-03T08:30:00Z'),
    dated: true,
    origin: null,
    standing: 'relays',
    mark: null,
    tier: 2,
    weaknesses: [],
    copies: { count: 0, publishers: [] },
  };
}
