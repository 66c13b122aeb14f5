import { setTimeout as pause } from 'node:timers/promises';
import type { Draft, Form, FormReply, FormRequest } from '../../src/domain/conversation.js';
import { type Click, modalId } from './custom-ids.js';
import { leftOut, renderModal } from './modal.js';
import { expired, tooSlow } from './notices.js';
import { renderForm } from './render-form.js';
import { answerNow, popUp } from './respond.js';
import { answerLater, shown, showLater, type Talk, tell, type Turn } from './talk.js';

/** Discord waits three seconds for a form; the way there and back takes its share. */
const FORM_PATIENCE_MS = 1500;

/** Pops a form up. It has to be the first thing that Discord hears, so there is no deferring it. */
export async function openForm(talk: Talk, turn: Turn, request: FormRequest): Promise<void> {
  await pop(talk, turn, await inTime(talk.conversation.open(request)));
}

/**
 * A form was filled in. Discord's forms can't change while they are open, so what would come of it is shown
 * before it counts; a mute counts at once, since it is undone as easily as done.
 */
export async function fillForm(
  talk: Talk,
  turn: Turn,
  { form, subject, draft: name }: Extract<Click, { kind: 'modal' }>,
  filled: Draft['values'],
): Promise<void> {
  const { conversation } = talk;
  const { interaction, asker } = turn;
  const left = name === '' ? { values: {} } : talk.drafts.read(name, asker.user);
  if (left === null) return answerLater(talk, turn, async () => expired);
  const draft = { form, subject, values: { ...left.values, ...filled }, asker, request: interaction.id };
  return showForm(talk, turn, draft, () =>
    form === 'mute' ? conversation.submit(draft) : conversation.preview(draft),
  );
}

/** What was filled in is sent off, or changed once more. */
export async function goOnWithDraft(
  talk: Talk,
  turn: Turn,
  { what, draft: name }: Extract<Click, { kind: 'draft' }>,
): Promise<void> {
  const kept = talk.drafts.read(name, turn.asker.user);
  if (kept === null) return answerLater(talk, turn, async () => expired);
  const { form, subject, values } = kept;
  // Sent off twice, it is the same draft.
  const draft = { form, subject, values, asker: turn.asker, request: name };
  if (what === 'save') return showForm(talk, turn, draft, () => talk.conversation.submit(draft));
  return pop(talk, turn, await inTime(talk.conversation.preview(draft)));
}

async function pop(talk: Talk, { interaction }: Turn, reply: FormReply): Promise<void> {
  const { client } = talk;
  if (reply.kind === 'answer') tell(talk, await answerNow(client, interaction, shown(talk, reply.answer)));
  else tell(talk, await popUp(client, interaction, modalOf(talk, reply.form, interaction.from.user)));
}

function modalOf({ ids, drafts }: Talk, form: Form, user: string) {
  const left = leftOut(form);
  const values = Object.fromEntries(left.map(({ id, value }) => [id, value]));
  const { name, subject } = form;
  const draft = left.length === 0 ? '' : drafts.keep({ form: name, subject, values, user });
  return renderModal(form, ids.fit(modalId(draft, name, subject)));
}

function showForm(talk: Talk, turn: Turn, draft: Draft, pass: () => Promise<FormReply>): Promise<void> {
  const { form, subject, values, asker } = draft;
  return showLater(talk, turn, async () => {
    const reply = await pass();
    if (reply.kind === 'answer') return shown(talk, reply.answer);
    return renderForm(reply.form, talk.drafts.keep({ form, subject, values, user: asker.user }));
  });
}

async function inTime(reply: Promise<FormReply>): Promise<FormReply> {
  const done = new AbortController();
  const slow = pause(FORM_PATIENCE_MS, { kind: 'answer', answer: tooSlow } as const, { signal: done.signal });
  slow.catch(() => {});
  return Promise.race([reply, slow]).finally(() => done.abort());
}
