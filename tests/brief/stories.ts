import type { Item } from '../../src/domain/item.js';
import type { Evidence } from '../../src/domain/match.js';
import type { TopicMatch } from '../../src/brief/topic-matches.js';

export function item(fields: Partial<Item>): Item {
  return {
    id: 1,
    feedId: 'wire',
    seenAt: new Date('2026-03-02T09:00:00Z'),
    guid: `guid-${fields.id ?? 1}`,
    url: null,
    link: 'https://example.com/a',
    title: '',
    body: '',
    headings: [],
    lang: 'en',
    publisher: 'The Wire',
    author: null,
    via: null,
    publishedAt: new Date('2026-03-02T08:00:00Z'),
    dated: true,
    ...fields,
  };
}

/** A match of a topic that looks for words, wherever they stand in the item. */
export function matchOf(of: Item, topicId: string, ...terms: string[]): TopicMatch {
  const evidence: Evidence[] = [];
  for (const field of ['title', 'body'] as const) {
    for (const term of terms) {
      for (let at = of[field].indexOf(term); at >= 0; at = of[field].indexOf(term, at + term.length)) {
        evidence.push({ field, start: at, end: at + term.length, text: term, term });
      }
    }
  }
  return { itemId: of.id, topicName: `Topic ${topicId}`, match: { topicId, topicVersion: 'v1', evidence } };
}

/** An article of ten sentences whose opening is scenery, as features have it. */
export const PORT_STRIKE = item({
  title: 'Port workers in Rotterdam strike over automation plan',
  body: [
    'Sign up for our daily newsletter to get stories like this one.',
    'The cranes stood still against a grey sky on Tuesday, and gulls had the quays to themselves.',
    'About 4,000 port workers in Rotterdam began a strike on Tuesday over a plan to automate two container terminals, the FNV union said.',
    'They want guarantees for 1,200 jobs until 2031.',
    '“We will not be replaced by software,” said union leader Anna de Vries. “Not one of us.”',
    'But the operator, Maas Terminals, said that the plan would create as many jobs as it ends.',
    'Rotterdam handled 13.4 million containers last year, more than any other port in Europe.',
    'Shipping lines began to send vessels to Antwerp and Hamburg, where waiting times rose to three days.',
    'Talks between the FNV union and Maas Terminals resume on 12 March, a mediator said.',
    'Do strikes still work?',
    'Reporting by Jan Smit; editing by Eva Bos.',
  ].join('\n\n'),
});
