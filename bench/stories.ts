/** Scores stories: labelled reports in order of time, B-cubed and pairwise, at the settings that ship. */
import { fingerprint } from '../src/cluster/fingerprint.js';
import { storyWindow } from '../src/cluster/story-window.js';
import { type LabelledReport, readReports } from './labelled.js';

export function scoreStories(path: string): void {
  for (const { file, reports } of readReports(path)) {
    const { stories, milliseconds } = assign(reports);
    const score = compare(
      stories,
      reports.map(({ label }) => label),
    );
    const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
    console.log(`${file}: ${reports.length} reports`);
    console.log(
      `  B-cubed  F1 ${percent(score.f1)} (P ${percent(score.precision)}, R ${percent(score.recall)})`,
    );
    console.log(
      `  pairwise F1 ${percent(score.pairF1)} (P ${percent(score.pairPrecision)}, R ${percent(score.pairRecall)})`,
    );
    console.log(
      `  ${new Set(stories).size} stories, ${new Set(reports.map(({ label }) => label)).size} labels, ${milliseconds.toFixed(2)} ms of processor a report`,
    );
  }
}

function assign(reports: readonly LabelledReport[]): { stories: number[]; milliseconds: number } {
  const window = storyWindow();
  const from = process.cpuUsage();
  let opened = 0;
  const stories = reports.map(({ title, text, time }, itemId) => {
    const article = { title, body: text };
    const times = { dated: true, publishedAt: time, seenAt: time };
    const report = {
      ...article,
      ...times,
      itemId,
      publisher: String(itemId),
      fingerprint: fingerprint(article),
    };
    const placed = window.place(report);
    const story = placed.join?.storyId ?? ++opened;
    placed.settle(story);
    return story;
  });
  return { stories, milliseconds: millisecondsSince(from) / Math.max(1, reports.length) };
}

/** Of processor, which a busy machine does not stretch. */
function millisecondsSince(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

/** B-cubed (Bagga, Baldwin 1998) and pairwise scores of one clustering against another. */
function compare(found: readonly number[], labels: readonly string[]) {
  const [inStory, inLabel, inBoth] = [
    new Map<number, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const count = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const [i, story] of found.entries()) {
    count(inStory, story);
    count(inLabel, labels[i] ?? '');
    count(inBoth, `${story} ${labels[i]}`);
  }
  let [precision, recall] = [0, 0];
  for (const [i, story] of found.entries()) {
    const both = inBoth.get(`${story} ${labels[i]}`) ?? 0;
    precision += both / (inStory.get(story) ?? 1) / found.length;
    recall += both / (inLabel.get(labels[i] ?? '') ?? 1) / found.length;
  }
  const pairs = (counts: Map<unknown, number>) =>
    [...counts.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  const pairPrecision = pairs(inBoth) / Math.max(1, pairs(inStory));
  const pairRecall = pairs(inBoth) / Math.max(1, pairs(inLabel));
  const f1 = (p: number, r: number) => (p + r === 0 ? 0 : (2 * p * r) / (p + r));
  return {
    precision,
    recall,
    f1: f1(precision, recall),
    pairPrecision,
    pairRecall,
    pairF1: f1(pairPrecision, pairRecall),
  };
}
