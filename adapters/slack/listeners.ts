import type { App, RespondFn, webApi } from '@slack/bolt';
import type { Draft, FormReply, FormRequest } from '../../src/domain/conversation.js';
import type { Answer } from '../../src/domain/message.js';
import { APOLOGY, type Conversation, notice } from '../../src/lookup/inbox.js';
import { askerOf, type From } from './asker.js';
import { ACT, OPEN, readButton } from './buttons.js';
import { codeOf } from './outcome.js';
import { PAGE_ACTION, questionOf, renderAnswer } from './render-answer.js';
import { answerView, FIELD, FORM, formView, keptIn, valuesOf, waitView } from './render-form.js';
import { homeView } from './render-home.js';

/** The slash command of the app's manifest, and its message shortcut. */
export const COMMAND = '/wirewatch';
export const WATCH = 'ww_watch';

/** Who listens, and who answers. */
export interface Talk {
  readonly account: string;
  readonly conversation: Conversation;
  readonly warn: (line: string) => void;
}

/** Slack gets its acknowledgement before anything is looked at: it waits for three seconds. */
export function listenTo(app: App, talk: Talk): void {
  onCommand(app, talk);
  onButtons(app, talk);
  onModals(app, talk);
  onHome(app, talk);
  app.error(async (error) => {
    talk.warn(
      `Slack: an answer could not be given (${codeOf(error) ?? error.code}); it can be asked for again`,
    );
  });
}

function onCommand(app: App, talk: Talk): void {
  app.command(COMMAND, async ({ ack, command, respond, client }) => {
    await ack();
    const asker = askerOf(talk.account, command);
    const text = command.text ?? '';
    const form = talk.conversation.formOf(text);
    if (form) return openModal(talk, { client, respond, trigger: command.trigger_id }, { ...form, asker });
    const question = { text, page: 1, asker, request: command.trigger_id };
    await reply(respond, false, await safely(talk, () => talk.conversation.ask(question), APOLOGY));
  });
  app.action(new RegExp(`^${PAGE_ACTION}`), async ({ ack, action, body, respond }) => {
    await ack();
    const question = questionOf(valueIn(action));
    const asker = askerOf(talk.account, body);
    if (!question) return;
    const answer = await safely(talk, () => talk.conversation.ask({ ...question, asker }), APOLOGY);
    await reply(respond, true, answer);
  });
}

function onButtons(app: App, talk: Talk): void {
  app.action({ type: 'block_actions', action_id: new RegExp(`^${ACT}`) }, async (heard) => {
    await heard.ack();
    const { action, body, respond, client } = heard;
    const { name, subject } = readButton(valueIn(action));
    const asker = askerOf(talk.account, body);
    const request = `${body.user.id}:${action.action_id}:${action.action_ts}`;
    const pressed = { action: name, subject: subject ?? '', asker, request };
    const answer = await safely(talk, () => talk.conversation.press(pressed), APOLOGY);
    if (body.view) await redraw(client, body.view.id, answerView(answer));
    else await reply(respond, body.container['is_ephemeral'] === true, answer);
  });
  app.action({ type: 'block_actions', action_id: new RegExp(`^${OPEN}`) }, async (heard) => {
    await heard.ack();
    const { action, body, respond, client } = heard;
    const { name, subject } = readButton(valueIn(action));
    const asker = askerOf(talk.account, body);
    const asked = body.view ? null : respond;
    await openModal(
      talk,
      { client, respond: asked, trigger: body.trigger_id },
      { form: name, subject, asker },
    );
  });
}

