import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DiscordServer, startDiscordServer } from '../../support/discord-server.js';
import type { Asked } from '../../support/discord/interactions.js';
import { faultsOf } from '../../support/discord/rules.js';

/** The stand-in must refuse what Discord refuses, or the other tests prove nothing. */

let server: DiscordServer;

beforeEach(async () => {
  server = await startDiscordServer({ nonceWindowMs: 120_000, rate: { limit: 3, windowMs: 5000 } });
});

afterEach(() => server.close());

const text = { type: 10, content: 'Hello' };
const message = { flags: 1 << 15, allowed_mentions: { parse: [] }, components: [text] };
const button = { type: 2, style: 2, label: 'Go', custom_id: 'go' };

describe('the REST API of the stand-in', () => {
  test('wants the bot token, in its own words', async () => {
    expect((await call('GET', '/users/@me', undefined, 'Bot wrong')).status).toBe(401);
    expect((await call('GET', '/users/@me', undefined, `Bearer ${server.token}`)).status).toBe(401);
    expect((await call('GET', '/users/@me')).status).toBe(200);
  });

  test('a repeated nonce gives the first message within its window, and a second one after', async () => {
    const body = { ...message, nonce: 'n1', enforce_nonce: true };
    const [first, second] = [await post(body), await post(body)];
    expect(second.body).toEqual(first.body);
    server.world.advance(121_000);
    expect((await post(body)).body).not.toEqual(first.body);
    expect(server.posts('desk')).toHaveLength(2);
  });

  test('a repeated nonce without enforce_nonce is a second message', async () => {
    for (let time = 0; time < 2; time++) await post({ ...message, nonce: 'n1' });
    expect(server.posts('desk')).toHaveLength(2);
  });

  test('a deleted message with the same nonce is an unknown message', async () => {
    const body = { ...message, nonce: 'n1', enforce_nonce: true };
    await post(body);
    const { id, messages } = server.channel('desk');
    await call('DELETE', `/channels/${id}/messages/${messages[0]?.id}`);
    expect((await post(body)).body).toMatchObject({ code: 10008 });
  });

  test('a fourth post in five seconds is told when to come back', async () => {
    for (let time = 0; time < 3; time++) await post(message);
    const late = await post(message);
    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(3);
    server.world.advance(5000);
    expect((await post(message)).status).toBe(200);
  });

  test('a thread is made of a message once', async () => {
    await post(message);
    const { id, messages } = server.channel('desk');
    const path = `/channels/${id}/messages/${messages[0]?.id}/threads`;
    expect((await call('POST', path, { name: 'More' })).body).toMatchObject({ id: messages[0]?.id });
    expect((await call('POST', path, { name: 'More' })).body).toMatchObject({ code: 160_004 });
  });

  test('history is read in pages after a message', async () => {
    for (let time = 0; time < 3; time++) await post(message);
    const { id, messages } = server.channel('desk');
    const page = await call('GET', `/channels/${id}/messages?after=${messages[0]?.id}&limit=1`);
    expect(page.body).toMatchObject([{ id: messages[1]?.id }]);
  });

  test('what it does not know is a violation', async () => {
    expect((await call('GET', '/nothing')).status).toBe(404);
    expect(server.violations()).toEqual(['no such route: GET /nothing']);
  });
});

describe('interactions of the stand-in', () => {
  test('are gone after three seconds, and cannot be acknowledged twice', async () => {
    const { id, token } = server.sendSlashCommand('help');
    expect((await call('POST', `/interactions/${id}/${token}/callback`, { type: 5 })).status).toBe(204);
    expect((await call('POST', `/interactions/${id}/${token}/callback`, { type: 5 })).body).toMatchObject({
      code: 40060,
    });
    const late = server.sendSlashCommand('help');
    server.world.advance(3001);
    expect(
      (await call('POST', `/interactions/${late.id}/${late.token}/callback`, { type: 5 })).body,
    ).toMatchObject({
      code: 10062,
    });
    expect(server.violations()).toHaveLength(2);
  });

  test('take no answer before the acknowledgement, nor after a quarter of an hour', async () => {
    const { id, token } = server.sendSlashCommand('help');
    const path = `/webhooks/${server.world.application}/${token}/messages/%40original`;
    expect((await call('PATCH', path, message)).status).toBe(404);
    await call('POST', `/interactions/${id}/${token}/callback`, { type: 5, data: { flags: 64 } });
    expect((await call('PATCH', path, message)).status).toBe(200);
    server.world.advance(15 * 60_000 + 1);
    expect((await call('PATCH', path, message)).body).toMatchObject({ code: 50027 });
  });

  test('take only what may be answered to them', async () => {
    const desk = server.channel('desk');
    const answers: [Asked, number, unknown][] = [
      [server.sendSlashCommand('help'), 6, undefined],
      [server.people.type(desk, 'search', 'words', 'x'), 5, undefined],
      [
        server.people.type(desk, 'search', 'words', 'x'),
        8,
        { choices: Array(26).fill({ name: 'a', value: 'a' }) },
      ],
      [
        server.people.menu(desk, 'Watch this', { id: '1' }),
        9,
        { custom_id: 'x', title: 'T', components: [] },
      ],
      [server.sendSlashCommand('help'), 4, { content: 'without allowed_mentions' }],
    ];
    for (const [{ id, token }, type, data] of answers) {
      const reply = await call('POST', `/interactions/${id}/${token}/callback`, { type, data });
      expect(reply.body).toMatchObject({ code: 50035 });
    }
    expect(server.violations()).toHaveLength(answers.length);
  });

  test.each<[string, object, boolean]>([
    ['a label with a text', { type: 4, custom_id: 'a', style: 1, max_length: 10, value: 'x' }, true],
    [
      'more text than the field takes',
      { type: 4, custom_id: 'a', style: 1, max_length: 1, value: 'xy' },
      false,
    ],
    ['a text with a label of its own', { type: 4, custom_id: 'a', style: 1, label: 'L' }, false],
    ['a select without options', { type: 3, custom_id: 'a', options: [] }, false],
    ['a button', { type: 2, custom_id: 'a', style: 1, label: 'B' }, false],
  ])('a form with %s is taken or refused', async (_, component, isTaken) => {
    const { id, token } = server.sendSlashCommand('help');
    const data = { custom_id: 'x', title: 'T', components: [{ type: 18, label: 'L', component }] };
    const reply = await call('POST', `/interactions/${id}/${token}/callback`, { type: 9, data });
    expect(reply.status).toBe(isTaken ? 204 : 400);
  });
});

