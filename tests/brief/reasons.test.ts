import { describe, expect, test } from 'vitest';
import { writeBriefing } from '../../src/brief/brief.js';
import { compileTopics } from '../../src/match/compile.js';
import { matchArticle } from '../../src/match/match.js';
import { article, topic } from '../match/article.js';
import { item } from './stories.js';

/** Why an article is posted, by the queries that it satisfies: "terms in field: snippet". */
function why(text: { title?: string; body: string; lang?: string }, ...queries: string[]) {
  const { index } = compileTopics(queries.map((query, i) => topic({ id: `t${i}`, query })));
  const one = item({ title: 'News', ...text });
  const matches = matchArticle(index, article({ title: one.title, body: one.body, lang: one.lang }));
  return writeBriefing({
    storyId: 1,
    items: [one],
    matches: matches.map((match) => ({ itemId: one.id, topicName: match.topicId, match })),
  }).reasons;
}

const CHINA = '(China OR Chinese OR "Hong Kong")';
const AI = '(OpenAI OR ChatGPT OR allcaps:AI)';
const TRADEMARKS = `((trademark NEAR/8 registration) SENTENCE ${CHINA}) AND ${CHINA} AND ${AI}`;
const ACCESS = `(block NEAR/10 ${AI} SENTENCE ${CHINA}) AND ${AI}`;
const SIGNALDESK = {
  title: 'OpenAI hires in Hong Kong',
  body:
    'OpenAI continues to block its AI services in China, Hong Kong and Macau. Chinese developers use ChatGPT anyway.\n\n' +
    'Additionally, potential trademark registrations like ChatGPT and GPT in China could indicate future intentions.',
};

describe('the words shown', () => {
  test('are those that only this topic looks for, then one of each other part', () => {
    const [trademarks, access] = why(SIGNALDESK, TRADEMARKS, ACCESS);
    expect(trademarks).toMatchObject({
      terms: ['trademark registrations … China', 'ChatGPT'],
      field: 'body',
      snippet: expect.stringMatching(/^Additionally, .* intentions\.$/),
    });
    expect(access?.terms[0]).toContain('block');
  });

  test('are not the headline’s when the text says more, and both places are named', () => {
    const [policy] = why(
      {
        title: 'OpenAI plans to leave China',
        body: 'The company gave no reason. The Biden administration has ordered safety tests of AI.',
      },
      `("Biden administration" SENTENCE ${AI}) AND ${CHINA} AND ${AI}`,
      `${CHINA} AND ${AI}`,
    );
    expect(policy).toMatchObject({
      terms: ['Biden administration … AI', 'China'],
      field: 'both',
      snippet: 'The Biden administration has ordered safety tests of AI.',
    });
  });

  test('are few, without repeats and without one inside another', () => {
    const [money] = why(
      {
        body: 'Musk made a billion bid to acquire OpenAI, but OpenAI is not for sale. OpenAI may go public.',
      },
      '(acquire ONEAR/3 OpenAI) OR (OpenAI SENTENCE (bid NEAR/6 billion)) OR (OpenAI NEAR/5 "for sale") OR OpenAI',
    );
    expect(money?.terms).toEqual(['billion bid to acquire OpenAI', 'OpenAI is not for sale']);
  });

  test('show a word of every part, also of five', () => {
    const [one] = why(
      { body: 'Alpha rose. Then beta fell. A gamma ray. The delta, flooded. Epsilon is small.' },
      'alpha AND beta AND gamma AND delta AND epsilon',
    );
    expect(one?.terms.map((term) => term.toLowerCase()).sort()).toEqual([
      'alpha',
      'beta',
      'delta',
      'epsilon',
      'gamma',
    ]);
  });
});

describe('words that stand apart', () => {
  test('are quoted as two, and never over the end of a sentence', () => {
    const [near] = why(
      { body: 'Altman said that it is not for sale. Musk helped to found OpenAI, and left it.' },
      'OpenAI NEAR/10 "for sale"',
    );
    expect(near).toMatchObject({
      terms: ['for sale … OpenAI'],
      snippet: 'Altman said that it is not for sale. … Musk helped to found OpenAI, and left it.',
    });
  });

  test('a comma or a quotation mark between them parts them too', () => {
    const body = '"We would like to work with China," said Altman to a reporter.';
    const [quoted] = why({ body }, 'Altman SENTENCE ("work with" NEAR/4 China)');
    expect(quoted).toMatchObject({ terms: ['work with China … Altman'], snippet: body });
  });

  test('in Chinese as well', () => {
    const query = '(停止 NEAR/20 服务) SENTENCE 中国';
    const [one] = why({ body: '该公司宣布，将停止向中国用户提供服务。', lang: 'zh-Hans' }, query);
    expect(one?.terms).toEqual(['停止向中国用户提供服务']);
    const [other] = why({ body: '该公司将停止服务，影响中国用户。', lang: 'zh-Hans' }, query);
    expect(other?.terms).toEqual(['停止服务 … 中国']);
  });

  test('a match of an earlier version, without its pieces, is shown by the words of its query', () => {
    const one = item({ body: 'OpenAI, said Musk in a long interview on Monday evening, is not for sale.' });
    const text = one.body.slice(0, -1);
    const evidence = [
      { field: 'body' as const, start: 0, end: text.length, text, term: 'OpenAI NEAR/20 for sale' },
    ];
    const match = { topicId: 't', topicVersion: 'v', evidence };
    const made = writeBriefing({ storyId: 1, items: [one], matches: [{ itemId: 1, topicName: 'T', match }] });
    expect(made.reasons[0]?.terms).toEqual(['OpenAI … for sale']);
  });
});
