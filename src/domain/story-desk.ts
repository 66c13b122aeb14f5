import type { Briefing, CitedSentence } from './briefing.js';
import type { Development } from './story.js';

/** What can be written on stories on request. */
export interface StoryDesk {
  /** Null: there is no such story. */
  briefing(storyId: number): Promise<Briefing | null>;
  /** Earliest first; null: there is no such story. */
  storyTimeline(storyId: number): Promise<Development[] | null>;
  topicTimeline(topicId: string, since: Date): Promise<Development[]>;
  /** What a topic's articles say since then, each thing once. */
  digest(topicId: string, since: Date): Promise<CitedSentence[]>;
}
