import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Article } from '../../src/domain/item.js';
import { readFolder } from '../../src/ingest/folder.js';
import { normalise } from '../../src/ingest/normalise.js';

/** The pages that the seeds were written from, as they were copied off the web; beside the repository, not in it. */
const pages = fileURLToPath(new URL('../../../shared/seeds', import.meta.url));
const here = existsSync(pages);
if (!here) console.warn(`SKIPPED: the raw pages are not here (${pages})`);

let articles: Article[];
beforeAll(async () => {
  if (!here) return;
  const feed = { id: 'raw', kind: 'folder', location: pages, tier: 2 } as const;
  const { entries, faults } = await readFolder(pages);
  expect(faults).toEqual([]);
  articles = entries.map(({ entry }) => {
    const result = normalise(entry, feed, new Date('2026-01-01T00:00:00Z'));
    if (result.kind !== 'article') throw new Error(result.reason);
    return result.article;
  });
});

interface Expected {
  facts: Partial<Article>;
  headings: string[];
  paragraphs: number;
  gone: string[];
  stays: string[];
}

function expectArticle(index: number, expected: Expected): void {
  const article = articles[index];
  if (article === undefined) throw new Error(`there is no page ${index}`);
  const paragraphs = article.body.split('\n\n');
  expect(article).toMatchObject({ ...expected.facts, lang: 'en', dated: false });
  expect(article.headings.map(({ text }) => text)).toEqual(expected.headings);
  expect(paragraphs).toHaveLength(expected.paragraphs);
  for (const paragraph of paragraphs) expect(paragraph).toMatch(/^["'“A-Z].*[.!?]["'”]?$/);
  for (const { at } of article.headings)
    expect(at === 0 || article.body.slice(at - 2, at) === '\n\n').toBe(true);
  for (const phrase of expected.gone) expect(article.body).not.toContain(phrase);
  for (const phrase of expected.stays) expect(article.body).toContain(phrase);
}

describe.skipIf(!here)('a page as copied off the web', () => {
  it('a briefing without a headline of its own', () => {
    expectArticle(0, {
      facts: {
        title:
          'OpenAI is hiring Mandarin-speaking staff to support evolving developer communities and clients in Asia-Pacific regions',
        publisher: 'SignalDesk',
        via: 'SCMP China Tech',
        author: null,
      },
      headings: ['What happened', 'Why it matters', 'What to watch next'],
      paragraphs: 10,
      gone: [
        'Source assisted',
        'How SignalDesk reports',
        'Read the standards',
        'Related briefings',
        '•',
        'What happened',
      ],
      stays: [
        '9.4 million software developers',
        'one-third',
        'Hong Kong, and Macau',
        'Tokyo, and London',
        'trademark registrations like ChatGPT and GPT in China',
        'VPNs or relay tools',
        'growth partner managers',
      ],
    });
  });

  it('a news story in the middle of a sign-up box and two lists', () => {
    expectArticle(1, {
      facts: {
        title: 'OpenAI reportedly plans to block access in China. Chinese AI companies may fill the void.',
        publisher: 'Mashable',
        author: 'Cecily Mauran',
        via: null,
      },
      headings: [],
      paragraphs: 6,
      gone: [
        'Rockset',
        'Time Bandits',
        'Wordle',
        'Webb telescope',
        'crossword',
        'Getty Images',
        'glowing green keyboard',
        "master's degree",
        'Light Speed',
        'Sign up',
        'newsletter',
        'Recommended',
        'Trending',
        'July 11',
        'By Cecily',
        'Mashable Image',
        'inbox',
        'South America',
        'zero dollars',
        'safety concerns',
      ],
      stays: [
        'July 9.',
        '(via Reuters)',
        'Securities Times',
        'Ernie 3.5',
        'Qwen-plus',
        'GLM',
        'Spamouflage',
        'five "covert influence operations."',
        'Special Migration Program',
        'Biden Administration',
        'executive order',
        'Baidu, Alibaba, and others prepare to make their moves.',
      ],
    });
  });

  it('an essay whose links have come apart', () => {
    expectArticle(2, {
      facts: {
        title: 'OpenAI’s Decision to Halt API Access in China: An In-depth Analysis',
        publisher: 'unsigned',
        author: null,
        via: null,
      },
      headings: [
        'Multiple Reasons for the Decision',
        'Regulatory Environment',
        'Potential Data Security Concerns',
        'Competition from Local Players',
        'Implications and Future Prospects',
        'A Shift in Global Tech Power Dynamics?',
        'OpenAI: A Leading Force in Artificial Intelligence',
        'The Significance of OpenAI',
        'OpenAI’s API: Democratizing Access to Advanced AI Models',
        'Previous collaborations and partnerships with Chinese organizations and universities',
        'Reasons for OpenAI’s expansion into the Chinese market',
        'I The Announcement: OpenAI to Halt API Access in China',
        'Analysis: Factors Influencing OpenAI’s Decision',
        'Regulatory Compliance: Chinese regulations and OpenAI’s concerns regarding data security and privacy',
        'Geopolitical Tensions: The role of geopolitical tensions between the US and China',
        'Economic Considerations: The potential financial implications for OpenAI in China',
        'Implications: OpenAI’s Decision and the Future of AI in China',
        'Adjustments by Chinese players',
        'Potential alternatives for Chinese users of OpenAI’s API',
        'Domestic alternatives in the Chinese market',
        'International options',
        'Broader implications for the Chinese AI ecosystem',
        'Impact on collaborations between international and Chinese organizations',
        'Role of the Chinese government in fostering a vibrant AI ecosystem',
        'Opportunities for OpenAI in other markets',
        'VI. Conclusion',
        'Lessons learned and potential responses to similar challenges',
        'Implications for the future of AI in China',
        'Future directions for research and collaboration',
      ],
      paragraphs: 34,
      gone: ['•', 'Power Dynamics?', '\n\nA. In', '1. ', 'Democratizing Access', 'China .', ' ,'],
      stays: [
        'sparked intense debate. This in-depth analysis aims to shed light',
        'by a series of previous collaborations and partnerships with Chinese organizations',
        'In an official, OpenAI explained',
        'due to regulatory compliance, data security concerns. The statement read,',
        'The impact of this decision on existing Chinese users and clients is significant.',
        'a loss of market share and a setback for Chinese AI research. Businesses',
        'March 17, 2023',
        '1.4 billion people',
        'Tencent',
        'University of Science and Technology of China (USTC)',
        'General Data Protection Regulation (GDPR)',
        'Baidu, Alibaba, and Huawei',
        'Microsoft Azure and Google Cloud',
        'co-founded by Elon Musk',
      ],
    });
  });

  it('a commentary with labels before and after it', () => {
    expectArticle(3, {
      facts: { title: 'Introducing OpenAI for Singapore', publisher: 'Pulse', via: 'OpenAI', author: null },
      headings: ['Why it matters'],
      paragraphs: 10,
      gone: [
        'Labs',
        'min read',
        'Share',
        'AI-Assisted Editorial',
        'written with AI assistance',
        'Read the full story',
        '01The',
        '02A',
        '03The',
      ],
      stays: [
        'SEA-LION',
        'National AI Strategy 2.0',
        '"sovereign AI"',
        '"AI Verify"',
        'multi-year partnership',
        'A technical partnership with AI Singapore aims',
        'brain drain',
      ],
    });
  });

  it('a column with captions, section names and a biography', () => {
    expectArticle(4, {
      facts: {
        title: 'OpenAI CEO Sam Altman wants to "work with China" but would the US government allow it?',
        publisher: 'Windows Central',
        author: 'Sean Endicott',
        via: null,
      },
      headings: ['Is OpenAI available in China?', 'Is OpenAI for sale?'],
      paragraphs: 11,
      gone: [
        'Getty Images',
        'mobile phone',
        'not available in China at the moment',
        'CATEGORIES',
        'Sean Endicott',
        'Lumia',
        'Nottingham Trent',
        'Is OpenAI for sale?',
        'Is OpenAI available in China?',
      ],
      stays: [
        '$97.4 billion',
        '$9.74 billion',
        '$600 billion',
        'over 180 countries',
        'Iran, North Korea, Russia, and Syria',
        'R1 and V3',
        'Paris AI Action Summit',
        'states OpenAI.',
      ],
    });
  });
});
