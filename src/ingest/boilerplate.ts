/**
 * Tells the article from what a page puts round it, in text that has lost its markup. What is left to judge
 * by is length, how a line ends, the share of function words, position, neighbours and set phrases; after
 * jusText (Pomikálek 2011) and boilerpipe (Kohlschütter et al., WSDM 2010). Each rule is one pass.
 */
import {
  BIOGRAPHY_CUES,
  BRACKETED_CREDIT,
  BYLINE,
  CREDIT,
  DATE_LABEL,
  DISCLOSURE,
  IMAGE_CREDIT,
  INTERFACE,
  isNewsletter,
  OTHER_STORIES,
  READING_TIME,
  ROLE,
  SOURCE_LINK,
  STAFF_LINE,
} from './boilerplate-phrases.js';
import { parseDate } from './dates.js';
import type { Line } from './lines.js';

export type Why =
  | 'byline'
  | 'date'
  | 'interface'
  | 'source link'
  | 'disclosure'
  | 'newsletter'
  | 'credit'
  | 'caption'
  | 'biography'
  | 'other stories'
  | 'breadcrumb'
  | 'link list';

/** Phrases are looked for in lines up to this length only; longer ones are prose. */
const MAX_SCRAP = 600;

interface Page {
  readonly lines: readonly Line[];
  readonly why: (Why | null)[];
  /** Share of the words of the page that stand before each line. */
  readonly position: readonly number[];
  readonly english: boolean;
}

/** Why each line is not the article; null for the lines that are. */
export function markBoilerplate(lines: readonly Line[]): (Why | null)[] {
  const page: Page = {
    lines,
    why: lines.map(() => null),
    position: positions(lines),
    english: isEnglish(lines),
  };
  for (const rule of [
    labels,
    disclosures,
    newsletters,
    credits,
    biographies,
    otherStories,
    breadcrumbs,
    linkLists,
  ])
    rule(page);
  return page.why;
}

function drop(page: Page, index: number, why: Why): void {
  if (index >= 0 && index < page.lines.length) page.why[index] ??= why;
}

/** A line that must be prose: long, ends like a sentence, and has its share of function words. */
function isProse(page: Page, line: Line): boolean {
  if (!line.ends || line.words < (page.english ? 22 : 16)) return false;
  return !page.english || line.functionShare >= 0.25;
}

function labels(page: Page): void {
  for (const [index, line] of page.lines.entries()) {
    if (line.words > 40 || line.text.length > MAX_SCRAP) continue;
    if (STAFF_LINE.test(line.text)) drop(page, index, 'byline');
    else if (line.words <= 14 && !line.ends && BYLINE.test(line.text)) drop(page, index, 'byline');
    else if (line.words <= 14 && (READING_TIME.test(line.text) || bareDate(line.text) !== null))
      drop(page, index, 'date');
    else if (INTERFACE.test(line.text)) drop(page, index, 'interface');
    else if (SOURCE_LINK.test(line.text)) drop(page, index, 'source link');
  }
}

/** The date that a line is nothing but, after a label such as "Published:"; as written. */
export function bareDate(text: string): string | null {
  if (text.length > 80 || !/\d{4}/.test(text)) return null;
  const bare = text.replace(DATE_LABEL, '').trim();
  return bare.length >= 8 && parseDate(bare) !== null ? bare : null;
}

function disclosures(page: Page): void {
  for (const [index, line] of page.lines.entries()) {
    if (line.words > 60 || line.text.length > MAX_SCRAP || !DISCLOSURE.test(line.text)) continue;
    const position = page.position[index] ?? 0;
    if (line.words <= 12 || !isProse(page, line) || position > 0.85 || position < 0.15)
      drop(page, index, 'disclosure');
  }
}

/** A sign-up box is a run of short lines: one gives away its neighbours. */
function newsletters(page: Page): void {
  for (const [index, line] of page.lines.entries()) {
    if (line.words > 45 || line.text.length > MAX_SCRAP || !isNewsletter(line.text)) continue;
    drop(page, index, 'newsletter');
    for (let near = index - 4; near <= index + 4; near++) {
      const other = page.lines[near];
      if (other !== undefined && other.block === line.block && other.words <= 14)
        drop(page, near, 'newsletter');
    }
  }
}

function credits(page: Page): void {
  for (const [index, line] of page.lines.entries()) {
    if (line.words > 34 || line.text.length > MAX_SCRAP || line.mark === 'heading' || !CREDIT.test(line.text))
      continue;
    const bracketed = line.words <= 30 && BRACKETED_CREDIT.test(line.text);
    if (isProse(page, line) && !bracketed) continue;
    drop(page, index, 'credit');
    const above = page.lines[index - 1];
    if (above === undefined || above.block !== line.block) continue;
    const isCaption = IMAGE_CREDIT.test(line.text) ? above.words <= 28 : above.words <= 22 && !above.ends;
    if (isCaption) drop(page, index - 1, 'caption');
  }
}

