import { html } from 'hono/html';
import { utcMinute } from '../text/utc-minute.js';

/** Everything between the marks of a template is escaped, unless it is a template too. */
export { html };
export type Html = ReturnType<typeof html> | '';

/** Whether an address may be a link: whatever else a feed writes stays text. */
export function isWebLink(address: string | null | undefined): address is string {
  return !!address && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

/** A link to elsewhere, that tells it nothing of us; its text alone where the address is none. */
export function outward(address: string | null | undefined, text: string): Html {
  if (!isWebLink(address)) return html`${text}`;
  return html`<a href="${address}" rel="noopener noreferrer nofollow" target="_blank">${text}</a>`;
}

/** In the reader's own time where there is a script, else in UTC. */
export function time(at: Date, now: Date): Html {
  return html`<time datetime="${at.toISOString()}" title="${utcMinute(at)}">${ago(at, now)}</time>`;
}

function ago(at: Date, now: Date): string {
  const minutes = Math.round((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 0) return `in ${span(-minutes)}`;
  if (minutes === 0) return 'just now';
  if (minutes < 14 * 1_440) return `${span(minutes)} ago`;
  return at.toISOString().slice(0, 10);
}

function span(minutes: number): string {
  if (minutes < 100) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`;
}

export const count = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** The same address with other settings; those that are empty are left out. */
export function query(settings: Readonly<Record<string, string | number | null | undefined>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(settings)) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
