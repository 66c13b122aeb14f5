/** `npx tsx bench/eval.ts briefings|stories|duplicates|rewordings|sentences|assign <folder>`: scores labelled data and prints figures. */
import { scoreBriefings } from './briefings.js';
import { timeAssigning } from './assign.js';
import { scoreDuplicates } from './duplicates.js';
import { scoreRewordings } from './rewordings.js';
import { scoreSentences } from './sentences.js';
import { scoreStories } from './stories.js';

const KINDS: Readonly<Record<string, (path: string) => void>> = {
  briefings: scoreBriefings,
  duplicates: scoreDuplicates,
  rewordings: scoreRewordings,
  stories: scoreStories,
  sentences: scoreSentences,
  assign: timeAssigning,
};

const [kind = '', path] = process.argv.slice(2);
const score = KINDS[kind];
if (!score || path === undefined) {
  console.error(`usage: eval ${Object.keys(KINDS).join('|')} <folder or .jsonl file>`);
  process.exitCode = 2;
} else {
  score(path);
}
