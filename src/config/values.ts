import { z } from 'zod';

/** Kinds of values that several settings share. */

export const id = z.string({ error: 'must be a name such as desk-news' }).regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
  error: (issue) =>
    `${quote(issue.input)} is not a name: use small letters, digits and hyphens, such as desk-news`,
});

export const text = (what: string) =>
  z
    .string({ error: `must be ${what}` })
    .min(1, { error: `is empty: write ${what}` })
    .max(2_000, {
      error: `is longer than 2,000 characters: write ${what}`,
    });

export const list = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, { error: `must be a list of ${what}` });

/** A value, or `$NAME` / `${NAME}` for one from the environment. */
export const setting = (what: string) =>
  text(what).describe('A value, or $NAME to take it from the environment.');

export const webAddress = z
  .string({ error: 'must be a URL such as https://example.org/feed.xml' })
  .refine(isWebAddress, {
    error: (issue) => `is not a URL: ${quote(issue.input)}: write https://…`,
  });

export function isWebAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** A web address of which more is asked; what is none has been told by then. */
export const webAddressThat = (holds: (url: URL) => boolean, error: string) =>
  webAddress.refine((value) => !isWebAddress(value) || holds(new URL(value)), { error });

export function isPlain({ username, password, search, hash }: URL): boolean {
  return username + password + search + hash === '';
}

const PLACE = /^([\w.-]+|\[[0-9a-f:.]+\]):(\d{1,5})$/i;

/** An address to listen on, such as `127.0.0.1:8787` or `[::1]:8787`; null when it is none. */
export function readPlace(value: string): { readonly host: string; readonly port: number } | null {
  const [, host = '', port = ''] = PLACE.exec(value) ?? [];
  if (host === '' || Number(port) > 65_535) return null;
  return { host: unbracketed(host), port: Number(port) };
}

export function unbracketed(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

export function quote(value: unknown): string {
  return typeof value === 'string'
    ? `"${value.slice(0, 80)}"`
    : (JSON.stringify(value)?.slice(0, 80) ?? 'nothing');
}

/** A rule about several settings of an object is checked although one of them, or another, is wrong by itself. */
export const when = ({ value }: { readonly value: unknown }) => typeof value === 'object' && value !== null;
