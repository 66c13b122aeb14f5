/** Scores briefings: articles by ROUGE against people's summaries, discourses by people's labels of each sentence. */
import type { CitedSentence } from '../src/domain/briefing.js';
import type { Item } from '../src/domain/item.js';
import { best } from '../src/brief/best.js';
import { writeBriefing } from '../src/brief/brief.js';
import { digestStory } from '../src/brief/digest-story.js';
import { leansOnPredecessor } from '../src/brief/openings.js';
import { type Candidate, readItem } from '../src/brief/candidates.js';
import { scores as sentenceScores } from '../src/brief/score.js';
import { type Section, sectionScore } from '../src/brief/sections.js';
import { splitSentences } from '../src/text/sentences.js';
import {
  itemOf,
  type LabelledArticle,
  type LabelledDiscourse,
  type LabelledStory,
  readBriefings,
} from './labelled.js';
import { rouge, type Rouge } from './rouge.js';

export function scoreBriefings(path: string): void {
  for (const { file, articles, stories, discourses } of readBriefings(path)) {
    console.log(
      `${file}: ${articles.length} articles, ${stories.length} stories, ${discourses.length} discourses`,
    );
    if (articles.length > 0) scoreArticles(articles);
    if (stories.length > 0) scoreStoryDigests(stories);
    if (discourses.length > 0) scoreDiscourses(discourses);
  }
}

const SENTENCES = 3;

function scoreArticles(articles: readonly LabelledArticle[]): void {
  const rows = { lead: [] as Rouge[], extract: [] as Rouge[], briefing: [] as Rouge[] };
  const check = newCheck();
  for (const [id, { title, text, references }] of articles.entries()) {
    const item = itemOf(id, title ?? '', text);
    const lead = splitSentences(text, 'en').slice(0, SENTENCES);
    rows.lead.push(
      rouge(
        lead.map((one) => one.text),
        references,
      ),
    );
    rows.extract.push(
      rouge(
        extract(item).map(({ sentence }) => sentence.text),
        references,
      ),
    );
    rows.briefing.push(
      rouge(
        checkedBriefing(item, check).map((one) => one.text),
        references,
      ),
    );
  }
  for (const [name, scores] of Object.entries(rows)) {
    const mean = (pick: (one: Rouge) => number) =>
      percent(
        scores.reduce((sum, one) => sum + pick(one), 0),
        scores.length,
      );
    console.log(
      `  ROUGE-1/2/L ${name.padEnd(9)} ${mean((o) => o.r1)} / ${mean((o) => o.r2)} / ${mean((o) => o.rl)}`,
    );
  }
  printCheck(check);
}

/**
 * The sentences that score best, in the order of the text: what the weights are worth without the rules of a
 * briefing. One that leans on its predecessor is taken only together with it.
 */
function extract(item: Item): Candidate[] {
  const pool = readItem(item).candidates;
  const weights = sentenceScores(pool, 1);
  const chosen: Candidate[] = [];
  while (chosen.length < SENTENCES) {
    const free = pool.filter(
      (candidate) =>
        !leansOnPredecessor(candidate.sentence.text) ||
        candidate.position === 0 ||
        chosen.some((other) => other.position === candidate.position - 1),
    );
    const next = best(free, (candidate) => weights[candidate.index] ?? 0, chosen);
    if (!next) break;
    chosen.push(next);
  }
  return chosen.sort((a, b) => a.position - b.position);
}

/** Recall of 100 words on several articles, as DUC 2004 counts it: what is longer is cut. */
function scoreStoryDigests(stories: readonly LabelledStory[]): void {
  const scores = stories.map(({ articles, references }) => {
    const items = articles.map(({ title, text }, id) => itemOf(id + 1, title ?? '', text));
    const words = digestStory(items, 100).flatMap(({ text }) => text.split(/\s+/));
    return rouge([words.slice(0, 100).join(' ')], references);
  });
  const mean = (pick: (one: Rouge) => number) =>
    percent(
      scores.reduce((sum, one) => sum + pick(one), 0),
      scores.length,
    );
  console.log(
    `  100 words on a story: recall ROUGE-1/2 ${mean((o) => o.recall1)} / ${mean((o) => o.recall2)}`,
  );
}

