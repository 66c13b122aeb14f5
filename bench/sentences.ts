/** Scores the sentence splitter: texts that are split exactly as people split them, and the boundaries between. */
import { splitSentences } from '../src/text/sentences.js';
import { type LabelledSplit, readSplits } from './labelled.js';

export function scoreSentences(path: string): void {
  for (const { file, splits } of readSplits(path)) {
    const { exact, f1, missed } = scoreSplits(splits);
    console.log(
      `${file}: ${exact} of ${splits.length} texts split exactly, boundaries F1 ${f1.toFixed(1)} %`,
    );
    for (const { rule, sentences, made } of missed) {
      if (rule) console.log(`  not met: ${rule}`);
      if (process.env['SHOW']) console.log(`  SPLIT  ${made.join(' | ')}\n  PEOPLE ${sentences.join(' | ')}`);
    }
  }
}

/** F1 in per cent, over the boundaries of all texts together; the end of a text counts as one. */
export function scoreSplits(splits: readonly LabelledSplit[]) {
  let [found, right, wanted] = [0, 0, 0];
  const missed: (LabelledSplit & { made: string[] })[] = [];
  for (const split of splits) {
    const sentences = split.sentences.map((one) => one.trim());
    const made = splitSentences(split.text, split.lang ?? 'en').map((one) => one.text);
    const [ends, madeEnds] = [endsOf(sentences), endsOf(made)];
    if (made.join('\n') !== sentences.join('\n')) missed.push({ ...split, sentences, made });
    found += madeEnds.size;
    wanted += ends.size;
    right += [...madeEnds].filter((end) => ends.has(end)).length;
  }
  const [precision, recall] = [right / Math.max(1, found), right / Math.max(1, wanted)];
  const f1 = (200 * precision * recall) / Math.max(1e-9, precision + recall);
  return { exact: splits.length - missed.length, f1, missed };
}

/** Where sentences end, counted in characters that are not white space. */
function endsOf(sentences: readonly string[]): Set<number> {
  const ends = new Set<number>();
  let at = 0;
  for (const sentence of sentences) {
    at += sentence.replace(/\s/g, '').length;
    ends.add(at);
  }
  return ends;
}
