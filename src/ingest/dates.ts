/**
 * Dates as feeds write them: RFC 822/2822, ISO 8601 / RFC 3339 / W3C-DTF, asctime, and the few newsroom
 * forms seen in real feeds. No form that could mean two days, and never a guess from free text: a guesser
 * turns "n/a" into today, which makes old items breaking news. What names no zone is UTC, so the result
 * doesn't depend on where the server stands.
 */
const MONTHS: Readonly<Record<string, number>> = monthTable();

/** RFC 822 names, and others met in feeds, in minutes east of UTC. Unlisted names count as UTC (RFC 2822 §4.3). */
const ZONES: Readonly<Record<string, number>> = {
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AKST: -540,
  AKDT: -480,
  HST: -600,
  AST: -240,
  ADT: -180,
  BST: 60,
  WEST: 60,
  CET: 60,
  MET: 60,
  CEST: 120,
  MEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  SGT: 480,
  HKT: 480,
  AWST: 480,
  JST: 540,
  KST: 540,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
};

const TIME = String.raw`(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?(?: ?([ap])\.?m\b\.?)?`;
const ZONE = String.raw`(Z|(?:UTC|GMT|UT)?[+-]\d{1,2}:?(?:\d{2})?|\(?[A-Z]{1,5}\)?)?(?: \([A-Z+0-9: -]{1,30}\))?`;
const CLOCK = `(?:(?:,| at|T| -| um| à)? ?${TIME} ?${ZONE})?`;
const MONTH = String.raw`(\p{L}{3,10})\.?`;

const ISO = new RegExp(
  String.raw`^(\d{4})(?:(-?)(\d{2})(?:\2(\d{2})(?:[T ,]{1,2}(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?)? ?${ZONE})?)?)?$`,
  'iu',
);
const DAY_FIRST = new RegExp(
  String.raw`^(\d{1,2})(?:st|nd|rd|th|\.|er)?[ -]${MONTH}[ ,-]{1,2}(\d{4}|\d{2,3})${CLOCK}$`,
  'iu',
);
const MONTH_FIRST = new RegExp(String.raw`^${MONTH} (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})${CLOCK}$`, 'iu');
const ASCTIME = new RegExp(String.raw`^${MONTH} (\d{1,2}) ${TIME} ?${ZONE} (\d{4})$`, 'iu');
const SLASHED = new RegExp(String.raw`^(\d{4})/(\d{1,2})/(\d{1,2})${CLOCK}$`, 'iu');
const DOTTED = new RegExp(String.raw`^(\d{1,2})\.(\d{1,2})\.(\d{4})${CLOCK}$`, 'iu');
const EAST_ASIAN = new RegExp(
  String.raw`^(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]?${CLOCK}$`,
  'iu',
);
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]{0,6}\.?,? (?=\S)/i;

/** Reads a date as a feed writes it; null when it is in no form that can be read in one way only. */
export function parseDate(raw: string): Date | null {
  if (raw.length > 100) return null;
  const text = raw.replace(/\s+/g, ' ').trim();
  return iso(text) ?? named(text.replace(WEEKDAY, '')) ?? numeric(text);
}

function iso(text: string): Date | null {
  const m = ISO.exec(text);
  if (m === null) return null;
  // "200407" could be July 2004 or a year and a month day: RFC 3339 and ISO 8601 both forbid it.
  if (m[2] === '' && m[4] === undefined) return null;
  return moment(m[1], number(m[3] ?? '1'), m[4] ?? '1', [m[5], m[6] ?? '0', m[7]], m[8]);
}

function named(text: string): Date | null {
  const day = DAY_FIRST.exec(text);
  if (day !== null)
    return moment(fullYear(day[3] ?? ''), month(day[2]), day[1], [day[4], day[5], day[6], day[7]], day[8]);
  const first = MONTH_FIRST.exec(text);
  if (first !== null)
    return moment(first[3], month(first[1]), first[2], [first[4], first[5], first[6], first[7]], first[8]);
  const asctime = ASCTIME.exec(text);
  if (asctime === null) return null;
  return moment(
    asctime[8],
    month(asctime[1]),
    asctime[2],
    [asctime[3], asctime[4], asctime[5], asctime[6]],
    asctime[7],
  );
}

function numeric(text: string): Date | null {
  const m = SLASHED.exec(text) ?? EAST_ASIAN.exec(text);
  if (m !== null) return moment(m[1], number(m[2]), m[3], [m[4], m[5], m[6], m[7]], m[8]);
  const dotted = DOTTED.exec(text);
  if (dotted === null) return null;
  return moment(
    dotted[3],
    number(dotted[2]),
    dotted[1],
    [dotted[4], dotted[5], dotted[6], dotted[7]],
    dotted[8],
  );
}

type Text = string | undefined;

/** Null for a date or time that doesn't exist: rolling it over would invent one. */
function moment(year: Text, monthNumber: number, day: Text, clock: readonly Text[], zone: Text): Date | null {
  const [y, d] = [number(year), number(day)];
  const [hour, minute, second] = [
    hours(clock[0], clock[3]),
    number(clock[1] ?? '0'),
    number(clock[2] ?? '0'),
  ];
  const offset = zoneMinutes(zone);
  if (!(y >= 1900 && y <= 9999) || !(monthNumber >= 1 && monthNumber <= 12) || offset === null) return null;
  if (d < 1 || d > new Date(Date.UTC(y, monthNumber, 0)).getUTCDate()) return null;
  if (!(hour >= 0 && hour <= 24) || minute > 59 || second > 60 || (hour === 24 && minute + second > 0))
    return null;
  return new Date(Date.UTC(y, monthNumber - 1, d, hour, minute - offset, second));
}

function hours(text: Text, half: Text): number {
  const hour = number(text ?? '0');
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

function zoneMinutes(zone: Text): number | null {
  if (zone === undefined) return 0;
  const m = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (m === null) return ZONES[zone.toUpperCase().replace(/[()]/g, '')] ?? 0;
  const minutes = number(m[2]) * 60 + number(m[3] ?? '0');
  if (minutes > 15 * 60 || number(m[3] ?? '0') > 59) return null;
  return m[1] === '-' ? -minutes : minutes;
}

/** RFC 2822 §4.3: two digits below 50 are 20xx, others 19xx; three digits count from 1900. */
function fullYear(text: string): string {
  const year = number(text);
  if (text.length === 4) return text;
  return String(text.length === 2 && year < 50 ? 2000 + year : 1900 + year);
}

function month(name: Text): number {
  return MONTHS[fold(name ?? '')] ?? 0;
}

function number(text: Text): number {
  return text === undefined ? Number.NaN : Number(text);
}

/** Full names of six languages, and every shortening of three letters or more that means one month only. */
function monthTable(): Record<string, number> {
  const languages = [
    'january february march april may june july august september october november december',
    'januar februar maerz april mai juni juli august september oktober november dezember',
    'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre',
    'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
    'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
    'janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro',
  ];
  const table = new Map<string, number>([
    ['marz', 3],
    ['mrz', 3],
  ]);
  const contested = new Set<string>();
  for (const names of languages)
    for (const [index, name] of names.split(' ').entries())
      for (let length = 3; length <= name.length; length++) {
        const short = name.slice(0, length);
        if (table.has(short) && table.get(short) !== index + 1) contested.add(short);
        table.set(short, index + 1);
      }
  for (const short of contested) table.delete(short);
  return Object.fromEntries(table);
}

function fold(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
