/** Where sentences end in Chinese: what UAX #29 cannot know of quotations, titles, brackets and Latin abbreviations. */
import { EXCLAIMING_NAMES } from './abbreviations.js';
import { type Boundaries, joinsAfterStop, WINDOW } from './spaced-sentences.js';

const END = /[。！？!?….；;][“”’」』）)》〉"']*$/;
const CLOSER = /^['’”»)\]}」』）】》〉，、；：,;:]/;
const LIST_MARKER_ONLY = /^[（(]?\d{1,2}[.．)）]$/;
const LATIN_END = /[\p{Script=Latin}\p{N}/][.!?]$/u;

export function hanBoundaries(line: string): Boundaries {
  const quotations = quotationsOf(line);
  const spans = wholeSpans(line);
  let next = 0;
  const joins = (start: number, at: number): boolean => {
    const from = Math.max(start, at - WINDOW);
    const before = line.slice(from, at).trimEnd();
    const end = from + before.length;
    const following = line.slice(at, at + WINDOW);
    const after = following.trimStart();
    while ((spans[next]?.end ?? end) < end) next++;
    const span = spans[next];
    if (span && span.start < end && (end < span.end || span.goesOn)) return true;
    if (CLOSER.test(after) || !/[\p{L}\p{N}]/u.test(after)) return true;
    if (!END.test(before) || LIST_MARKER_ONLY.test(before)) return true;
    if (/^["“]/.test(after) && quotations.has(at + following.length - after.length + 1)) return true;
    if (/["“]$/.test(before) && !quotations.has(end)) return true;
    if (LATIN_END.test(before)) return joinsAfterLatin(before, following);
    const quotation = quotations.get(end);
    return quotation !== undefined && joinsQuotation(quotation, before, after);
  };
  const closed = [...quotations.keys()].filter((at) => /[。！？!?]/.test(line.charAt(at - 2)));
  return { proposed: [...closed, ...gluedEnds(line)], joins };
}

/** A mark with its closing quotes, and a Latin stop between Han characters. */
function gluedEnds(line: string): number[] {
  const ends =
    /[。！？][”」』’）》]{0,3}(?![”」』’）》。！？…，、；：,;:\s])|(?<=\p{Script=Han})[.!?](?=\p{Script=Han})/gu;
  return Array.from(line.matchAll(ends), (match) => match.index + match[0].length);
}

/** Yahoo!宣布, Dr. Dre, J. K. 罗琳, and the query of an address. */
function joinsAfterLatin(before: string, following: string): boolean {
  if (/^[\w=&%/-]/.test(following) || EXCLAIMING_NAMES.test(before)) return true;
  const latin = /[\p{Script=Latin}\p{N}\s.°'’&-]*$/u.exec(before)?.[0] ?? '';
  return before.endsWith('.') && joinsAfterStop(latin, following.trimStart());
}

interface Span {
  readonly start: number;
  readonly end: number;
  /** No boundary at its end either. */
  readonly goesOn: boolean;
}

/** Titles and brackets, which stay whole: 《摔跤吧！爸爸》. Bounded, so that an unclosed one ends nowhere. */
function wholeSpans(line: string): Span[] {
  const spans = /《[^《》]{0,80}》|（[^（）]{0,160}）|\([^()]{0,160}\)|〈[^〈〉]{0,80}〉/g;
  return Array.from(line.matchAll(spans), ({ 0: text, index }) => {
    const bracket = /^[（(]/.test(text);
    const goesOn =
      !bracket || !/(?:^|[。！？!?…][”」』"]?)$/.test(line.slice(Math.max(0, index - 8), index).trimEnd());
    return { start: index, end: index + text.length, goesOn };
  });
}

interface Quotation {
  /** Part of a clause, as a word is: 高喊“加油！”. */
  readonly within: boolean;
  /** Its speaker stands before it: 他说：“……。” */
  readonly introduced: boolean;
}

const SPEECH =
  '(?:(?<![小学學传傳据據听聽名职職简簡访訪疑顾顧])(?:说|說|称|稱|问|問|答)|[说說问問写寫喊答笑叹嘆]道|表示|指出|认为|認為|' +
  '强调|強調|透露|介绍|介紹|解释|解釋|补充|補充|坦言|直言|感叹|感嘆|呼吁|呼籲|警告|宣布|宣佈|承认|承認|回忆|回憶|提醒|重申|喊)';
const INTRODUCTION = new RegExp(`(?:[：:]|${SPEECH}[，,])$`, 'u');
const CLAUSE = '[^。！？!?，,；;：:“”「」"]';
/**
 * “……。”他说。 “……。”一名船员告诉本台。 “……？”他看着我，关心地问。 “……。”他说，“……。” belong to their quotation; what
 * goes on in the speaker's own words (“……。”他说，将继续投入。) or leads to the next quotation (他说：“) does not, nor
 * does 没有人回答。
 */
const ATTRIBUTION = new RegExp(
  `^(?!${CLAUSE}{0,12}(?:没有|沒有|没人|沒人|无人|無人|拒绝|拒絕))(?:${CLAUSE}{0,40}?(?:${SPEECH}|(?:告诉|告訴)${CLAUSE}{1,14})(?:[。！？]|[，,]\\s?["“「『])|` +
    `${CLAUSE}{1,16}[，,]${CLAUSE}{0,12}?${SPEECH}。)`,
  'u',
);

const OPENERS: Readonly<Record<string, string>> = { '”': '“"', '」': '「', '』': '『', '"': '"' };

/** The quotations of a line by the place after their closing mark. */
function quotationsOf(line: string): Map<number, Quotation> {
  const quotations = new Map<number, Quotation>();
  const open: { mark: string; at: number }[] = [];
  const marks = [...line.matchAll(/[“”「」『』"]/g)];
  for (const [i, { 0: mark, index }] of marks.entries()) {
    const last = open.at(-1);
    const lead = (at: number) => line.slice(Math.max(0, at - 8), at).trimEnd();
    const closes =
      OPENERS[mark]?.includes(last?.mark ?? 'none') ||
      // Mixed marks, as in “好。" or "好。“, close by where they stand.
      (/["“]/.test(mark) &&
        /["“]/.test(last?.mark ?? '') &&
        mark + (marks[i + 1]?.[0] ?? '') !== '“”' &&
        /[。！？!?…，,]$/.test(lead(index)));
    if (last && closes) {
      open.pop();
      const within = /[\p{L}\p{N}、]$/u.test(lead(last.at)) || quotations.get(last.at)?.within === true;
      quotations.set(index + 1, { within, introduced: INTRODUCTION.test(lead(last.at)) });
    } else if (/[“「『"]/.test(mark)) {
      open.push({ mark, at: index });
    }
  }
  return quotations;
}

function joinsQuotation({ within, introduced }: Quotation, before: string, after: string): boolean {
  if (after.startsWith('的') || (within && /[！？!?….][“”」』"]+$/.test(before))) return true;
  return !within && !introduced && ATTRIBUTION.test(after);
}
