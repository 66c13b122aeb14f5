import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { Article } from '../../src/domain/item.js';
import { readFolder } from '../../src/ingest/folder.js';
import { normalise } from '../../src/ingest/normalise.js';
import { splitSentences } from '../../src/text/sentences.js';

const seeds = fileURLToPath(new URL('../../seeds', import.meta.url));
const feed = { id: 'seeds', kind: 'folder', location: seeds, tier: 2 } as const;
const articles = new Map<string, Article>();

beforeAll(async () => {
  const { entries, faults } = await readFolder(seeds);
  expect(faults).toEqual([]);
  for (const { entry } of entries) {
    const result = normalise(entry, feed, new Date('2026-01-01T00:00:00Z'));
    if (result.kind === 'article') articles.set(result.article.guid, result.article);
  }
});

const SEEDS: readonly {
  file: string;
  publisher: string;
  author: string | null;
  via: string | null;
  facts: string[];
  /** Would make a topic match that has no business with the article. */
  silent: RegExp;
}[] = [
  {
    file: 'signaldesk-mandarin-speakers.md',
    publisher: 'SignalDesk',
    author: null,
    via: 'SCMP China Tech',
    facts: [
      '9.4 million',
      'one-third',
      'Mandarin',
      'Singapore',
      'San Francisco',
      'Tokyo',
      'London',
      'Taiwan',
      'mainland China, Hong Kong and Macau',
      'VPNs',
      'relay tools',
      'trademark registrations in China',
      'ChatGPT and GPT',
      'growth partner managers',
      'developer experience engineers',
      'Sinosphere',
    ],
    silent:
      /Baidu|Ernie|Alibaba|Qwen|Zhipu|GLM|DeepSeek|ByteDance|Huawei|sovereign|White House|Washington|sanctions|Musk|acquire|billion/i,
  },
  {
    file: 'mashable-api-access.md',
    publisher: 'Mashable',
    author: 'Cecily Mauran',
    via: null,
    facts: [
      'July 9',
      'Securities Times',
      '(via Reuters)',
      'five "covert influence operations"',
      'Spamouflage',
      'Biden administration',
      'executive order',
      'cybersecurity risk',
      'Ernie 3.5',
      'Qwen-plus',
      'Zhipu AI',
      'GLM',
      'Special Migration Program',
      'mainland China',
    ],
    silent: /Mandarin|Singapore|trademark|sovereign|Musk|acquire|for sale|Tokyo|Hong Kong/i,
  },
  {
    file: 'unsigned-halt-api-access.md',
    publisher: 'unsigned',
    author: null,
    via: null,
    facts: [
      'March 17, 2023',
      'co-founded by Elon Musk',
      'Baidu, Alibaba and ByteDance',
      'founded in 2015',
      'Tencent',
      'USTC',
      '1.4 billion people',
      'GDPR',
      'tariffs',
      'Huawei',
      'Microsoft Azure',
      'Google Cloud',
      'VPNs',
      'Europe and India',
      'halt API access',
      'establish a presence in China',
    ],
    silent: /Mandarin|Singapore|trademark|acquire|for sale|for-profit|Hong Kong/i,
  },
  {
    file: 'pulse-openai-for-singapore.md',
    publisher: 'Pulse',
    author: null,
    via: 'OpenAI',
    facts: [
      'AI Singapore',
      'National University of Singapore',
      'National AI Strategy 2.0',
      'SEA-LION',
      'AI Verify',
      'sovereign AI',
      'ASEAN',
      'brain drain',
      'living lab',
      'Google and Microsoft',
      'high-GDP',
      'multi-year',
    ],
    silent: /China|Chinese|Mandarin|trademark|DeepSeek|Musk|acquire|executive order|sanctions/i,
  },
  {
    file: 'windows-central-work-with-china.md',
    publisher: 'Windows Central',
    author: 'Sean Endicott',
    via: null,
    facts: [
      'Sky News',
      'Paris AI Action Summit',
      'DeepSeek',
      'R1 and V3',
      'US sanctions',
      'semiconductors',
      '$600 billion',
      'over 180 countries',
      'Iran, North Korea, Russia and Syria',
      '$97.4 billion',
      '$9.74 billion',
      'formerly Twitter',
      'not for sale',
      'verge of bankruptcy',
      'for-profit',
    ],
    silent: /Mandarin|Singapore|trademark|sovereign/i,
  },
];

describe('the seeds', () => {
  it('are five', () => expect([...articles.keys()].sort()).toEqual(SEEDS.map(({ file }) => file).sort()));

  test.each(SEEDS)(
    '$file tells the whole article and no more',
    ({ file, publisher, author, via, facts, silent }) => {
      const article = articles.get(file);
      if (article === undefined) throw new Error(`${file} is missing`);
      const words = article.body.split(/\s+/).length;
      expect(article).toMatchObject({ publisher, author, via, lang: 'en', dated: false, url: null });
      expect(words).toBeGreaterThanOrEqual(150);
      expect(words).toBeLessThanOrEqual(350);
      for (const fact of facts) expect(article.body).toContain(fact);
      expect(`${article.title} ${article.body}`).not.toMatch(silent);
      for (const { text } of splitSentences(article.body, 'en')) expect(text).toMatch(/^["A-Z].*[.?!:]"?$/);
    },
  );
});
