/** Read of a message; what follows repeats. */
const READ = 2_000;
const LONGEST_NAME = 60;
const NAMES = 3;

/** A first name and query for what a message is about: its names in capitals, else its longest words. */
export function proposeTopic(text: string): { readonly name: string; readonly query: string } {
  const plain = text
    .slice(0, READ)
    .toWellFormed()
    .replace(/<?https?:\/\/\S+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ')
    .trim();
  const names = [...plain.matchAll(NAME)].map(([name]) => name).filter((name) => !COMMON.test(name));
  const words = [...plain.matchAll(/[\p{L}\p{N}]{5,40}/gu)]
    .map(([word]) => word)
    .toSorted((a, b) => b.length - a.length);
  const terms = [...new Set(names.length > 0 ? names : words)].slice(0, NAMES);
  return { name: cutAtWord(plain), query: terms.map(quoted).join(' AND ') };
}

/** Words in capitals that stand together, or a short run of Han. */
const NAME = /\p{Lu}[\p{L}\p{N}'’-]+(?: \p{Lu}[\p{L}\p{N}'’-]+){0,3}|\p{Script=Han}{2,6}/gu;

/** With a capital only because they begin a sentence, or words of the query language. */
const COMMON =
  /^(?:The|This|That|These|Those|When|What|Where|Who|Why|How|And|But|For|From|With|After|Before|Its?|Our|Your|Please|Look|See|New|AND|OR|NOT|NEAR|Near|Not|Or)$/;

const quoted = (term: string) => (/^[\p{L}\p{N}]+$/u.test(term) ? term : `"${term.replaceAll('"', '')}"`);

function cutAtWord(text: string): string {
  if (text.length <= LONGEST_NAME) return text;
  const cut = text.slice(0, LONGEST_NAME).toWellFormed();
  return cut.slice(0, Math.max(cut.lastIndexOf(' '), 20)).trim();
}
