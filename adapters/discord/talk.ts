import type { Answer, Asker } from '../../src/domain/message.js';
import { APOLOGY, type Conversation } from '../../src/lookup/inbox.js';
import type { Client, Reply } from './client.js';
import type { Rendered } from './components.js';
import type { IdKeeper } from './custom-ids.js';
import type { Drafts } from './drafts.js';
import type { Interaction } from './interaction.js';
import { renderAnswer } from './render-answer.js';
import { answer, defer } from './respond.js';

/** What it takes to speak with somebody who has done something. */
export interface Talk {
  readonly account: string;
  /** The one server that is spoken with; undefined: any. */
  readonly guild: string | undefined;
  readonly client: Client;
  readonly conversation: Conversation;
  readonly ids: IdKeeper;
  readonly drafts: Drafts;
  readonly warn: (line: string) => void;
}

/** Something that somebody did, and who it was. */
export interface Turn {
  readonly interaction: Interaction;
  readonly asker: Asker;
}

/** Answers when the answer is there. */
export function answerLater(talk: Talk, turn: Turn, reply: () => Promise<Answer>): Promise<void> {
  return showLater(talk, turn, async () => shown(talk, await reply()));
}

/** Acknowledges first: Discord gives three seconds, a look-up may take longer. */
export async function showLater(
  talk: Talk,
  { interaction }: Turn,
  body: () => Promise<Rendered>,
): Promise<void> {
  if (!(await defer(talk.client, interaction))) return;
  const rendered = await body().catch((error: unknown) => {
    const name = error instanceof Error ? error.name : 'unknown error';
    talk.warn(`Discord: a question could not be answered (${name})`);
    return shown(talk, APOLOGY);
  });
  tell(talk, await answer(talk.client, interaction, rendered));
}

export function shown({ ids }: Talk, given: Answer): Rendered {
  return renderAnswer(given, (customId) => ids.fit(customId));
}

/** The operator hears of what did not arrive. */
export function tell({ warn }: Talk, reply: Reply): void {
  if (reply.kind !== 'ok')
    warn(`Discord: an answer could not be given (${reply.reason}); it can be asked again`);
}
