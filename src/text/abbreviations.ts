/** English abbreviations by what their full stop means for a sentence boundary; lower case, no final stop. */

const list = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** A name follows: never the end of a sentence before a capital. */
export const TITLES = list(
  'mr mrs ms dr prof gen lt col sgt capt cmdr adm maj brig rev hon gov sen rep sens reps st mt ft pres supt det ' +
    'insp rt messrs mme mlle sr fr bro pfc cpl pvt',
);

/** Never the end of a sentence. */
export const NEVER_FINAL = list('e.g i.e vs viz cf approx al ed eds dept est ca');

/** Part of a number or date when a figure follows. */
export const BEFORE_NUMBER = list(
  'no nos p pp vol fig figs sec art ch n° jan feb mar apr jun jul aug sep sept oct nov dec',
);

/** May end a sentence, unless the next word is one that seldom starts one. */
export const MAYBE_FINAL = list(
  'inc ltd corp co llc plc bros jr sr etc u.s u.k u.n e.u u.s.a u.a.e d.c l.a n.y ph.d m.d b.a m.a ave blvd rd hwy ' +
    'ariz calif colo conn fla ga ill ind kan ky md mass mich minn miss mo neb nev okla ore pa tenn tex va vt wash wis wyo',
);

/** Words that news sentences open with; after an abbreviation they mean that a sentence has ended. */
export const STARTERS = list(
  'the a an this that these those he she it they we i you his her its their our my in on at for from by with as ' +
    'after before when while if but and so however meanwhile although though since because there here what who ' +
    'where why how one some many most several both other another according to no not yet still also then now last ' +
    'next even only just until under over about during among between despite without two three all each every such ' +
    'more earlier later did do does is are was were',
);

/** Names written with an exclamation mark. */
export const EXCLAIMING_NAMES = /\b(?:Yahoo|Jeopardy|Yum|Joomla)!$/;
