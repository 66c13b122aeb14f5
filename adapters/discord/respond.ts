import {
  type APIModalInteractionResponseCallbackData,
  InteractionResponseType,
  MessageFlags,
  Routes,
} from 'discord.js';
import type { Suggestion } from '../../src/domain/conversation.js';
import type { Client, Reply } from './client.js';
import type { Rendered } from './components.js';
import { plainLine } from './escape.js';
import type { Interaction } from './interaction.js';
import { codes } from './outcome.js';
import { speak } from './speak.js';

/**
 * Tells Discord within its three seconds that there will be an answer: in place of the one that was acted on,
 * else in a message of its own that nobody but the asker sees. False: it is too late, or somebody else has it,
 * so nothing may be done. After a lost reply the answer itself shows whether this arrived.
 */
export async function defer(client: Client, { id, token, isOnAnswer }: Interaction): Promise<boolean> {
  const body = isOnAnswer
    ? { type: InteractionResponseType.DeferredMessageUpdate }
    : {
        type: InteractionResponseType.DeferredChannelMessageWithSource,
        data: { flags: MessageFlags.Ephemeral },
      };
  const reply = await client.call('post', Routes.interactionCallback(id, token), { body, auth: false });
  return reply.kind === 'ok' || reply.kind === 'uncertain';
}

/** Puts the answer where `defer` has promised it. Safe to repeat: it sets what the message reads. */
export async function answer(client: Client, interaction: Interaction, body: Rendered): Promise<Reply> {
  const { applicationId, token } = interaction;
  const original = Routes.webhookMessage(applicationId, token, '@original');
  const patch = () => speak(client, 'patch', original, body, { auth: false });
  const first = await patch();
  const reply = first.kind === 'uncertain' ? await patch() : first;
  if (reply.kind === 'ok' || reply.code !== codes.unknownMessage) return reply;
  // The message that was acted on is gone; whoever did so is answered all the same.
  return speak(client, 'post', Routes.webhook(applicationId, token), body, { auth: false }, (spoken) =>
    toAskerOnly(spoken),
  );
}

/** Answers at once, in a message of its own. */
export function answerNow(client: Client, { id, token }: Interaction, body: Rendered): Promise<Reply> {
  const type = InteractionResponseType.ChannelMessageWithSource;
  return speak(client, 'post', Routes.interactionCallback(id, token), body, { auth: false }, (spoken) => ({
    type,
    data: toAskerOnly(spoken),
  }));
}

/** Pops a form up. It has to be the first thing that Discord hears of it. */
export function popUp(
  client: Client,
  { id, token }: Interaction,
  data: APIModalInteractionResponseCallbackData,
): Promise<Reply> {
  const body = { type: InteractionResponseType.Modal, data };
  return client.call('post', Routes.interactionCallback(id, token), { body, auth: false });
}

/** Completes what is being typed. What comes too late is of no use to anybody. */
export function complete(
  client: Client,
  { id, token }: Interaction,
  suggestions: readonly Suggestion[],
): Promise<Reply> {
  const choices = suggestions.slice(0, 25).flatMap(({ value, label }) => {
    const name = plainLine(label, 100) || value;
    return value === '' || value.length > 100 ? [] : [{ name, value }];
  });
  const type = InteractionResponseType.ApplicationCommandAutocompleteResult;
  const body = { type, data: { choices } };
  return client.call('post', Routes.interactionCallback(id, token), { body, auth: false });
}

function toAskerOnly<Body extends { readonly flags?: number }>(spoken: Body) {
  return { ...spoken, flags: (spoken.flags ?? 0) | MessageFlags.Ephemeral };
}
