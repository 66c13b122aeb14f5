import { typedText } from './commands.js';
import type { Click } from './custom-ids.js';
import { fillForm, goOnWithDraft, openForm } from './forms.js';
import type { Act, Interaction } from './interaction.js';
import { elsewhere, expired, unknownButton } from './notices.js';
import { complete } from './respond.js';
import { answerLater, type Talk, type Turn } from './talk.js';

/** Passes on what somebody did, and shows what comes of it. Never throws. */
export async function take(talk: Talk, interaction: Interaction): Promise<void> {
  const turn = { interaction, asker: { account: talk.account, ...interaction.from } };
  try {
    const { guild } = interaction;
    if (talk.guild === undefined || guild === null || guild === talk.guild)
      await pass(talk, turn, interaction.act);
    else if (interaction.act.kind !== 'typing') await answerLater(talk, turn, async () => elsewhere);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    talk.warn(`Discord: what somebody did came to nothing (${name})`);
  }
}

function pass(talk: Talk, turn: Turn, act: Act): Promise<void> {
  const { asker } = turn;
  switch (act.kind) {
    case 'typing':
      return suggest(talk, turn, act);
    case 'command':
      return ask(talk, turn, act);
    case 'watch':
      return openForm(talk, turn, { form: 'add-topic', subject: null, text: act.text, asker });
    case 'button':
      return press(talk, turn, talk.ids.read(act.customId));
    case 'modal': {
      const click = talk.ids.read(act.customId);
      if (click.kind === 'modal') return fillForm(talk, turn, click, act.values);
      return answerLater(talk, turn, async () => expired);
    }
  }
}

async function suggest(
  { client, conversation }: Talk,
  { interaction, asker }: Turn,
  { verb, option, typed }: Extract<Act, { kind: 'typing' }>,
): Promise<void> {
  const takes = conversation.verbs.find(({ name }) => name === verb)?.takes ?? [];
  const completes = takes.find(({ name }) => name === option)?.completes;
  const found = completes === undefined ? [] : await conversation.suggest(completes, typed, asker);
  await complete(client, interaction, found);
}

function ask(talk: Talk, turn: Turn, { verb, values }: Extract<Act, { kind: 'command' }>): Promise<void> {
  const { conversation } = talk;
  const { asker } = turn;
  const text = typedText(conversation.verbs, verb, values);
  const form = conversation.formOf(text);
  if (form) return openForm(talk, turn, { ...form, asker });
  return answerLater(talk, turn, () => conversation.ask({ text, page: 1, asker }));
}

function press(talk: Talk, turn: Turn, click: Click): Promise<void> {
  const { conversation } = talk;
  const { interaction, asker } = turn;
  const later = (text: string, page: number) =>
    answerLater(talk, turn, () => conversation.ask({ text, page, asker }));
  switch (click.kind) {
    case 'act': {
      const { action, subject } = click;
      if (action === 'help') return later('help', 1);
      const pressed = { action, subject, asker, request: interaction.id };
      return answerLater(talk, turn, () => conversation.press(pressed));
    }
    case 'page':
      return later(click.question, click.page);
    case 'form':
      return openForm(talk, turn, { form: click.form, subject: click.subject, asker });
    case 'draft':
      return goOnWithDraft(talk, turn, click);
    case 'expired':
      return answerLater(talk, turn, async () => expired);
    default:
      return answerLater(talk, turn, async () => unknownButton);
  }
}
