/** A text for a topic's `tests:`, cut out of an article that it matched. */
import type { Topic, TopicTest } from '../domain/topic.js';
import { splitSentences } from '../text/sentences.js';
import { articleText, type Matchable } from './article-text.js';
import { evaluate } from './evaluate.js';
import { parseQuery } from './query.js';
import { asArticle } from './test-topic.js';

/** Longer texts are not read by who looks at tests. */
const LONGEST = 1_500;

/**
 * The shortest of the headline, the sentences that satisfied the topic, and the beginning of the article that the
 * topic as it is matches; null when it no longer does.
 */
export function proposeTest(topic: Topic, article: Matchable): TopicTest | null {
  const parsed = parseQuery(topic.query, topic);
  const found = parsed.ok ? evaluate(parsed.query, articleText(article)) : null;
  if (!parsed.ok || found === null) return null;
  const { title, body, lang } = article;
  const sentences = splitSentences(body, lang).filter(({ start, end }) =>
    found.some((place) => place.field === 'body' && place.start < end && place.end > start),
  );
  const quoted = sentences
    .map(({ start, end }) => body.slice(start, end).replace(/\s+/g, ' ').trim())
    .join(' ');
  const tries: TopicTest[] = [
    { text: title },
    { text: quoted },
    { title, text: quoted },
    { title, text: body.slice(0, LONGEST).toWellFormed() },
  ];
  const matches = (test: TopicTest) =>
    test.text !== '' &&
    test.text.length <= LONGEST &&
    evaluate(parsed.query, articleText(asArticle(test))) !== null;
  return tries.find(matches) ?? null;
}
