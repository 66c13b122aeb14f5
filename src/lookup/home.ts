import type { Home } from '../domain/conversation.js';
import type { AnswerEntry, Asker } from '../domain/message.js';
import { followedBy } from '../store/follows.js';
import { outboxPage } from '../store/outbox.js';
import { recentStories } from '../store/recent.js';
import { utcMinute } from '../text/utc-minute.js';
import { FORM_BUTTONS } from './form-verbs.js';
import type { Library } from './library.js';
import { topicsBusy } from './topics.js';

const TOPICS = 10;
const ALERTS = 8;

/** What somebody follows, what came of it last, and whether all is well. */
export async function home(library: Library, { account, user }: Asker): Promise<Home> {
  const { db, topics } = library;
  const followed = (await followedBy(db, { account, user })).filter((id) => topics().has(id));
  const howBusy = await topicsBusy(library);
  const stories = await recentStories(db, followed.length > 0 ? followed : null, ALERTS);
  return {
    topics: followed
      .slice(0, TOPICS)
      .map((id) => line(topics().get(id)?.name ?? id, `${id} · ${howBusy(id)}`)),
    alerts: stories.map(({ storyId, headline, at, topics: ids }) => {
      const names = ids.map((id) => topics().get(id)?.name ?? id).join(', ');
      return line(headline, `s${storyId} · ${utcMinute(at)} · ${names}`);
    }),
    health: await health(library),
    buttons: FORM_BUTTONS,
  };
}

async function health({ db, feeds }: Library): Promise<AnswerEntry[]> {
  const all = await feeds();
  const trouble = all.filter(({ state }) => state === 'failing' || state === 'stopped');
  const { parked, undecided, waiting } = await outboxPage(db, 0, 1);
  return [
    trouble.length === 0
      ? line(`All ${all.length} feeds answer`, 'ask: feeds')
      : line(
          `${trouble.length} of ${all.length} feeds fail`,
          trouble
            .slice(0, 5)
            .map(({ id }) => id)
            .join(', '),
        ),
    parked > 0
      ? line(`${parked} alerts are parked, for a person to look into`, 'ask: outbox')
      : line('No alert is parked', `${waiting + undecided} wait to be posted`),
  ];
}

const line = (title: string, detail: string): AnswerEntry => ({ title, link: null, detail, text: null });
