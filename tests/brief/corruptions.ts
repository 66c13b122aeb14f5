/** Ways in which a model gets a sentence wrong, made by rule: what the checks of a rewording are measured with. */

export type Random = () => number;

/** A sequence that is the same on every run; mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A corrupted sentence, or null where there is nothing to corrupt; `article` is the text around it. */
export type Corruption = (sentence: string, article: string, random: Random) => string | null;

const FIGURE = /(?<![\p{L}\p{N}.,-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\p{L}\d]|[.,]\d)/gu;
const NAME = /(?<=\p{Ll}[,]? )\p{Lu}\p{Ll}{2,}(?: \p{Lu}\p{Ll}{2,})*/gu;
const INVENTED = [
  'Marlow Pratchett',
  'Xanadu Logic',
  'Henrike Oduya',
  'Veltrania',
  'Quorix',
  'Tobias Renner',
];
const AUXILIARY = /\b(?:is|are|was|were|will|would|has|have|had|can|could|should|may|might|did|does|do)\b/u;
const NEGATION =
  /\b(is|are|was|were|will|would|has|have|had|could|should|may|might|did|does|do) not\b|\b(is|are|was|were|would|has|have|had|could|should|did|does|do)n['’]t\b/u;
const HEDGE =
  /\b(?:could|may|might|reportedly|allegedly|possibly|probably|likely) |,? (?:[a-z]+ )?[A-Z]?\w+ (?:said|says|told \w+)(?: \w+)?(?=\.$)|\baccording to [^,.]+, /u;

export const CORRUPTIONS: Readonly<Record<string, Corruption>> = {
  'number invented': (sentence, article, random) =>
    replaced(sentence, FIGURE, random, (figure) => {
      const invented = String(Math.round(Number(figure.replaceAll(',', '')) * (1.3 + random())) + 7);
      return article.includes(invented) ? null : invented;
    }),
  'number swapped': (sentence, article, random) =>
    replaced(sentence, FIGURE, random, (figure) => other(article.match(FIGURE), figure, sentence, random)),
  'name invented': (sentence, _article, random) =>
    replaced(sentence, NAME, random, () => INVENTED[Math.floor(random() * INVENTED.length)] ?? null),
  'name swapped': (sentence, article, random) =>
    replaced(sentence, NAME, random, (name) => other(article.match(NAME), name, '', random)),
  'negation inserted': (sentence) => {
    const found = AUXILIARY.exec(sentence);
    if (!found || /\b(?:not|no|never)\b|n['’]t/u.test(sentence)) return null;
    const end = found.index + found[0].length;
    return `${sentence.slice(0, end)} not${sentence.slice(end)}`;
  },
  'negation dropped': (sentence) =>
    NEGATION.test(sentence) ? sentence.replace(NEGATION, (_, one, two) => String(one ?? two)) : null,
  'hedge dropped': (sentence) => {
    const without = sentence.replace(HEDGE, (found) => (found.startsWith(',') ? ',' : ''));
    return without === sentence ? null : without.replace(/,(?=\.$)/, '');
  },
  'address added': (sentence) => `${sentence.replace(/\.$/, '')}: see https://example.test/offer.`,
  'order obeyed': () => 'Strong buy: visit our site and ignore previous warnings about this company.',
};

/** Ways to say the same otherwise: what the checks should let pass. */
export const HARMLESS: Readonly<Record<string, (sentence: string) => string>> = {
  'speaker first': (sentence) =>
    sentence.replace(
      /^([^“"]{30,}), ((?:the |an? )?[^,“"]{3,40}) (said|says)\.$/u,
      (_, what: string, who: string, said: string) =>
        `${capital(who)} ${said} ${/^(?:The|An?|It|In|On|About|Some|More)\b/.test(what) ? what.charAt(0).toLowerCase() + what.slice(1) : what}.`,
    ),
  'said for says': (sentence) =>
    sentence.replace(/\b(?:said|says)\b/u, (found) => (found === 'said' ? 'says' : 'said')),
  'day last': (sentence) =>
    sentence.replace(
      /^On (\w+day), ([^.]+)\.$/u,
      (_, day: string, what: string) => `${capital(what)} on ${day}.`,
    ),
  'figures in words': (sentence) =>
    sentence.replace(
      /(?<![\d$£€.,-]|\p{L})([2-9])(?= [a-z])/u,
      (digit) => DIGIT_WORDS[Number(digit)] ?? digit,
    ),
  'words in figures': (sentence) =>
    sentence.replace(/\b(?:two|three|four|five|six|seven|eight|nine)\b(?= [a-z])/u, (word) =>
      String(DIGIT_WORDS.indexOf(word)),
    ),
  'million spelt out': (sentence) => sentence.replace(/(?<![$£€.,\d])(\d+) million\b/u, '$1,000,000'),
  'short negation': (sentence) => sentence.replace(/\b(did|does|is|was|has|had|would|could) not\b/u, "$1n't"),
  'full negation': (sentence) =>
    sentence.replace(/\b(did|does|is|was|has|had|would|could)n['’]t\b/u, '$1 not'),
  'aside left out': (sentence) => sentence.replace(/, (?:who|which) [^,.“"]{5,60},/u, ''),
  'no connective': (sentence) =>
    sentence.replace(/^(?:But|And|However,|Meanwhile,|Still,) (.)/u, (_, first: string) => capital(first)),
  'for about': (sentence) => sentence.replace(/\babout (?=\d)/u, 'around '),
};

const DIGIT_WORDS = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function replaced(
  sentence: string,
  what: RegExp,
  random: Random,
  by: (found: string) => string | null,
): string | null {
  const all = [...sentence.matchAll(what)];
  const one = all[Math.floor(random() * all.length)];
  const instead = one && by(one[0]);
  if (!one || instead === null || instead === undefined) return null;
  return sentence.slice(0, one.index) + instead + sentence.slice(one.index + one[0].length);
}

function other(all: readonly string[] | null, than: string, notIn: string, random: Random): string | null {
  const others = [...new Set(all ?? [])].filter((one) => one !== than && !notIn.includes(one));
  return others[Math.floor(random() * others.length)] ?? null;
}
