import { latestItems } from '../store/lookups.js';
import { findTopic, noTopic } from './find-topic.js';
import { articles, counted } from './item-entry.js';
import { nothing, PAGE_SIZE, type Verb } from './library.js';

export const latest: Verb = {
  name: 'latest',
  usage: 'latest [topic]',
  does: 'the newest articles of a topic, or of all',
  takes: [{ name: 'topic', does: 'Only of this topic', required: false, completes: 'topic' }],
  async answer({ db, topics: known }, { rest: name, page }) {
    const topic = name === '' ? null : findTopic(known(), name);
    if (topic === undefined) return noTopic(known(), name);
    const found = await latestItems(db, topic?.id ?? null, (page - 1) * PAGE_SIZE, PAGE_SIZE);
    const about = topic ? topic.name : 'all topics';
    if (found.total === 0) return nothing(`Nothing has matched ${about} yet.`);
    return articles(`${counted(found.total)}, newest first: ${about}`, found, known());
  },
};
