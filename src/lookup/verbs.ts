import { brief } from './brief.js';
import { changes } from './changes.js';
import { feeds } from './feeds.js';
import { follow, unfollow } from './follow.js';
import { latest } from './latest.js';
import type { Verb } from './library.js';
import { link } from './link.js';
import { mute, unmute } from './mute.js';
import { next } from './next.js';
import { outbox } from './outbox.js';
import { quality } from './quality.js';
import { search } from './search.js';
import { story } from './story.js';
import { timeline } from './timeline.js';
import { topics } from './topics.js';
import { tryQuery } from './try.js';
import { whyNot } from './why-not.js';
import { why } from './why.js';

/** What can be asked, in the order in which help lists it. A verb is a file of its own and a line here. */
export const VERBS: readonly Verb[] = [
  search,
  latest,
  link,
  topics,
  tryQuery,
  story,
  timeline,
  brief,
  next,
  why,
  whyNot,
  quality,
  feeds,
  outbox,
  mute,
  unmute,
  follow,
  unfollow,
  changes,
];
