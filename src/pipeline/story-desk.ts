import { writeBriefing } from '../brief/brief.js';
import { digestStory } from '../brief/digest-story.js';
import { timeline } from '../brief/timeline.js';
import type { StoryDesk } from '../domain/story-desk.js';
import { neighbours } from '../store/neighbours.js';
import * as stories from '../store/stories.js';
import { itemsOfTopic } from '../store/story-lookups.js';
import type { PipelineParts } from './parts.js';

/** Words of a page on the last days of a topic. */
const PAGE_WORDS = 180;

/** Briefings, timelines and digests on request, from what the store has. */
export function openStoryDesk({ db, live }: Pick<PipelineParts, 'db' | 'live'>): StoryDesk {
  return {
    async briefing(storyId) {
      const dossier = await stories.storyDossier(db, storyId);
      if (!dossier || dossier.items.length === 0) return null;
      const { topics, tierOf } = live();
      const { items, roles, matches } = dossier;
      const named = matches.map(({ itemId, match }) => {
        return { itemId, match, topicName: topics.get(match.topicId)?.name ?? match.topicId };
      });
      const tiers = new Map(items.map((item) => [item.id, tierOf(item)]));
      const about = [...new Set(matches.map(({ match }) => match.topicId))];
      const others = await neighbours(db, storyId, about);
      return writeBriefing({ storyId, items, roles, tiers, matches: named, neighbours: others });
    },
    async storyTimeline(storyId) {
      const dossier = await stories.storyDossier(db, storyId);
      if (!dossier) return null;
      return timeline(
        dossier.items.map((item) => ({ item, storyId, role: dossier.roles.get(item.id) ?? 'report' })),
      );
    },
    topicTimeline: async (topicId, since) => timeline(await itemsOfTopic(db, topicId, since)),
    async digest(topicId, since) {
      const told = await itemsOfTopic(db, topicId, since);
      const originals = told.filter(({ role }) => role !== 'copy').map(({ item }) => item);
      return digestStory(originals, PAGE_WORDS);
    },
  };
}
