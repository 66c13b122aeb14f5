import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseDate } from '../../src/ingest/dates.js';

/** Any UTF-16 units, halves of characters among them. */
const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});

const READ: readonly (readonly [string, string])[] = [
  // RFC 822 and 2822
  ['Thu, 01 Jan 2004 19:48:21 GMT', '2004-01-01T19:48:21Z'],
  ['Thu, 1 Jan 2004 19:48 EST', '2004-01-02T00:48:00Z'],
  ['1 Jan 04 19:48:21 +0100 (CET)', '2004-01-01T18:48:21Z'],
  ['Thu, 31 Dec 98 23:59:60 GMT', '1999-01-01T00:00:00Z'],
  ['Sat, 01 Jan 2010 19:48:21 GMT', '2010-01-01T19:48:21Z'],
  ['Tue, 09 Jul 2024 08:00:00 PDT', '2024-07-09T15:00:00Z'],
  ['Tue, 09 Jul 2024 08:00:00 +08:00', '2024-07-09T00:00:00Z'],
  ['Tue, 09 Jul 2024 08:00:00 GMT+02:00', '2024-07-09T06:00:00Z'],
  ['Tue, 09 Jul 2024 08:00:00 XYZ', '2024-07-09T08:00:00Z'],
  ['Tuesday, 09-Jul-24 08:00:00 GMT', '2024-07-09T08:00:00Z'],
  ['  Tue,  09 Jul 2024\n08:00:00  UT ', '2024-07-09T08:00:00Z'],
  // RFC 3339, ISO 8601, W3C-DTF
  ['2003-12-31T10:14:55Z', '2003-12-31T10:14:55Z'],
  ['2003-12-31T10:14:55.123+05:30', '2003-12-31T04:44:55Z'],
  ['2003-12-31T10:14:55-0800', '2003-12-31T18:14:55Z'],
  ['2003-12-31T10:14Z', '2003-12-31T10:14:00Z'],
  ['2003-12-31 10:14:55', '2003-12-31T10:14:55Z'],
  ['2003-12-31T24:00:00Z', '2004-01-01T00:00:00Z'],
  ['20031231T101455Z', '2003-12-31T10:14:55Z'],
  ['2003-12-31', '2003-12-31T00:00:00Z'],
  ['2003-12', '2003-12-01T00:00:00Z'],
  ['2003', '2003-01-01T00:00:00Z'],
  // asctime
  ['Thu Jan  1 19:48:21 2004', '2004-01-01T19:48:21Z'],
  ['Thu Jan 1 19:48:21 EST 2004', '2004-01-02T00:48:21Z'],
  // newsrooms
  ['July 9, 2024', '2024-07-09T00:00:00Z'],
  ['Sept. 4, 2024, 3:05 p.m. EDT', '2024-09-04T19:05:00Z'],
  ['July 9th, 2024 at 12:30 AM', '2024-07-09T00:30:00Z'],
  ['9 July 2024', '2024-07-09T00:00:00Z'],
  ['9 juillet 2024', '2024-07-09T00:00:00Z'],
  ['1er août 2024', '2024-08-01T00:00:00Z'],
  ['3. März 2024 um 10:15', '2024-03-03T10:15:00Z'],
  ['09.07.2024 10:15', '2024-07-09T10:15:00Z'],
  ['2024/7/9 10:15', '2024-07-09T10:15:00Z'],
  ['2024年7月9日', '2024-07-09T00:00:00Z'],
  ['2024年7月9日 15:30', '2024-07-09T15:30:00Z'],
  ['2024년 7월 9일', '2024-07-09T00:00:00Z'],
];

const NOT_READ = [
  '',
  ' ',
  'n/a',
  'today',
  'tomorrow',
  'yesterday',
  'now',
  'last Tuesday',
  '3 days ago',
  '12',
  '0',
  '1720512000',
  '01/02/2004',
  '200407',
  '31 Feb 2024',
  'Thu, 31 Jun 2024 10:00:00 GMT',
  '2023-02-29',
  '2024-13-01',
  '2024-00-10',
  '2024-07-09T25:00:00Z',
  '2024-07-09T24:00:01Z',
  '2024-07-09T10:60:00Z',
  '2024-07-09T10:00:00+25:00',
  '13:00 pm',
  'July 9, 2024, 13:05 pm',
  'Mon, 01 Jan 0001 00:00:00 +0000',
  '9 Foo 2024',
  'July 2024 was hot',
  'The meeting is on July 9, 2024',
  '2024-07-09T10:00:00Z; scheme=W3C-DTF',
  'Invalid Date',
  `2024-07-09${' '.repeat(200)}x`,
];

describe('a date in a feed', () => {
  test.each(READ)('%j is %s', (raw, expected) => {
    expect(parseDate(raw)?.toISOString()).toBe(new Date(expected).toISOString());
  });

  test.each(NOT_READ)('%j is no date, rather than a guess', (raw) => expect(parseDate(raw)).toBeNull());

  it('means the same whatever the time zone of the server', () => {
    const program =
      "import { parseDate } from './src/ingest/dates.js';" +
      `console.log(JSON.stringify(${JSON.stringify(READ.map(([raw]) => raw))}.map((raw) => parseDate(raw)?.getTime())))`;
    const expected = JSON.stringify(READ.map(([, iso]) => Date.parse(iso)));
    for (const TZ of ['America/New_York', 'Asia/Singapore']) {
      const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
        env: { ...process.env, TZ, NODE_OPTIONS: '' },
        encoding: 'utf8',
      });
      expect(child.stdout.trim(), child.stderr).toBe(expected);
    }
  });

  it('is read back from each form in which a moment can be written', () => {
    const moment = fc
      .date({ min: new Date('1970-01-02'), max: new Date('2199-12-31'), noInvalidDate: true })
      .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));
    fc.assert(
      fc.property(moment, (date) => {
        expect(parseDate(date.toISOString())).toEqual(date);
        expect(parseDate(date.toUTCString())).toEqual(date);
      }),
    );
  });

  it('never throws, whatever is written', () => {
    fc.assert(fc.property(anyText, (raw) => void parseDate(raw)));
  });
});
