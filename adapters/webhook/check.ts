import type { Destination } from '../../src/domain/destination.js';
import type { Checked } from '../account.js';

const SHORTEST_SECRET = 16;

/** Looks at the secret and the URLs, which are passwords and are not shown; posts nothing. */
export function checkWebhook(secret: string, destinations: readonly Destination[]): Checked[] {
  const isLong = secret.length >= SHORTEST_SECRET;
  const signing: Checked = {
    what: 'secret, for signing',
    todo: isLong ? null : `use at least ${SHORTEST_SECRET} characters, such as openssl rand -hex 24 prints`,
  };
  const places = destinations.map(({ id, channel }): Checked => {
    const isSafe = URL.canParse(channel) && new URL(channel).protocol === 'https:';
    const todo = isSafe ? null : 'it is not https: whoever is on the way can read what is posted';
    return { what: `${id}: ${URL.canParse(channel) ? new URL(channel).host : 'its URL'}`, todo };
  });
  return [signing, ...places];
}
