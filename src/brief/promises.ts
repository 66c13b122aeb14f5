/** What a text says is to come, with the day that it names: found by a cue of the future and a date in one sentence. */
import type { Promised } from '../domain/story.js';
import type { Item } from '../domain/item.js';
import { type Candidate, cited, readItem } from './candidates.js';
import { type Claim, claimsIn } from './claims.js';
import { AHEAD, NO_FORECAST } from './cues.js';
import { leansOnPredecessor } from './openings.js';

const MOST = 5;
const DAY_MS = 86_400_000;
/** A day without a year is the next one of that name, if that is within ten months: else it is past. */
const HORIZON_DAYS = 300;

/** At most five of an item, in its order; what was to come when it was written. */
export function promises(item: Item): Promised[] {
  const found = readItem(item).candidates.flatMap((one) => {
    const day = isAhead(one) ? dayOf(one, item) : null;
    return day === null || leansOnPredecessor(one.sentence.text) ? [] : [{ sentence: cited(one), ...day }];
  });
  const seen = new Set<string>();
  const distinct = found.filter(({ day, dueOn }) => {
    const key = dueOn ?? day;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  return distinct.slice(0, MOST);
}

const STARTS =
  /\b(?:starting|beginning|from|effective|until|by|as of|resumes?|begins?|starts?|opens?|takes? effect|comes? into force|deadline|scheduled|due|vote|hearing|trial|summit|meets?|election) (?:\p{L}+ ){0,4}(?:on |for |by )?$/iu;

/** Says itself that something is to come: a verb of the future, or a word right before the day that begins or ends things. */
function isAhead({ sentence: { text } }: Candidate): boolean {
  if (NO_FORECAST.test(text)) return false;
  const cues = [AHEAD.will, AHEAD.would, AHEAD.expect, AHEAD.plan, AHEAD.time, AHEAD.han, HAN_AHEAD];
  if (cues.some((cue) => cue.test(text))) return true;
  return daysIn(text).some(({ at }) => STARTS.test(text.slice(Math.max(0, at - 60), at)));
}

const HAN_AHEAD = /[将將会會][^。，]{0,20}|起[生施实實]|生效|截止/;
const daysIn = (text: string): Claim[] => claimsIn(text).filter(({ kind }) => kind === 'date');

/** The first day in the sentence that lies ahead of the article. */
function dayOf({ sentence: { text } }: Candidate, item: Item): Pick<Promised, 'day' | 'dueOn'> | null {
  for (const claim of daysIn(text)) {
    if (claim.year === null && !item.dated) return { day: claim.text, dueOn: null };
    const due = claim.year === null ? nextOf(claim, item.publishedAt) : utc(claim.year, claim);
    const ahead = (due.getTime() - item.publishedAt.getTime()) / DAY_MS;
    if (ahead > -1 && ahead <= HORIZON_DAYS * (claim.year === null ? 1 : 10))
      return { day: claim.text, dueOn: due.toISOString().slice(0, 10) };
  }
  return weekdayOf(text, item);
}

const utc = (year: number, { value }: Claim): Date =>
  new Date(Date.UTC(year, Math.floor(value / 100) - 1, value % 100));

function nextOf(claim: Claim, from: Date): Date {
  const sameYear = utc(from.getUTCFullYear(), claim);
  return sameYear.getTime() > from.getTime() - DAY_MS ? sameYear : utc(from.getUTCFullYear() + 1, claim);
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const WEEKDAY = new RegExp(
  `\\b(?:will|to|due|expected|scheduled|set|begins?|starts?|resumes?)\\b[^.;]{0,80}? (?:on|next|this|coming|until|by) (${WEEKDAYS.join('|')})\\b|\\b(tomorrow)\\b`,
  'i',
);

/** "will resume on Friday": the Friday after the article. */
function weekdayOf(text: string, { publishedAt, dated }: Item): Pick<Promised, 'day' | 'dueOn'> | null {
  const found = WEEKDAY.exec(text.slice(0, 1000));
  if (!found || !dated) return null;
  const wanted = WEEKDAYS.indexOf((found[1] ?? '').toLowerCase());
  const apart = wanted < 0 ? 1 : (wanted - publishedAt.getUTCDay() + 7) % 7 || 7;
  const due = new Date(publishedAt.getTime() + apart * DAY_MS);
  return { day: found[1] ?? found[2] ?? '', dueOn: due.toISOString().slice(0, 10) };
}
