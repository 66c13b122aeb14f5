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
  if (word.length > LONGEST + AROUND) return false;
  const lower = word.toLowerCase();
  if (/^[a-z]+$/.test(lower)) return FUNCTION_WORDS.has(lower);
  return FUNCTION_WORDS.has(lower.replace(/[^a-z']/g, ''));
}