function onModals(app: App, talk: Talk): void {
  app.shortcut({ callback_id: WATCH, type: 'message_action' }, async ({ ack, shortcut, respond, client }) => {
    await ack();
    const asker = askerOf(talk.account, shortcut);
    const text = shortcut.message.text ?? '';
    const request = { form: 'add-topic', subject: null, text, asker };
    await openModal(talk, { client, respond, trigger: shortcut.trigger_id }, request);
  });
  // While somebody types.
  app.action({ type: 'block_actions', action_id: new RegExp(`^${FIELD}`) }, async ({ ack, body, client }) => {
    await ack();
    const { view } = body;
    const draft = view && draftIn(talk, body, view);
    if (!view || !draft) return;
    const drawn = await safely(talk, () => talk.conversation.preview(draft), BROKEN);
    // Of two that overtake each other the one drawn from what stood there last wins.
    await redraw(client, view.id, viewOf(drawn, draft.asker.channel), view.hash);
  });
  app.view({ callback_id: FORM, type: 'view_submission' }, async ({ ack, body, view, client }) => {
    await ack({ response_action: 'update', view: waitView() });
    const draft = draftIn(talk, body, view);
    if (!draft) return;
    const done = await safely(talk, () => talk.conversation.submit(draft), BROKEN);
    await redraw(client, view.id, viewOf(done, draft.asker.channel));
  });
}

/** What is filled in of a form of ours; null for any other modal. */
function draftIn(
  talk: Talk,
  from: From,
  { id, private_metadata, state }: { id: string; private_metadata: string; state: unknown },
): Draft | null {
  const kept = keptIn(private_metadata);
  if (!kept) return null;
  const { form, subject, channel } = kept;
  const asker = { ...askerOf(talk.account, from), channel };
  return { form, subject, values: valuesOf(state), asker, request: id };
}

function onHome(app: App, talk: Talk): void {
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    const asker = askerOf(talk.account, { user: event.user });
    const home = await talk.conversation.home(asker);
    await client.views.publish({ user_id: event.user, view: homeView(home) });
  });
}

/** What a modal is opened through. */
interface Opening {
  readonly client: webApi.WebClient;
  /** Null where nobody could be told in a message. */
  readonly respond: RespondFn | null;
  readonly trigger: string;
}

/** A trigger lasts three seconds, so the modal opens at once, and shows its form when that is there. */
async function openModal(
  talk: Talk,
  { client, respond, trigger }: Opening,
  request: FormRequest,
): Promise<void> {
  const opened = await client.views
    .open({ trigger_id: trigger, view: waitView() })
    .catch((error: unknown) => codeOf(error) ?? 'no answer');
  if (typeof opened === 'string') {
    talk.warn(`Slack: a form could not be opened (${opened}); it can be asked for again`);
    if (respond) await reply(respond, false, TOO_LATE);
    return;
  }
  const drawn = await safely(talk, () => talk.conversation.open(request), BROKEN);
  await redraw(client, opened.view?.id ?? '', viewOf(drawn, request.asker.channel));
}

function viewOf(reply: FormReply, channel: string | null) {
  return reply.kind === 'form' ? formView(reply.form, channel) : answerView(reply.answer);
}

/** One that was closed meanwhile, or drawn anew, is nobody's loss. */
async function redraw(
  client: webApi.WebClient,
  view_id: string,
  view: ReturnType<typeof answerView>,
  hash?: string,
): Promise<void> {
  try {
    await client.views.update({ view_id, view, ...(hash !== undefined && { hash }) });
  } catch (error) {
    if (!GONE.has(codeOf(error) ?? '')) throw error;
  }
}

const GONE = new Set(['not_found', 'hash_conflict', 'view_not_found']);

/** `otherwise` when it broke; the operator is told of that, and not of what was said. */
async function safely<T>(talk: Talk, work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    talk.warn(`Slack: a question could not be answered (${name})`);
    return otherwise;
  }
}

const BROKEN: FormReply = { kind: 'answer', answer: APOLOGY };
const TOO_LATE = notice('The form could not be opened', 'Slack waited too long for it. Try again.');

/** `edit` replaces the message that the button is in. */
async function reply(respond: RespondFn, edit: boolean, answer: Answer): Promise<void> {
  const { text, blocks } = renderAnswer(answer);
  await respond({
    response_type: 'ephemeral',
    replace_original: edit,
    text,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
  });
}

const valueIn = (action: object) =>
  'value' in action && typeof action.value === 'string' ? action.value : '';
