/** The commonest function words of English: prose has a quarter of them, menus and link lists hardly any. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'the a an of to in and that is it for on with as at by from this be are was were has have had not but or its ' +
    'his her their they he she we you i which who will would can could may been than more about after into over ' +
    'also when there what said one out up all if no so some new other just do how only now like most'
  ).split(' '),
);

const LONGEST = Math.max(...[...FUNCTION_WORDS].map((word) => word.length));
/** Characters around a word at the most: quotes, brackets, a comma. */
const AROUND = 4;

/** Share of the words that are English function words, 0 to 1. */
export function functionShare(words: readonly string[]): number {
  return words.length === 0 ? 0 : words.filter(isFunctionWord).length / words.length;
}

function isFunctionWord(word: string): boolean {
  if (FUNCTION_WORDS.has(word)) return true;
  if (word.length > LONGEST + AROUND || isSmall(word)) return false;
  return FUNCTION_WORDS.has(word.toLowerCase().replace(/[^a-z']/g, ''));
}

/** Whether it is of a to z alone, as most words are: there is nothing to take away. */
function isSmall(word: string): boolean {
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (code < 0x61 || code > 0x7a) return false;
  }
  return true;
}
