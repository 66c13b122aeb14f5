import { createHash } from 'node:crypto';

/** Discord's limit on a custom id. */
const MOST_CHARACTERS = 100;
const MOST_KEPT = 1000;

type PageRequest =
  | { readonly kind: 'page'; readonly question: string; readonly page: number }
  /** The question was too long for a button and is no longer kept. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'other' };

/** Custom ids that carry a question and a page; a question that is too long is kept here under a short name. */
export interface Pages {
  idOf(question: string, page: number): string;
  read(customId: string): PageRequest;
}

export function openPages(): Pages {
  const kept = new Map<string, string>();

  function idOf(question: string, page: number): string {
    const id = `ww:page:${page}:${question}`;
    return id.length <= MOST_CHARACTERS ? id : `ww:kept:${page}:${keep(question)}`;
  }

  function keep(question: string): string {
    const name = createHash('sha256').update(question).digest('base64url').slice(0, 16);
    kept.delete(name);
    kept.set(name, question);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
    return name;
  }

  function read(customId: string): PageRequest {
    const [, how, page, rest] = /^ww:(page|kept):(\d{1,6}):(.*)$/s.exec(customId) ?? [];
    if (rest === undefined) return { kind: 'other' };
    const question = how === 'page' ? rest : kept.get(rest);
    return question === undefined ? { kind: 'expired' } : { kind: 'page', question, page: Number(page) };
  }

  return { idOf, read };
}