function scoreDiscourses(discourses: readonly LabelledDiscourse[]): void {
  const check = newCheck();
  let [main, event, deks, junk, shown] = [0, 0, 0, 0, 0];
  for (const [id, discourse] of discourses.entries()) {
    const { body, roleAt } = laidOut(discourse);
    const roles = checkedBriefing(itemOf(id, discourse.headline, body), check)
      .slice(0, 3)
      .map(roleAt);
    deks += 1;
    if (roles[0] === 'Main') main++;
    if (roles[0]?.startsWith('Main')) event++;
    shown += roles.length;
    junk += roles.filter((role) => role === 'NA').length;
  }
  console.log(
    `  dek states the main event ${percent(main, deks)} % (or its consequence ${percent(event, deks)} %)`,
  );
  console.log(`  junk in the first three   ${percent(junk, shown)} %`);
  for (const section of ['happened', 'context', 'next'] as const) scoreSection(discourses, section);
  printCheck(check);
}

const ROLES: Readonly<Record<Section, RegExp>> = {
  happened: /^Main/,
  context: /^Cause|^Distant_Evaluation/,
  next: /^Distant_Expectations/,
};

/** Precision of the best sentence for a part, over all articles and over those where its score is highest. */
function scoreSection(discourses: readonly LabelledDiscourse[], section: Section): void {
  const chosen = discourses.flatMap((discourse, id) => {
    const { body, roleAt } = laidOut(discourse);
    const { candidates } = readItem(itemOf(id, discourse.headline, body));
    const score = sectionScore(candidates, section);
    const top = candidates.toSorted((a, b) => score(b) - score(a))[0];
    return top ? [{ score: score(top), right: ROLES[section].test(roleAt(top.sentence)) }] : [];
  });
  const sorted = chosen.toSorted((a, b) => b.score - a.score);
  const precision = (share: number): string => {
    const part = sorted.slice(0, Math.round(share * sorted.length));
    return percent(part.filter(({ right }) => right).length, part.length);
  };
  const shares = [1, 0.7, 0.5].map((share) => `${precision(share)} % of the surest ${100 * share} %`);
  console.log(`  ${section.padEnd(8)} right: ${shares.join(', ')}`);
}

/** The labelled sentences as a body, and the role of the labelled sentence that most of a span lies in. */
export function laidOut({ sentences }: LabelledDiscourse) {
  let body = '';
  let paragraph: number | null = null;
  const spans: { start: number; end: number; role: string }[] = [];
  for (const sentence of sentences) {
    if (body !== '') body += sentence.paragraph === paragraph ? ' ' : '\n\n';
    paragraph = sentence.paragraph;
    spans.push({ start: body.length, end: body.length + sentence.text.length, role: sentence.role });
    body += sentence.text;
  }
  const roleAt = ({ start, end }: { start: number; end: number }): string => {
    const shared = (span: { start: number; end: number }) =>
      Math.min(end, span.end) - Math.max(start, span.start);
    return spans.reduce((a, b) => (shared(b) > shared(a) ? b : a)).role;
  };
  return { body, roleAt };
}

interface Check {
  shown: number;
  untraced: number;
  orphans: number;
  milliseconds: number[];
}

const newCheck = (): Check => ({ shown: 0, untraced: 0, orphans: 0, milliseconds: [] });

/** Dek and points of a briefing, after checking that each is a piece of its source that stands alone. */
function checkedBriefing(item: Item, check: Check): CitedSentence[] {
  const from = performance.now();
  const { dek, points } = writeBriefing({ storyId: 1, items: [item], matches: [] });
  check.milliseconds.push(performance.now() - from);
  const shown = dek ? [dek, ...points] : [...points];
  for (const { text, start, end } of shown) {
    check.shown++;
    if (item.body.slice(start, end) !== text) check.untraced++;
    if (leansOnPredecessor(text)) check.orphans++;
  }
  return shown;
}

function printCheck({ shown, untraced, orphans, milliseconds }: Check): void {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(1);
  console.log(
    `  ${shown} sentences shown, ${untraced} not in their source, ${orphans} with a dangling opening`,
  );
  console.log(`  a briefing takes ${at(0.5)} ms (median), ${at(0.95)} ms (p95)`);
}

const percent = (part: number, whole: number): string => ((100 * part) / Math.max(1, whole)).toFixed(1);
