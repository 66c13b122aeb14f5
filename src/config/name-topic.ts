import { readable } from './name-feed.js';

/** A readable id for a topic, from its name; unlike those in `taken`. */
export function nameTopic(name: string, taken: ReadonlySet<string>): string {
  const id = readable(name) ?? 'topic';
  for (let n = 1; ; n++) {
    const free = n === 1 ? id : `${id}-${n}`;
    if (!taken.has(free)) return free;
  }
}
