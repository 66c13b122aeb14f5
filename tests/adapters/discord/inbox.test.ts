import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readInteraction } from '../../../adapters/discord/interaction.js';
import { openIdKeeper, pageId } from '../../../adapters/discord/custom-ids.js';
import type { Answer, Question } from '../../../src/domain/message.js';
import { conversationOf } from '../../support/conversation.js';
import { sampleAlert, sampleAnswer, sampleNotice } from '../../contracts/samples.js';
import { type Message, refuse } from '../../support/discord/world.js';
import { until } from '../../support/until.js';
import { type Discord, openStage } from './stage.js';

const COMMANDS = [{ name: 'wirewatch' }, { name: 'Watch this', type: 3 }];
const CALLBACK = /\/callback$/;
const ORIGINAL = /\/messages\/@original$/;

let discord: Discord;
let questions: Question[];

beforeEach(async () => {
  questions = [];
  discord = await openStage();
});

afterEach(async () => {
  await discord.close();
});

describe('/wirewatch in Discord', () => {
  test('each verb and its option arrive as the text that Slack would send', async () => {
    await listen(discord);
    for (const text of [
      'search openai china',
      'latest',
      'latest chips',
      'topics',
      'why s7',
      'feeds',
      'feeds asia',
      'help',
    ]) {
      await discord.server.sendSlashCommand(text).shown;
    }
    expect(questions.map(({ text }) => text)).toEqual([
      'search openai china',
      'latest',
      'latest chips',
      'topics',
      'why s7',
      'feeds',
      'feeds asia',
      'help',
    ]);
    expect(discord.server.violations()).toEqual([]);
  });

  test('asks for no intent at all', async () => {
    await listen(discord);
    expect(discord.server.gateway.identifies).toMatchObject([{ intents: 0 }]);
  });

  test('is registered once in its server, and again only when its definition has changed', async () => {
    await listen(discord);
    const { world } = discord.server;
    expect(world.commands.get(world.guild)).toMatchObject(COMMANDS);
    discord.server.gateway.drop(4009);
    await until(() => discord.server.gateway.resumes() === 1, 'resuming');
    const { openDiscord } = await import('../../../adapters/discord/index.js');
    const again = openDiscord(
      { token: discord.server.token, api: discord.server.api, guild: world.guild },
      { now: discord.now, warn: () => {}, dataDir: '.' },
    );
    await again.inbox?.listen(conversationOf());
    expect(world.commandWrites).toBe(1);
    Object.assign(world.commands.get(world.guild)?.[0] ?? {}, { description: 'of an older version' });
    await again.close();
    const third = openDiscord(
      { token: discord.server.token, api: discord.server.api, guild: world.guild },
      { now: discord.now, warn: () => {}, dataDir: '.' },
    );
    discord.server.world.advance(60_000);
    await third.inbox?.listen(conversationOf());
    await third.close();
    expect(world.commandWrites).toBe(2);
  });

  test('is registered everywhere when no server is set', async () => {
    const everywhere = await openStage({ isGlobal: true });
    await listen(everywhere);
    expect(everywhere.server.world.commands.get('global')).toMatchObject(COMMANDS);
    await everywhere.close();
  });

  test('that may not be registered is told, and buttons are answered all the same', async () => {
    discord.server.faults.next('PUT', /commands$/, {
      kind: 'reply',
      reply: refuse(403, 50001, 'Missing Access'),
    });
    await listen(discord);
    expect(discord.warnings).toEqual([expect.stringContaining('could not be registered')]);
    await discord.server.sendSlashCommand('help').shown;
  });

  test('thirty questions at once are all answered', async () => {
    await listen(discord);
    const asked = Array.from({ length: 30 }, () => discord.server.sendSlashCommand('latest').shown);
    for (const { text } of await Promise.all(asked)) expect(text).toContain('Story number 1');
  });

  test('an answer whose reply was lost is given again', async () => {
    await listen(discord);
    discord.server.faults.next('PATCH', ORIGINAL, { kind: 'dropBefore' });
    expect((await discord.server.sendSlashCommand('latest').shown).text).toContain('Story number 1');
  });

  test('an acknowledgement whose reply was lost still has its answer', async () => {
    await listen(discord);
    discord.server.faults.next('POST', CALLBACK, { kind: 'dropAfter' });
    expect((await discord.server.sendSlashCommand('latest').shown).text).toContain('Story number 1');
    expect(discord.server.violations()).toEqual([]);
  });

  test('a question that could not be acknowledged in time is let go', async () => {
    await listen(discord);
    const release = discord.server.faults.hold('POST', CALLBACK);
    discord.server.sendSlashCommand('latest');
    await until(() => discord.server.calls.some(({ path }) => CALLBACK.test(path)), 'the acknowledgement');
    discord.server.world.advance(3001);
    release();
    await discord.server.sendSlashCommand('help').shown;
    expect(questions.map(({ text }) => text)).toEqual(['help']);
    expect(discord.server.violations()).toEqual(['an interaction was acknowledged after three seconds']);
  });
});

