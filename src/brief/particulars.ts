import { claimsIn } from './claims.js';

const NAME = /(?<=[\p{L}\p{N},;:’'”")] )\p{Lu}[\p{L}\p{N}]{2,}/gu;

/** What a sentence can be held to: its figures, its dates, and the names in it. */
export function particularsOf(text: string): string[] {
  const figures = claimsIn(text).map(({ kind, unit, value }) => `${kind} ${unit} ${value}`);
  const names = text.slice(0, 1000).match(NAME) ?? [];
  const han = /\p{Script=Han}/u.test(text)
    ? (text.match(/\p{Nd}[\p{Nd}.,万亿萬億]*|《[^》]+》/gu) ?? [])
    : [];
  return [...figures, ...names.map((name) => name.toLowerCase()), ...han];
}
