import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type CleanText, cleanText } from '../../src/ingest/clean-text.js';

const PROSE =
  'The ministry said on Monday that it would publish the new rules for foreign model providers before the end of the year, and that companies would have six months to comply with them.';
const MORE =
  'Two of the largest providers said that they had not been told of the plan, although their lawyers have been in talks with the regulator since the spring and expect a decision soon.';

const page = (...blocks: string[]): string => blocks.join('\n\n');
const whyOf = (text: CleanText): string[] => text.dropped.map(({ line, why }) => `${line} ${why}`);

describe('what a page puts round an article', () => {
  test.each<[string, string, string]>([
    ['a share button', 'Share', 'interface'],
    ['a byline', 'By Jane Doe', 'byline'],
    ['an agency line', '(Reporting by Jane Doe and Li Wei; editing by John Roe)', 'byline'],
    ['a reading time', 'Technology · 4 min read', 'date'],
    ['a date of its own', 'Published: July 9, 2024', 'date'],
    ['a credit', 'Photo: Jane Doe / Reuters', 'credit'],
    [
      'a caption with its credit',
      'The head office in Paris at night. (Image credit: Getty Images)',
      'credit',
    ],
    ['a sign-up line', 'Sign up for our weekly newsletter.', 'newsletter'],
    ['a consent line', 'By signing up you agree to our Terms of Use and Privacy Policy.', 'newsletter'],
    ['a disclosure', 'This article was written with the help of AI and checked by an editor.', 'disclosure'],
    ['a label of automation', 'AI-Assisted Editorial', 'disclosure'],
    ['a link to the source', 'Read the full story at Example News', 'source link'],
    ['a copyright line', '© 2024 Example News. All rights reserved.', 'disclosure'],
  ])('%s is not the article', (_, line, why) => {
    const text = cleanText(page('A headline of the day', PROSE, line, MORE));
    expect(text.paragraphs).toEqual([PROSE, MORE]);
    expect(whyOf(text)).toEqual(['1 title', `5 ${why}`]);
  });

  test.each([
    'Users in China could no longer sign up for ChatGPT, Reuters reported.',
    'OpenAI updated its privacy policy on Tuesday.',
    'Articles written by AI are flooding the web, a study found.',
    'She was an editor before that.',
    'The company shared the image with the press: it shows a chip.',
    'The two sides want to share the costs.',
    'It published the model on July 9, 2024.',
    'Get ready: the rules now apply to every provider.',
  ])('a sentence of the article stays: %s', (line) => {
    const text = cleanText(page('A headline of the day', PROSE, line, MORE));
    expect(text.paragraphs).toEqual([PROSE, line, MORE]);
  });

  it('a caption above its credit goes with it', () => {
    const text = cleanText(
      page('A headline of the day', 'A phone shows the logo\n(Image credit: Jane Doe)', PROSE),
    );
    expect(text.paragraphs).toEqual([PROSE]);
  });

  it('a sign-up box takes its short neighbours along', () => {
    const box =
      'Morning Wire\nThe day in five minutes\nSign up for the Morning Wire newsletter.\nThanks for signing up!';
    expect(cleanText(page('A headline of the day', PROSE, box, MORE)).paragraphs).toEqual([PROSE, MORE]);
  });

  it('a list of other stories ends the article', () => {
    const list =
      'Related stories\nA phone maker cuts prices\nWho won the cup final\nTen films to see this week';
    expect(cleanText(page('A headline of the day', PROSE, MORE, list)).paragraphs).toEqual([PROSE, MORE]);
  });

  it('a list of other stories in the middle of an article does not', () => {
    const list = 'Read more\nA phone maker cuts prices\nWho won the cup final\nTen films to see this week';
    const text = cleanText(page('A headline of the day', PROSE, list, MORE, PROSE));
    expect(text.paragraphs).toEqual([PROSE, MORE, PROSE]);
  });

  it('the biography of the author goes, with the name and job above it', () => {
    const biography =
      'Jane Doe is a technology reporter at Example News who covers AI. Before joining, she studied law. You can find her on X @jane.';
    const text = cleanText(
      page('A headline of the day', PROSE, MORE, 'Jane Doe\nTechnology reporter', biography),
    );
    expect(text.paragraphs).toEqual([PROSE, MORE]);
    expect(text).toMatchObject({ author: 'Jane Doe', publisher: 'Example News' });
  });

  it('a menu goes', () => {
    const menu = 'Home\nWorld\nBusiness\nTech news\nMarkets today\nOpinion\nSports';
    expect(cleanText(page(menu, PROSE, MORE)).paragraphs).toEqual([PROSE, MORE]);
  });
});

describe('what a page says about an article', () => {
  test.each<[string, string, Partial<CleanText>]>([
    ['who wrote it', 'By Jane Doe', { author: 'Jane Doe' }],
    ['that a house wrote it', 'By Example News Staff', { publisher: 'Example News' }],
    ['when', 'By Jane Doe | July 9, 2024', { author: 'Jane Doe', published: 'July 9, 2024' }],
    ['when, beside the reading time', 'July 9, 2024 · 4 min read', { published: 'July 9, 2024' }],
    ['where it is from', 'Source: Example Times', { via: 'Example Times' }],
    ['who reports', 'How Example News reports: feeds are read by people.', { publisher: 'Example News' }],
    ['whose story it was', 'Read the full story at Example Times', { via: 'Example Times' }],
  ])('%s', (_, line, expected) => {
    expect(cleanText(page('A headline of the day', PROSE, line, MORE))).toMatchObject(expected);
  });
});