describe('buttons in Discord', () => {
  test('“Help” on a notice asks for help', async () => {
    await listen(discord);
    const messenger = discord.account.messenger({
      id: 'd',
      account: 'a',
      channel: discord.server.channel('desk').id,
    });
    await messenger.send(sampleNotice(), 'k1');
    const [notice] = discord.server.posts('desk');
    if (notice) await discord.server.clickButton(notice, 'Help').shown;
    expect(questions).toMatchObject([{ text: 'help', page: 1 }]);
  });

  test('a question too long for a button is kept for its pages', async () => {
    const question = `search ${'汉'.repeat(300)}`;
    await listen(discord, async ({ page }) =>
      sampleAnswer({ question, page, pages: 2, title: `Page ${page}` }),
    );
    const first = await discord.server.sendSlashCommand('search x').shown;
    const second = await discord.server.clickButton(first.message, first.buttons[0]?.label ?? '').shown;
    expect(second.text).toContain('Page 2');
    expect(questions[1]).toMatchObject({ text: question, page: 2 });
  });

  test('a question that is no longer kept is answered with what to do', async () => {
    const question = `search ${'x'.repeat(300)}`;
    await listen(discord, async () => sampleAnswer({ question, pages: 2 }));
    const { message, buttons } = await discord.server.sendSlashCommand('search x').shown;
    const customId = openIdKeeper().fit(pageId(question, 2));
    expect(buttons[0]?.customId).toBe(customId);
    expect(openIdKeeper().read(customId)).toEqual({ kind: 'expired' });
    const stale = customId.slice(0, -1);
    renameButtons(message.components, customId, stale);
    const shown = await discord.server.clickButton(message, buttons[0]?.label ?? '').shown;
    expect(shown.text).toContain('no longer kept');
    expect(shown.text).toContain('/wirewatch');
  });

  test('a button that nobody knows any more says so', async () => {
    await listen(discord);
    const alert = await postAlert(discord);
    renameButtons(alert.components, 'ww:why:s7:k1', 'ww:draft:drop:7');
    const shown = await discord.server.clickButton(alert, 'Why').shown;
    expect(shown).toMatchObject({ onlyToAsker: true, text: expect.stringContaining('no longer used') });
  });
});

test('an interaction that is not for us is left alone', () => {
  const given = { id: '1', token: 't', application_id: '2', user: { id: '3', username: 'ana' } };
  expect(readInteraction({ ...given, type: 2, data: { name: 'other', options: [] } })).toBeNull();
  expect(readInteraction({ ...given, type: 4, data: { name: 'wirewatch' } })).toBeNull();
  expect(readInteraction({ ...given, type: 3, data: { component_type: 3, custom_id: 'x' } })).toBeNull();
  expect(readInteraction({ ...given, type: 1 })).toBeNull();
  expect(readInteraction({ ...given, type: 2, data: { name: 'wirewatch' } })).toMatchObject({
    act: { kind: 'command', verb: '' },
  });
});

async function listen(
  stage: Discord,
  answer: (question: Question) => Promise<Answer> = async () => sampleAnswer(),
): Promise<void> {
  const conversation = conversationOf(async (question) => {
    questions.push(question);
    return answer(question);
  });
  await stage.account.inbox?.listen(conversation);
}

async function postAlert({ server, account }: Discord): Promise<Message> {
  const desk = server.channel('desk');
  await account.messenger({ id: 'd', account: 'a', channel: desk.id }).send(sampleAlert(), 'k1');
  const [alert] = desk.messages;
  if (!alert) throw new Error('nothing was posted');
  return alert;
}

function renameButtons(components: unknown, from: string, to: string): void {
  const parts: unknown[] = Array.isArray(components) ? components : [];
  for (const part of parts) {
    if (typeof part !== 'object' || part === null) continue;
    if ('custom_id' in part && part.custom_id === from) part.custom_id = to;
    if ('components' in part) renameButtons(part.components, from, to);
  }
}
