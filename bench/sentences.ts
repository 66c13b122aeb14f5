/** Scores the sentence splitter: texts that are split exactly as people split them, and the boundaries between. */
import { splitSentences } from '../src/text/sentences.js';
import { readSplits } from './labelled.js';

export function scoreSentences(path: string): void {
  for (const { file, splits } of readSplits(path)) {
    let [exact, found, right, wanted] = [0, 0, 0, 0];
    for (const { text, lang, sentences } of splits) {
      const made = splitSentences(text, lang ?? 'en').map((one) => one.text.trim());
      const ends = endsOf(sentences.map((one) => one.trim()));
      const madeEnds = endsOf(made);
      if (made.join('\n') === sentences.map((one) => one.trim()).join('\n')) exact++;
      found += madeEnds.size;
      wanted += ends.size;
      right += [...madeEnds].filter((end) => ends.has(end)).length;
    }
    const [precision, recall] = [right / Math.max(1, found), right / Math.max(1, wanted)];
    const f1 = (200 * precision * recall) / Math.max(1e-9, precision + recall);
    console.log(
      `${file}: ${exact} of ${splits.length} texts split exactly, boundaries F1 ${f1.toFixed(1)} %`,
    );
  }
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