describe('paragraphs and headings', () => {
  it('a short line alone is a heading, and says over which paragraph it stands', () => {
    const text = cleanText(
      page('A headline of the day', PROSE, 'Why it matters', MORE, 'Is it legal?', PROSE),
    );
    expect(text.paragraphs).toEqual([PROSE, MORE, PROSE]);
    expect(text.headings).toEqual([
      { text: 'Why it matters', before: 1 },
      { text: 'Is it legal?', before: 2 },
    ]);
  });

  it('a heading with nothing under it is dropped', () => {
    const text = cleanText(page('A headline of the day', PROSE, 'What comes next'));
    expect(text.headings).toEqual([]);
    expect(whyOf(text)).toEqual(['1 title', '5 leftover heading']);
  });

  it('a sentence that links have split is put together again', () => {
    const text = cleanText(
      page(
        'A headline of the day',
        'Critics fear a',
        'loss of market share',
        'and a setback for',
        'Chinese research',
        '. It may cost more.',
      ),
    );
    expect(text.paragraphs).toEqual([
      'Critics fear a loss of market share and a setback for Chinese research. It may cost more.',
    ]);
  });

  it('a lost word between two links is not closed up into a new phrase', () => {
    const text = cleanText(
      page(
        'A headline of the day',
        PROSE,
        'It names two reasons, namely',
        'compliance',
        '\ndata security',
        '.',
      ),
    );
    expect(text.paragraphs).toEqual([PROSE, 'It names two reasons, namely compliance, data security.']);
  });

  it('list items that are sentences are paragraphs, and others are not', () => {
    const text = cleanText(
      page(
        'A headline of the day',
        PROSE,
        '• 01The office opens in May.\n• Contact\n2. It has a staff of ten.',
      ),
    );
    expect(text.paragraphs).toEqual([PROSE, 'The office opens in May.', 'It has a staff of ten.']);
  });

  it('a long first line is the lede and no title', () => {
    const text = cleanText(page(PROSE, MORE));
    expect(text.title).toBeUndefined();
    expect(text.paragraphs).toEqual([PROSE, MORE]);
  });

  it('a title that is known is not repeated in the text', () => {
    expect(
      cleanText(page('A Headline of the day!', PROSE), 'A headline of the day | Example').paragraphs,
    ).toEqual([PROSE]);
    expect(cleanText(page('Another line.', PROSE), 'A headline of the day').paragraphs).toEqual([
      'Another line.',
      PROSE,
    ]);
  });

  it('notes without a full stop are better than nothing', () => {
    expect(cleanText('Ernie cheaper\n\nQwen free', 'Prices').paragraphs).toEqual([
      'Ernie cheaper',
      'Qwen free',
    ]);
  });

  it('Chinese text has its headings and paragraphs too', () => {
    const text = cleanText(
      page(
        'OpenAI将停止向中国提供API服务',
        '7月9日起,OpenAI将采取额外措施,阻止来自其不支持地区的API流量。',
        '影响',
        '百度和阿里云已宣布为用户提供免费迁移服务,并赠送额外的词元。',
      ),
    );
    expect(text.title).toBe('OpenAI将停止向中国提供API服务');
    expect(text.headings).toEqual([{ text: '影响', before: 1 }]);
    expect(text.paragraphs).toHaveLength(2);
  });
});

describe('whatever comes in', () => {
  it('every line of prose ends up somewhere, and nothing is invented', () => {
    const line = fc.oneof(
      fc.constantFrom('', 'Share', PROSE, MORE, 'Why it matters', 'By Jane Doe', '. and', 'Related'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const text = cleanText(lines.join('\n'));
        for (const heading of text.headings) expect(heading.before).toBeLessThan(text.paragraphs.length);
        for (const paragraph of text.paragraphs) expect(paragraph.trim()).toBe(paragraph);
      }),
    );
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['a megabyte of one character', '<'.repeat(1_000_000)],
    ['a hundred thousand short lines', 'By A\n'.repeat(100_000)],
    ['a hundred thousand sign-up lines', 'Sign up for our newsletter\n'.repeat(100_000)],
    ['a hundred thousand lists', 'Related stories\n\n'.repeat(100_000)],
    ['a line of a million words', 'is a '.repeat(500_000)],
    ['lines of almost names', `${'By A. '.repeat(90)}\n`.repeat(2_000)],
    ['fragments without end', 'and a\n\n'.repeat(20_000)],
    ['fragments that join to megabytes', `and ${'a'.repeat(80)}\n`.repeat(20_000)],
  ])('%s is read to its end', (_, text) => {
    expect(cleanText(text).dropped.length).toBeLessThanOrEqual(20_000);
  });
});
