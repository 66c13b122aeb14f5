import type { Briefing, Citation, CitedSentence } from '../domain/briefing.js';
import type { AnswerEntry } from '../domain/message.js';
import { mergedInto, mergeStories, type Moved, splitStory, storyMoves } from '../store/story-moves.js';
import {
  conflictHeading,
  countsInWords,
  madeInWords,
  markInWords,
  partsInOrder,
  relationInWords,
  toldSides,
  weaknessesInWords,
} from '../text/briefing-words.js';
import {
  type Asked,
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
  const by = new Set(briefing.sources.slice(0, 1).map(({ itemId }) => itemId));
  const line = (one: CitedSentence) => `• ${one.text}${by.has(one.itemId) ? '' : ` [${one.publisher}]`}`;
  const sides = toldSides(briefing, conflicts.length);
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
    [
      [
        `s${storyId}`,
        countsInWords(counts),
        languages.join(', '),
        `${readingMinutes} min read`,
        madeInWords(made),
      ]
        .filter((part) => part !== '')
        .join(' · '),
    ],
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

function sourceEntry(source: Citation): AnswerEntry {
  const { itemId, publisher, origin, via, title, link, lang, publishedAt, dated, standing, tier, copies } =
    source;
  const from = `${origin === null ? '' : `, from ${origin}`}${via === null ? '' : ` via ${via}`}`;
  const day = dated ? publishedAt.toISOString().slice(0, 10) : 'undated';
  const copied = copies.count === 0 ? '' : `${copies.count === 1 ? '1 copy' : `${copies.count} copies`}`;
  const signs = [
    `${publisher}${from}`,
    day,
    `i${itemId}`,
    markInWords(source.mark),
    copied,
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
  return told(await mergeStories(db, into, from, BY_HAND, now()), `s${from} is part of s${into} now`);
}

async function split({ db, now }: Library, { asker }: Asked, names: readonly string[]): Promise<Reply> {
  if (asker !== null) return refuse(ONLY_HERE);
  const [first, ...rest] = names;
  const from = numberOf(first, 's');
  const items = rest.map((name) => numberOf(name, 'i'));
  if (from === null || items.length === 0 || items.includes(null))
    return misused('Split what? Write: story split <story> <articles that are another story>');
  const ids = items.flatMap((id) => (id === null ? [] : [id]));
  return told(await splitStory(db, from, ids, BY_HAND, now()), `of s${from}`);
}

const BY_HAND = 'command line';

function told(moved: Moved, what: string): Reply {
  if (moved.kind === 'unknown') return refuse(`There is no ${moved.what}.`);
  if (moved.kind === 'empty') return refuse('A story keeps at least one article: name some, not all.');
  const items = moved.items.map((id) => `i${id}`).join(', ');
  const title = what.startsWith('of') ? `${items} ${what} are s${moved.storyId} now` : `${what}: ${items}`;
  return {
    ok: true,
    title,
    text: 'Both are briefed anew. Taken back by hand: story log',
    entries: [],
    pages: 1,
  };
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
      detail: `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC · ${by} · ${items.map((item) => `i${item}`).join(', ')}`,
      text: null,
      data: { at: at.toISOString(), by, act, from, to, items },
    }),
  );
  return { ok: true, title: 'Merged and split by hand, newest first', text: null, entries, pages: 1 };
}
