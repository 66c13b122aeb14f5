/**
 * Openings that lean on the sentence before. Shown alone they mislead: 15 % of extractive summaries have an
 * orphan "he" or "this", 11 % an orphan "but" (Zhang, Wan, Bansal: Extractive is not Faithful, 2023).
 */

const QUOTE = `^["“”'‘(\\[\\s]*`;
const PRONOUN = new RegExp(
  `${QUOTE}(?:he|she|it|they|his|her|hers|their|its|him|them|this|that|these|those|such|both|neither|the (?:two|pair|duo|former|latter|same)|another|others)(?:['’](?:s|re|d|ll|ve))?\\b`,
  'i',
);
const DEFINITE = new RegExp(
  `${QUOTE}the (?:company|firm|group|move|decision|deal|announcement|report|study|incident|attack|agency|agreement|ruling|plan|proposal|statement|suspect|victim|man|woman|couple|measure|bill|law|change|partnership|drop|figures?)\\b`,
  'i',
);
const CONNECTIVE = new RegExp(
  `${QUOTE}(?:but|and|so|yet|or|nor|however|meanwhile|still|then|also|moreover|instead|nevertheless|nonetheless|therefore|thus|hence|similarly|likewise|furthermore|additionally|besides|otherwise|conversely|indeed|accordingly|consequently|afterwards?|for (?:example|instance|now)|of course|in (?:addition|contrast|fact|turn|other words|response|that|this)|as (?:a result|such)|on the other hand|at the same time|even so|that said|by contrast|despite (?:this|that|these|those)|because of (?:this|that)|after (?:this|that)|one of (?:these|them|those)|some of (?:these|them|those)|(?:first|second|third|last)ly|second|third|finally|too)\\b`,
  'i',
);
/** "In China, however, …" answers what was said before. */
const CONTRASTED = /^[^,.]{1,50}, (?:however|though|meanwhile|too|by contrast|on the other hand|in turn),/;
const HAN =
  /^[“「『（\s]*(?:他们|她们|它们|他們|她們|它們|他|她|它|其中|其|该|該|此外|此举|此舉|此|这|這|那|但是|但|不过|不過|然而|而且|而|并且|並且|同时|同時|因此|所以|于是|於是|另外|与此同时|與此同時|对此|對此|随后|隨後|也|还|還|另一方面|例如|比如|上述|双方|雙方|后者|後者|前者)/;
/**
 * "Altman rejected it quickly, …": a subject of a few words, then what "it" stands for only in the sentence before.
 * A subject with a possessive or an "of" may hold it itself; after a verb of saying "it" begins what is said.
 */
const SUBJECT = '(?:(?:The|A|An|Some|Many|Both) )?(?:[\\p{L}\\p{N}.-]+ ){1,3}?';
const DONE =
  '(?!(?:said|added|believed|claimed|hoped|insisted|thought|argued|warned|estimated|noted|called|used|needed)\\b)(?:\\p{L}{2,}ed|bought|sold|saw|built|sent|told|took|gave|met|beat|hit|led|held|paid|brought|withdrew|chose|won|lost|left|shot)';
const AFTERWARDS =
  '(?=[,.;:]|$| (?:\\p{L}+ly|in|on|at|for|from|with|by|as|after|before|during|when|because|and|but|instead|again|down|off|out|back|away|over|last|this|yesterday|outright)\\b)';
const OBJECT = new RegExp(
  `${QUOTE}${SUBJECT}(?:(?:has|have|had|also|then|later|quickly|already|never|soon) ){0,2}${DONE} (?:it|them|him)${AFTERWARDS}`,
  'u',
);
const HOLDS_ANTECEDENT = /['’]s? |\b(?:of|in|from|for|with|and|or|that|who|which)\b/;

const FULL_NAME = /\p{Lu}\p{Ll}+(?: [\p{Lu}\p{N}][\p{L}\p{N}.'’-]*)+/u;

/** Whether a sentence opens with a reference or a connective that needs its predecessor. */
export function leansOnPredecessor(sentence: string): boolean {
  if (CONNECTIVE.test(sentence) || CONTRASTED.test(sentence) || PRONOUN.test(sentence) || HAN.test(sentence))
    return true;
  if (leansByObject(sentence)) return true;
  return DEFINITE.test(sentence) && !FULL_NAME.test(sentence.slice(4, 600));
}

function leansByObject(sentence: string): boolean {
  const clause = OBJECT.exec(sentence)?.[0];
  return clause !== undefined && !HOLDS_ANTECEDENT.test(clause);
}

export const startsWithPronoun = (sentence: string): boolean =>
  PRONOUN.test(sentence) || FIRST_PERSON.test(sentence);
export const startsWithConnective = (sentence: string): boolean => CONNECTIVE.test(sentence);

const FIRST_PERSON = new RegExp(`${QUOTE}(?:we|i|you)\\b`, 'i');