/** A role ("is a reporter at") with two more signs; the short lines above it are the name and the job. */
function biographies(page: Page): void {
  for (const [index, line] of page.lines.entries()) {
    if (line.words < 8 || line.words > 200 || line.text.length > 2_000 || !ROLE.test(line.text)) continue;
    const position = page.position[index] ?? 0;
    const signs = (line.text.match(BIOGRAPHY_CUES)?.length ?? 0) + (position > 0.6 ? 1 : 0);
    if (signs < 2 || (position <= 0.55 && signs < 4)) continue;
    drop(page, index, 'biography');
    for (let above = index - 1; above >= index - 4; above--) {
      const label = page.lines[above];
      if (label === undefined || label.words > 7 || label.ends) break;
      drop(page, above, 'biography');
    }
  }
}

/** "Related stories" ends the article, unless enough prose follows: then only the list goes. */
function otherStories(page: Page): void {
  const after = proseAfter(page);
  for (const [index, line] of page.lines.entries()) {
    if (line.words > 8 || !OTHER_STORIES.test(line.text)) continue;
    drop(page, index, 'other stories');
    const rest = after[index + 1];
    if (rest === undefined || rest.lines < 2 || rest.words < 60) {
      for (let below = index + 1; below < page.lines.length; below++) drop(page, below, 'other stories');
      return;
    }
    let end = index + 1;
    while (end < page.lines.length && end - index < 24 && isScrap(page, end)) end++;
    if (end - index > 3) for (let below = index + 1; below < end; below++) drop(page, below, 'other stories');
  }
}

function isScrap(page: Page, index: number): boolean {
  const line = page.lines[index];
  return line !== undefined && line.words < 22 && line.mark === null && !isProse(page, line);
}

/** How much undropped prose each line has at or below it. */
function proseAfter(page: Page): { lines: number; words: number }[] {
  const sums = [{ lines: 0, words: 0 }];
  let sum = { lines: 0, words: 0 };
  for (let index = page.lines.length - 1; index >= 0; index--) {
    const line = page.lines[index];
    if (line !== undefined && page.why[index] === null && isProse(page, line))
      sum = { lines: sum.lines + 1, words: sum.words + line.words };
    sums.push(sum);
  }
  return sums.reverse();
}

/** Section labels above the first long line ("Labs › OpenAI"). */
function breadcrumbs(page: Page): void {
  for (const [index, line] of page.lines.slice(0, 12).entries()) {
    if (page.why[index] === null && line.words >= 12) return;
    if (line.words > 3 || line.mark === 'heading') continue;
    if (/[·›»|]|\/$/.test(line.text) || (line.words === 1 && !line.ends)) drop(page, index, 'breadcrumb');
  }
}

/** Menus: lines that are links, or six and more short lines in a row that nobody would speak. */
function linkLists(page: Page): void {
  for (const [index, line] of page.lines.entries())
    if (line.linked > 0.8 && line.words < 25 && line.mark !== 'heading') drop(page, index, 'link list');
  let run: number[] = [];
  for (let index = 0; index <= page.lines.length; index++) {
    const line = page.lines[index];
    if (line !== undefined && (page.why[index] !== null || isMenuLike(line))) {
      if (page.why[index] === null) run.push(index);
      continue;
    }
    if (isMenu(page, run)) for (const at of run) drop(page, at, 'link list');
    run = [];
  }
}

function isMenuLike(line: Line): boolean {
  return line.words <= 12 && !line.ends && line.mark === null && !/[::]$/.test(line.text);
}

function isMenu(page: Page, run: readonly number[]): boolean {
  const lines = run.flatMap((index) => page.lines[index] ?? []);
  const mean = (of: (line: Line) => number): number =>
    lines.reduce((sum, line) => sum + of(line), 0) / lines.length;
  if (page.english) return lines.length >= 6 && mean((line) => line.functionShare) < 0.22;
  return lines.length >= 10 && mean((line) => line.words) <= 4;
}

function positions(lines: readonly Line[]): number[] {
  const total = lines.reduce((sum, line) => sum + line.words, 0) || 1;
  let before = 0;
  return lines.map((line) => {
    const position = before / total;
    before += line.words;
    return position;
  });
}

function isEnglish(lines: readonly Line[]): boolean {
  const long = lines.filter((line) => line.words >= 15);
  return long.length === 0 || long.reduce((sum, line) => sum + line.functionShare, 0) / long.length >= 0.18;
}
