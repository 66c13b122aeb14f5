import type { Draft, Form } from '../domain/conversation.js';
import { headlineOf } from '../store/recent.js';
import { field } from './field.js';
import type { FormKind } from './form-kind.js';
import type { Library } from './library.js';
import { mayChange } from './permissions.js';
import { minutesOf, muteSubject, noSubject, readSubject } from './mute.js';

const ENDS = [
  { value: '1h', label: 'One hour' },
  { value: '8h', label: 'Eight hours' },
  { value: '1d', label: 'A day' },
  { value: '1w', label: 'A week' },
  { value: '4w', label: 'Four weeks' },
] as const;
const FOR_GOOD = { value: 'good', label: 'Until it is unmuted' };

const WHOM = [
  { value: 'all', label: 'Everybody: no channel gets it' },
  { value: 'me', label: 'Only me: no direct messages' },
];

/** Mutes a story or a topic, for all or for oneself, for a while or for good. */
export const muteForm: FormKind = {
  async start({ permissions }, { subject, asker }) {
    const whom = mayChange(permissions(), asker, 'mute') ? 'all' : 'me';
    return { what: subject ?? '', whom, until: subject !== null && /^s\d+$/.test(subject) ? 'good' : '1d' };
  },
  draw: (library, draft) => draw(library, draft),
  async submit(library, draft) {
    const { what = '', whom, until = '' } = draft.values;
    const form = await draw(library, draft, true);
    if (form.fields.some(({ error }) => error !== null)) return form;
    const minutes = minutesOf(until) ?? null;
    const { asker, request } = draft;
    return muteSubject(library, { asker, subject: what, onlyMe: whom === 'me', minutes, request });
  },
};

/** Faults are told once it is sent off, or where something is written. */
async function draw(
  library: Library,
  { subject, values }: Omit<Draft, 'request'>,
  isSent = false,
): Promise<Form> {
  const { what = '', whom = 'all', until = 'good' } = values;
  const meant = readSubject(library, what);
  const missing = meant === null && (isSent || what !== '') ? (noSubject(library, what).text ?? '') : null;
  const headline = meant?.kind === 'story' ? await headlineOf(library.db, meant.id) : null;
  const ends = meant?.kind === 'topic' ? ENDS : [...ENDS, FOR_GOOD];
  const end = ends.find(({ value }) => value === until);
  return {
    name: 'mute',
    subject,
    title: 'Mute',
    submit: 'Mute',
    fields: [
      field({
        id: 'what',
        label: 'Story or topic',
        hint: 's12 for a story, or the id or name of a topic',
        kind: 'line',
        value: what,
        live: true,
        error: missing,
      }),
      field({
        id: 'whom',
        label: 'For whom',
        kind: 'one',
        options: WHOM,
        value: whom === 'me' ? 'me' : 'all',
      }),
      field({
        id: 'until',
        label: 'For how long',
        kind: 'one',
        options: ends,
        value: end?.value ?? '1d',
      }),
    ],
    preview: meant === null ? [] : [headline ?? meant.name, 'Look-ups find it as before.'],
  };
}
