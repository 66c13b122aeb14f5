import type { WireMark } from '../domain/briefing.js';

/** What an agency puts before a headline that it has sent before; the story is the same. */
const MARK =
  /^(?:(?:update|refile|recast|wrapup|corrected|correction|clarification|retraction|retracted|withdrawn|exclusive|breaking|live)\s*\d{0,2}\s*[-–—:|]\s*|【?(?:更新|更正|勘误|勘誤|撤回|撤稿|快讯|快訊|突发|突發)】?[:：]?\s*)+/iu;
const KINDS = [
  ['retraction', /retract|withdrawn|撤/iu],
  ['correction', /correct|clarif|更正|勘/iu],
  ['update', /update|refile|recast|更新/iu],
] as const;

/** The gravest mark of a headline; null when it has none that says that something was sent before. */
export function wireMark(title: string): WireMark | null {
  const marks = MARK.exec(title.slice(0, 200))?.[0] ?? '';
  return KINDS.find(([, wording]) => wording.test(marks))?.[0] ?? null;
}

export const withoutMarks = (title: string): string => title.replace(MARK, '');
