/** Who of a story's sources are one: reprints, feeds of one masthead, and those who have it from the same agency. */
import type { Weakness } from '../domain/briefing.js';
import type { Item } from '../domain/item.js';
import type { Role } from '../domain/story.js';
import { homeDomain, masthead } from '../text/masthead.js';
import { contentTerms, cosine, termVector, type TermVector } from '../text/terms.js';
import { wireMark } from '../text/wire-marks.js';
import { type Attribution, attributionOf } from './attribution.js';
import { weaknesses } from './weaknesses.js';

/** A member of a story with what is known of where its news comes from. */
export interface Member {
  readonly item: Item;
  readonly role: Role;
  readonly tier: 1 | 2 | 3;
  readonly isBackground: boolean;
  readonly attribution: Attribution;
  readonly weaknesses: readonly Weakness[];
}

/** What is known of an item beside itself. */
export interface Known {
  readonly roles?: ReadonlyMap<number, Role>;
  /** By item. */
  readonly tiers?: ReadonlyMap<number, 1 | 2 | 3>;
  readonly background?: ReadonlySet<number>;
}

/**
 * Members in order of origin: whoever the others have it from, then those who name nobody, then those who have it
 * through somebody, then the texts that nobody seems to have reported, last what is only background; the better
 * tier before the worse, the earlier before the later.
 */
export function originFirst(items: readonly Item[], { roles, tiers, background }: Known): Member[] {
  const members = items.map((item): Member => {
    const { id } = item;
    const role = roles?.get(id) ?? 'report';
    const standing = { role, tier: tiers?.get(id) ?? 2, isBackground: background?.has(id) ?? false };
    return { item, ...standing, attribution: attributionOf(item), weaknesses: weaknesses(item) };
  });
  const named = new Set(members.flatMap(({ attribution: { origin, via } }) => keysOfNames([origin, via])));
  const ranked = members.map((member) => ({ member, rank: rankOf(member, named) }));
  ranked.sort(
    (a, b) =>
      a.rank - b.rank ||
      a.member.tier - b.member.tier ||
      a.member.item.publishedAt.getTime() - b.member.item.publishedAt.getTime() ||
      a.member.item.id - b.member.item.id,
  );
  return ranked.map(({ member }) => member);
}

function rankOf(
  { item, isBackground, weaknesses: weak, attribution }: Member,
  named: ReadonlySet<string>,
): number {
  if (isBackground) return 4;
  if (weak.length > 0) return 3;
  if (named.has(nameKey(item.publisher))) return 0;
  return attribution.origin === null && attribution.via === null ? 1 : 2;
}

/** A source that is shown, and the copies of its text, which are not. */
export interface Source {
  readonly member: Member;
  readonly copies: readonly Member[];
}

/**
 * Copies are folded into the source whose words they share most; it is the first in order of origin that stands for
 * all. A text that is sent again to correct or withdraw it is news however little of it has changed.
 */
export function foldCopies(members: readonly Member[]): Source[] {
  const isCopy = (one: Member): boolean => one.role === 'copy' && !takesBack(one);
  const heads = members.filter((one) => !isCopy(one));
  if (heads.length === members.length) return members.map((member) => ({ member, copies: [] }));
  const [first, ...rest] = members;
  if (heads.length === 0 && first) return [{ member: first, copies: rest }];
  const vectors = heads.map(vectorOf);
  const folded = new Map<Member, Member[]>(heads.map((head) => [head, [head]]));
  for (const copy of members.filter(isCopy)) {
    const near = nearest(vectorOf(copy), vectors);
    const head = heads[near];
    if (head) folded.get(head)?.push(copy);
  }
  const place = new Map(members.map((member, i) => [member, i]));
  const inOrder = (of: readonly Member[]) => of.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  const sources = Array.from(folded.values(), (group): Source => {
    const [member, ...copies] = inOrder(group);
    if (!member) throw new Error('A group of copies has a member');
    return { member, copies };
  });
  return sources.toSorted((a, b) => (place.get(a.member) ?? 0) - (place.get(b.member) ?? 0));
}

function takesBack({ item }: Member): boolean {
  const mark = wireMark(item.title);
  return mark === 'correction' || mark === 'retraction';
}

const READ = 1_500;
const vectorOf = ({ item }: Member): TermVector =>
  termVector(contentTerms(`${item.title} ${item.body.slice(0, READ)}`));

function nearest(of: TermVector, among: readonly TermVector[]): number {
  let [found, most] = [0, -1];
  for (const [i, one] of among.entries()) {
    const value = cosine(of, one);
    if (value > most) [found, most] = [i, value];
  }
  return found;
}

/** Independent origins among the sources; those that look like nobody reported them confirm nothing. */
export function countOrigins(sources: readonly Source[]): number {
  const groups: Set<string>[] = [];
  for (const { member, copies } of sources) {
    if (member.weaknesses.length > 0 || (member.role === 'copy' && sources.length > 1)) continue;
    const keys = new Set([member, ...copies].flatMap(keysOf));
    const joined = groups.filter((group) => [...keys].some((key) => group.has(key)));
    for (const group of joined) {
      groups.splice(groups.indexOf(group), 1);
      for (const key of group) keys.add(key);
    }
    groups.push(keys);
  }
  return groups.length;
}

/** Whoever shares one of these is no second origin. */
function keysOf({ item, attribution: { origin, via } }: Member): string[] {
  const home = homeDomain(item.link ?? item.url);
  return [...keysOfNames([item.publisher, origin, via]), ...(home === null ? [] : [`at ${home}`])];
}

const keysOfNames = (names: readonly (string | null)[]): string[] =>
  names.flatMap((name) => (name === null || name.trim() === '' ? [] : [nameKey(name)]));

const nameKey = (name: string): string => {
  const key = masthead(name);
  return AGENCIES.find(([, wording]) => wording.test(key))?.[0] ?? key;
};

/** Agencies have a name in each language. */
const AGENCIES: readonly (readonly [name: string, wording: RegExp])[] = [
  ['reuters', /^(?:thomson )?reuters|^路透/u],
  ['bloomberg', /^bloomberg|^彭博/u],
  ['ap', /^(?:ap|associated press)$|^美联社|^美聯社/u],
  ['afp', /^(?:afp|agence france[ -]presse)$|^法新社/u],
  ['xinhua', /^xinhua|^新华社|^新華社|^新华网/u],
  ['scmp', /^scmp|^south china morning post|^南华早报|^南華早報/u],
  ['securities times', /^securities times|^证券时报|^證券時報/u],
];
