import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDiscordServer, type DiscordServer } from '../support/discord-server.js';
import { buildHouse, type House, type Opened } from '../support/house.js';
import { visibleText } from '../support/slack/check-message.js';
import { type SlackServer, startSlackServer } from '../support/slack-server.js';

const MINUTE = 60_000;

let slack: SlackServer;
let discord: DiscordServer;
let house: House;
let opened: Opened | null = null;

beforeEach(async () => {
  [slack, discord] = await Promise.all([startSlackServer(), startDiscordServer()]);
  house = buildHouse({
    accounts: [
      '  - id: slack\n    type: slack\n    botToken: $SLACK_BOT_TOKEN\n    appToken: $SLACK_APP_TOKEN\n',
      `    api: ${slack.api}\n`,
      '  - id: discord\n    type: discord\n    token: $DISCORD_TOKEN\n',
      `    guild: "${discord.world.guild}"\n`,
      `    api: ${discord.api}\n`,
    ].join(''),
    destinations: [
      '  - id: slack-desk\n    account: slack\n    channel: "#desk"\n',
      `  - id: discord-desk\n    account: discord\n    channel: "${discord.channel('desk').id}"\n`,
    ].join(''),
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, DISCORD_TOKEN: discord.token },
  });
});

afterEach(async () => {
  await opened?.app.stop();
  opened = null;
  await Promise.all([slack.close(), discord.close()]);
  house.remove();
});

const headlinesIn = (text: string) =>
  [
    'Mandarin speakers',
    'block access in China',
    'In-depth Analysis',
    'OpenAI for Singapore',
    'work with China',
  ].filter((part) => text.includes(part));

describe('with tokens set', () => {
  test('each story is posted once to each channel, and a second run posts nothing', async () => {
    opened = await house.open();
    const { summary } = await opened.app.drain(MINUTE, true);
    expect(summary.alerts).toEqual({ sent: 10, updated: 0, parked: 0 });
    expect(slack.posts('desk')).toHaveLength(5);
    expect(discord.posts('desk')).toHaveLength(5);
    expect(
      headlinesIn(
        slack
          .posts('desk')
          .map((post) => visibleText(post.content))
          .join('\n'),
      ),
    ).toHaveLength(5);
    await opened.app.drain(MINUTE, true);
    expect(slack.posts('desk')).toHaveLength(5);
    expect(discord.posts('desk')).toHaveLength(5);
    expect([...slack.violations(), ...discord.violations()]).toEqual([]);
  });

  test('replies that are lost after the platform has the message make no second post', async () => {
    slack.failNext('chat.postMessage', { kind: 'drop', after: true });
    opened = await house.open();
    const { summary } = await opened.app.drain(MINUTE, true);
    expect(summary.alerts.sent).toBe(10);
    expect(slack.posts('desk')).toHaveLength(5);
    expect(slack.calls.filter((method) => method === 'chat.postMessage')).toHaveLength(5);
  });

  test('a slash command is answered from the store, alike in Slack and in Discord, to the asker alone', async () => {
    opened = await house.open();
    await opened.app.drain(MINUTE, true);
    await opened.app.start();
    const inSlack = slack.sendSlashCommand('search trademark');
    await inSlack.acknowledged;
    const slackAnswer = await inSlack.answer;
    expect(slackAnswer.onlyToAsker).toBe(true);
    const inDiscord = await discord.sendSlashCommand('search trademark').shown;
    const answers = [visibleText(slackAnswer.content), inDiscord.text];
    for (const answer of answers) {
      expect(answer).toContain('1 article about');
      expect(answer).toContain('SignalDesk via SCMP China Tech');
    }
    expect([...slack.violations(), ...discord.violations()]).toEqual([]);
  });

  test.each(['x'.repeat(3_000), '*_~`<!channel> @everyone [a](https://evil.example)', ''])(
    'a question that makes no sense gets a short answer: %.20s',
    async (text) => {
      opened = await house.open();
      await opened.app.start();
      const { content, onlyToAsker } = await slack.sendSlashCommand(text).answer;
      expect(onlyToAsker).toBe(true);
      expect(visibleText(content).length).toBeLessThan(2_500);
      expect(JSON.stringify(content)).not.toContain('<!channel>');
      expect(slack.violations()).toEqual([]);
    },
  );
});
