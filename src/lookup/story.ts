import type { Briefing, Citation, CitedSentence } from '../domain/briefing.js';
import type { AnswerEntry } from '../domain/message.js';
import { mergedInto, mergeStories, type Moved, splitStory, storyMoves } from '../store/story-moves.js';
import {
  conflictHeading,
  copiesInWords,
  countsInWords,
  madeInWords,
  markInWords,
  originInWords,
  partsInOrder,
  relationInWords,
  toldSides,
  weaknessesInWords,
} from '../text/briefing-words.js';
import { utcMinute } from '../text/utc-minute.js';
import {
  type Asked,
  done,
  type Library,
  misused,
  nothing,
  quoted,
  refuse,
  type Reply,
  type Verb,
} from './library.js';

export const story: Verb = {
  name: 'story',
  usage: 'story <s1> | merge <s1> <s2> | split <s1> <i1 …> | log [s1]',
  does: 'a story as it stands now; merge and split move its articles, log says who did',
  answer(library, asked) {
    const [verb = '', ...rest] = asked.rest.split(' ').filter((word) => word !== '');
    switch (verb.toLowerCase()) {
      case 'merge':
        return merge(library, asked, rest);
      case 'split':
        return split(library, asked, rest);
      case 'log':
        return log(library, rest[0]);
      default:
        return show(library, verb);
    }
  },
};

/** The number of `s12`, or of `12` alone; null for anything else. */
export function numberOf(name: string | undefined, letter: 's' | 'i'): number | null {
  const digits = new RegExp(`^${letter}?(\\d{1,9})$`, 'i').exec(name ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

async function show({ db, storyDesk }: Library, name: string): Promise<Reply> {
  const id = numberOf(name, 's');
  if (id === null) return misused('Which story? Name it as posts and answers show it: story s1');
  const briefing = await storyDesk.briefing(id);
  if (briefing === null) {
    const into = await mergedInto(db, id);
    return refuse(
      into === null ? `There is no story s${id}.` : `Story s${id} is part of s${into} now: story s${into}`,
    );
  }
  const entries = [...briefing.sources.map(sourceEntry), ...briefing.related.map(relatedEntry)];
  return { ok: true, title: briefing.headline, text: bodyOf(briefing), entries, pages: 1 };
}

function bodyOf(briefing: Briefing): string {
  const { dek, points, conflicts, counts, readingMinutes, storyId, made, languages } = briefing;
  const [lead] = briefing.sources;
  const line = ({ text, itemId, publisher }: CitedSentence) =>
    `• ${text}${itemId === lead?.itemId ? '' : ` [${publisher}]`}`;
  const sides = toldSides(briefing, conflicts.length);
  const signs = [
    `s${storyId}`,
    countsInWords(counts),
    languages.join(', '),
    `${readingMinutes} min read`,
    madeInWords(made),
  ];
  const blocks = [
    dek ? [dek.text] : [],
    points.map(line),
    ...partsInOrder(briefing).map(({ heading, sentences }) => [`${heading}:`, ...sentences.map(line)]),
    sides.length === 0
      ? []
      : [
          `${conflictHeading(conflicts)}:`,
          ...sides.map(({ value, by, text }) => `≠ ${value}: ${text} [${by}]`),
        ],
    [signs.filter((sign) => sign !== '').join(' · ')],
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

function sourceEntry(source: Citation): AnswerEntry {
  const { itemId, publisher, origin, via, title, link, lang, publishedAt, dated, standing, tier, copies } =
    source;
  const day = dated ? publishedAt.toISOString().slice(0, 10) : 'undated';
  const signs = [
    `${publisher}${originInWords(source)}`,
    day,
    `i${itemId}`,
    markInWords(source.mark),
    copiesInWords(copies.count),
    weaknessesInWords(source),
  ];
  const published = dated ? publishedAt.toISOString() : null;
  return {
    title,
    link,
    detail: signs.filter((sign) => sign !== '').join(' · '),
    text: null,
    data: {
      item: itemId,
      publisher,
      origin,
      via,
      lang,
      published,
      standing,
      tier,
      copies: copies.count,
      mark: source.mark,
      weaknesses: source.weaknesses,
    },
  };
}

function relatedEntry({
  storyId,
  headline,
  link,
  publisher,
  relation,
}: Briefing['related'][number]): AnswerEntry {
  const detail = `${relationInWords(relation)} · ${publisher} · s${storyId}`;
  return { title: headline, link, detail, text: null, data: { story: storyId, relation, publisher } };
}

/** Who may change what others read is decided where the program runs. */
const ONLY_HERE = 'Stories are merged and split on the command line: wirewatch story merge|split';

async function merge({ db, now }: Library, { asker }: Asked, names: readonly string[]): Promise<Reply> {
  if (asker !== null) return refuse(ONLY_HERE);
  const [into, from] = [numberOf(names[0], 's'), numberOf(names[1], 's')];
  if (into === null || from === null || into === from || names.length > 2)
    return misused('Merge what? Write: story merge <the story that stays> <the one that becomes part of it>');
  const moved = await mergeStories(db, into, from, BY_HAND, now());
  return told(moved, (items) => `s${from} is part of s${into} now: ${items}`);
}

async function split({ db, now }: Library, { asker }: Asked, names: readonly string[]): Promise<Reply> {
  if (asker !== null) return refuse(ONLY_HERE);
  const [first, ...rest] = names;
  const from = numberOf(first, 's');
  const items = rest.map((name) => numberOf(name, 'i'));
  if (from === null || items.length === 0 || items.includes(null))
    return misused('Split what? Write: story split <story> <articles that are another story>');
  const ids = items.flatMap((id) => (id === null ? [] : [id]));
  const moved = await splitStory(db, from, ids, BY_HAND, now());
  return told(moved, (items, to) => `${items} of s${from} are s${to} now`);
}

const BY_HAND = 'command line';

function told(moved: Moved, titled: (items: string, storyId: number) => string): Reply {
  if (moved.kind === 'unknown') return refuse(`There is no ${moved.what}.`);
  if (moved.kind === 'empty') return refuse('A story keeps at least one article: name some, not all.');
  const items = moved.items.map((id) => `i${id}`).join(', ');
  return done(titled(items, moved.storyId), 'Both are briefed anew. Taken back by hand: story log');
}

const LOGGED = 20;

async function log({ db }: Library, name: string | undefined): Promise<Reply> {
  const id = numberOf(name, 's');
  if (name !== undefined && id === null) return misused(`${quoted(name)} is no story. Write: story log s1`);
  const moves = await storyMoves(db, id, LOGGED);
  if (moves.length === 0) return nothing('No story has been merged or split by hand.');
  const entries = moves.map(
    ({ at, by, act, from, to, items }): AnswerEntry => ({
      title: act === 'merge' ? `s${from} merged into s${to}` : `s${to} split off s${from}`,
      link: null,
      detail: `${utcMinute(at)} · ${by} · ${items.map((item) => `i${item}`).join(', ')}`,
      text: null,
      data: { at: at.toISOString(), by, act, from, to, items },
    }),
  );
  return { ok: true, title: 'Merged and split by hand, newest first', text: null, entries, pages: 1 };
}
