import { describe, expect, test } from 'vitest';
import { render as renderDiscord } from '../../adapters/discord/render.js';
import { render as renderSlack } from '../../adapters/slack/render.js';
import type { Priority } from '../../src/domain/topic.js';
import { sampleAlert } from '../contracts/samples.js';

const ROLE = '&123456789012345678';
const USER = '223456789012345678';
const NAMED = ['U0123', 'S0456', 'here', '<!channel>', 'U1> <!everyone', ROLE, USER, '@everyone'];
const alert = (priority: Priority, mention?: string[]) => ({
  ...sampleAlert({ headline: 'Read <@U0666> and @everyone <@&323456789012345678>' }),
  priority,
  ...(mention && { mention }),
});

describe('breaking news', () => {
  test('calls in Slack whom the topic names by an id of Slack’s, and nobody else', () => {
    const text = JSON.stringify(renderSlack(alert('breaking', NAMED), 'k').blocks);
    expect(text.match(/<[@!][^>]*>/g)?.filter((tag) => !tag.startsWith('<!date'))).toEqual([
      '<@U0123>',
      '<!subteam^S0456>',
      '<!here>',
    ]);
  });

  test('calls in Discord whom the topic names by an id of Discord’s, and nobody else', () => {
    const body = renderDiscord(alert('breaking', NAMED), 'k');
    expect(body.allowed_mentions).toEqual({ parse: [], users: [USER], roles: [ROLE.slice(1)] });
    expect(JSON.stringify(body.components)).toContain(`<@${USER}> <@${ROLE}>`);
  });

  test('of a topic that names nobody calls nobody', () => {
    expect(renderDiscord(alert('breaking'), 'k').allowed_mentions).toEqual({ parse: [] });
    expect(JSON.stringify(renderSlack(alert('breaking'), 'k').blocks)).not.toMatch(/<[@!](?!date)/);
  });
});

test('other news calls nobody, whomever its topic names', () => {
  expect(renderDiscord(alert('normal', NAMED), 'k').allowed_mentions).toEqual({ parse: [] });
  expect(JSON.stringify(renderSlack(alert('normal', NAMED), 'k').blocks)).not.toMatch(/<[@!](?!date)/);
});
