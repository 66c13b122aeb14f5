/** Random queries and articles over a small vocabulary, so that they meet: English, Chinese and mixed. */
import fc from 'fast-check';
import type { Matchable } from '../../src/match/match.js';
import { article } from './article.js';

const WORDS =
  'AI ai Said said chip chips Chips China china Chinese OpenAI openai block blocks blocking export exports exporter access API APIs US us C++ café cafe 5G GPT-4 Strategy strategies 中国 中國 国产 國產 芯片 芯 人工智能 人工 智能 普通话 普通話 公司 AI芯片 第一'.split(
    ' ',
  );
const BETWEEN = [
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  '',
  '. ',
  ', ',
  "'s ",
  '。',
  '，',
  '\n',
  '\n\n',
  ' – ',
  '’s ',
  '\u00ad',
];

const text = (length: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom(...WORDS, 'other', 'words', 'stand', 'here', '这里'),
        fc.constantFrom(...BETWEEN),
      ),
      { maxLength: length },
    )
    .map((pieces) => pieces.map(([word, between]) => word + between).join(''));

export const someArticle: fc.Arbitrary<Matchable> = fc
  .record({
    title: text(6),
    body: fc.oneof(text(12), text(40), text(250)),
    lang: fc.constantFrom('en', 'zh-Hans', 'zh-Hant', 'und'),
    feedId: fc.constantFrom('one', 'two'),
    tier: fc.constantFrom(1, 2, 3),
  })
  .map(article);

const plainWord = fc.constantFrom(...WORDS.filter((word) => word !== 'C++'));
const phrase = fc.array(plainWord, { minLength: 1, maxLength: 3 }).map((words) => `"${words.join(' ')}"`);
const pattern = fc.constantFrom('export*', 'bloc*', 'ch?p', 'strat?g*', 'chin?', 'block* access', 'a?cess*');
const cased = fc
  .tuple(fc.constantFrom('exact', 'allcaps', 'nocaps'), plainWord)
  .map(([casing, word]) => `${casing}:"${word}"`);
const raw = fc
  .constantFrom('C++', 'AI', '中国', 'GPT-4', 'café', 'API', '芯', "China's")
  .map((word) => `raw:"${word}"`);
const leaf = fc.oneof({ weight: 6, arbitrary: phrase }, pattern, cased, raw);
const choice = fc.oneof(
  { weight: 3, arbitrary: leaf },
  fc.array(leaf, { minLength: 2, maxLength: 3 }).map((of) => `(${of.join(' OR ')})`),
);
const near = fc
  .tuple(
    choice,
    fc.constantFrom('NEAR', 'ONEAR', 'NOT NEAR', 'NOT ONEAR'),
    fc.constantFrom(1, 2, 3, 8),
    choice,
  )
  .map(([a, operator, distance, b]) => `(${a} ${operator}/${distance} ${b})`);
const others = fc.oneof(
  fc.array(fc.oneof(choice, near), { minLength: 2, maxLength: 3 }).map((of) => `(${of.join(' SENTENCE ')})`),
  fc.tuple(fc.constantFrom(1, 2, 3), choice).map(([n, of]) => `atleast/${n}(${of})`),
  fc.constantFrom(
    'lang:zh',
    'lang:en',
    'tier:1',
    'tier:2-3',
    'feed:one',
    '/GPT-\\d/',
    '/chip+s/i',
    '/第.国?/',
  ),
);

/** Query strings of every operator, a few levels deep. */
export const someQuery: fc.Arbitrary<string> = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'query' },
    { weight: 4, arbitrary: choice },
    { weight: 2, arbitrary: near },
    others,
    {
      weight: 3,
      arbitrary: fc
        .tuple(tie('query'), fc.constantFrom('AND', 'OR', 'NOT', 'AND'), tie('query'))
        .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    },
    fc.tuple(fc.constantFrom('title', 'lead', 'body'), tie('query')).map(([scope, of]) => `${scope}:(${of})`),
    fc
      .tuple(fc.constantFrom(1, 2, 3), tie('query'), tie('query'), tie('query'))
      .map(([floor, a, b, c]) => `score/${floor}(${a}^2, ${b}, ${c}^-1)`),
  ),
})).query;