test('a message older than an hour takes five edits, and then no more for a while', async () => {
  const { body } = await post(message);
  const path = `/channels/${server.channel('desk').id}/messages/${body.id}`;
  server.world.advance(3_600_000);
  for (let edit = 0; edit < 5; edit++) expect((await call('PATCH', path, message)).status).toBe(200);
  expect((await call('PATCH', path, message)).body).toMatchObject({ code: 30_046 });
});

test('commands are held to their limits', async () => {
  const path = `/applications/${server.world.application}/commands`;
  const option = { type: 3, name: 'a', description: 'A', autocomplete: true };
  const verb = { type: 1, name: 'v', description: 'V', options: [option] };
  const command = { type: 1, name: 'wirewatch', description: 'W', options: [verb] };
  expect((await call('PUT', path, [command, { type: 3, name: 'Watch this' }])).status).toBe(200);
  const choices = [{ name: 'x', value: 'x' }];
  for (const bad of [
    { ...command, options: Array.from({ length: 26 }, (_, at) => ({ ...verb, name: `v${at}` })) },
    { ...command, options: [{ ...verb, options: [{ ...option, choices }] }] },
    { ...command, description: 'x'.repeat(101) },
    { type: 3, name: 'Watch this', description: 'no' },
  ])
    expect((await call('PUT', path, [bad])).status).toBe(400);
});

test.each<[string, unknown, RegExp]>([
  ['no body', null, /not an object/],
  ['an unknown field', { ...message, colour: 1 }, /unknown field/],
  ['content beside V2', { ...message, content: 'x' }, /not allowed with V2/],
  ['V2 components without the flag', { ...message, flags: 0, content: 'x' }, /only rows without V2/],
  ['nothing at all', { flags: 0, allowed_mentions: { parse: [] } }, /empty message/],
  ['no components', { ...message, components: [] }, /at least one/],
  ['an empty text', { ...message, components: [{ type: 10, content: '' }] }, /1 to 4000/],
  [
    '4,001 characters in all',
    { ...message, components: Array(3).fill({ type: 10, content: 'x'.repeat(1334) }) },
    /at most 4000/,
  ],
  ['41 components', { ...message, components: Array(41).fill(text) }, /at most 40/],
  [
    'six buttons',
    rows(Array.from({ length: 6 }, (_, index) => ({ ...button, custom_id: `b${index}` }))),
    /between 1 and 5/,
  ],
  ['a custom id twice', rows([button, button]), /used twice/],
  ['a custom id of 101', rows([{ ...button, custom_id: 'x'.repeat(101) }]), /1 to 100/],
  ['a label of 81', rows([{ ...button, label: 'x'.repeat(81) }]), /1 to 80/],
  ['a link button without a link', rows([{ type: 2, style: 5, label: 'Go', url: 'nowhere' }]), /not a link/],
  [
    'a section without an accessory',
    { ...message, components: [{ type: 9, components: [text] }] },
    /required/,
  ],
  ['a button outside a row', { ...message, components: [button] }, /may not stand here/],
  ['a nonce of 26', { ...message, nonce: 'n'.repeat(26) }, /at most 25/],
  ['no allowed_mentions', { flags: 1 << 15, components: [text] }, /would ping/],
  ['an ephemeral post', { ...message, flags: (1 << 15) | 64 }, /may not be set/],
])('a message with %s is refused', (_, body, fault) => {
  expect(faultsOf(body, 'create').join('\n')).toMatch(fault);
  expect(faultsOf(message, 'create')).toEqual([]);
});

function rows(components: unknown[]) {
  return { ...message, components: [{ type: 1, components }] };
}

function post(body: unknown) {
  return call('POST', `/channels/${server.channel('desk').id}/messages`, body);
}

async function call(method: string, path: string, body?: unknown, authorization = `Bot ${server.token}`) {
  const response = await fetch(`${server.api}/v10${path}`, {
    method,
    headers: { authorization, 'user-agent': 'DiscordBot (https://example.com, 1)' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const content = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: content === '' ? null : JSON.parse(content),
  };
}
