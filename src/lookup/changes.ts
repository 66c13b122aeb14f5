import { changesPage } from '../store/changes.js';
import { utcMinute } from '../text/utc-minute.js';
import { LINES_A_PAGE, nothing, type Verb } from './library.js';

/** The audit trail. */
export const changes: Verb = {
  name: 'changes',
  usage: 'changes',
  does: 'who changed what, when and from where',
  takes: [],
  async answer({ db }, { page }) {
    const { rows, total } = await changesPage(db, (page - 1) * LINES_A_PAGE, LINES_A_PAGE);
    if (total === 0) return nothing('Nobody has changed anything yet.');
    return {
      ok: true,
      title: total === 1 ? '1 change' : `${total} changes, newest first`,
      text: null,
      entries: rows.map(({ at, account, name, user, channel, what, subject, detail }) => ({
        title: `${name}: ${what} ${subject}${detail === '' ? '' : ` (${detail})`}`,
        link: null,
        detail: [
          utcMinute(at),
          ...(account === '' ? [] : [`${account}, user ${user}`]),
          ...(channel === null ? [] : [`channel ${channel}`]),
        ].join(' · '),
        text: null,
        data: { at: at.toISOString(), account, user, name, channel, what, subject, detail },
      })),
      pages: Math.ceil(total / LINES_A_PAGE),
    };
  },
};
