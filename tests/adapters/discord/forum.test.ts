import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Messenger } from '../../../src/deliver/messenger.js';
import { sampleAlert, sampleNotice } from '../../contracts/samples.js';
import { type Channel, FORUM, addChannel } from '../../support/discord/world.js';
import { type Discord, openStage } from './stage.js';

const tag = (id: string, name: string, moderated = false) => ({ id, name, moderated });
const TAGS = [
  tag('71', 'Breaking'),
  tag('72', 'normal'),
  tag('73', 'Chip export controls'),
  tag('74', 'Read'),
  tag('75', 'Muted'),
];
const HOUR_MS = 3_600_000;

let discord: Discord;
let forum: Channel;
let messenger: Messenger;

beforeEach(async () => {
  discord = await openStage();
  forum = addChannel(discord.server.world, 'wire', { type: FORUM, tags: TAGS });
  messenger = discord.account.messenger({ id: 'desk', account: 'discord', channel: '#wire' });
});

afterEach(async () => {
  await discord.close();
});

describe('a forum channel of Discord', () => {
  test('gets a story as a post with its headline for a name, tagged with priority and topic', async () => {
    const { ref } = await send();
    expect(ref).toMatch(/^(\d+)\/\1$/);
    expect(postOf(ref)).toMatchObject({
      name: 'Chip maker halts shipments to three customers',
      appliedTags: ['72', '73'],
    });
    expect(discord.server.violations()).toEqual([]);
  });

  test('its tags and name follow the story, and a tag that people gave stays', async () => {
    const { ref } = await send();
    postOf(ref).appliedTags = ['72', '73', '74'];
    const worse = { ...sampleAlert({ headline: 'All shipments halted' }), priority: 'breaking' as const };
    expect(await messenger.update(ref, worse, 'k1')).toMatchObject({ kind: 'sent', ref });
    expect(postOf(ref)).toMatchObject({ name: 'All shipments halted', appliedTags: ['71', '73', '74'] });
    const before = discord.server.calls.length;
    await messenger.update(ref, worse, 'k1');
    expect(discord.server.calls.slice(before).map(({ method }) => method)).toEqual(['GET', 'PATCH']);
  });

  test('its tags say what people have made of it, until they take that back', async () => {
    const { ref } = await send();
    await messenger.update(ref, { ...sampleAlert(), marks: { mutedBy: 'ana' } }, 'k1');
    expect(postOf(ref).appliedTags).toEqual(['75', '72', '73']);
    await messenger.update(ref, sampleAlert(), 'k1');
    expect(postOf(ref).appliedTags).toEqual(['72', '73']);
  });

  test('a post that was archived is opened before it is edited', async () => {
    const { ref } = await send();
    postOf(ref).archivedMs = discord.server.world.nowMs();
    expect(await messenger.update(ref, sampleAlert(), 'k1')).toMatchObject({ kind: 'sent' });
    expect(postOf(ref).archivedMs).toBeNull();
  });

  test('a post that people have locked refuses its own message and no other', async () => {
    const { ref } = await send();
    Object.assign(postOf(ref), { archivedMs: 1, locked: true });
    const outcome = await messenger.update(ref, sampleAlert({ headline: 'New' }), 'k1');
    expect(outcome).toMatchObject({ kind: 'refused', what: 'message' });
    expect(await messenger.reply(ref, sampleNotice(), 'k2')).toMatchObject({
      kind: 'refused',
      what: 'message',
      reason: expect.stringContaining('unlock it'),
    });
    expect(await messenger.send(sampleAlert(), 'k3')).toMatchObject({ kind: 'sent' });
  });

  test('a post whose reply was lost is found though it was archived, and is not posted twice', async () => {
    const firstAt = discord.now();
    discord.server.faults.next('POST', /\/threads$/, { kind: 'dropAfter' });
    expect(await messenger.send(sampleAlert(), 'k1')).toMatchObject({ kind: 'uncertain' });
    const [post] = posts();
    if (post) post.archivedMs = discord.server.world.nowMs();
    const now = new Date(firstAt.getTime() + 30_000);
    const ref = `${post?.id}/${post?.id}`;
    expect(await messenger.find('k1', { firstAt, lastAt: firstAt, now })).toEqual({ kind: 'found', ref });
  });

  test('has no nonce, so that a repeat is never called harmless', async () => {
    const firstAt = discord.now();
    const finding = await messenger.find('k1', { firstAt, lastAt: firstAt, now: firstAt });
    expect(finding).toMatchObject({ kind: 'unseen', repeatableUntil: null });
  });

  test('whose history is hidden tells nothing of what was posted', async () => {
    const firstAt = discord.now();
    const { ref } = await send();
    postOf(ref).mayReadHistory = false;
    const finding = await messenger.find('k2', { firstAt, lastAt: firstAt, now: firstAt });
    expect(finding).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('History') });
  });

  test('that takes no post without a tag is refused with what to do', async () => {
    Object.assign(forum, { tags: [tag('75', 'Other'), tag('76', 'normal', true)], wantsTag: true });
    expect(await messenger.send(sampleAlert(), 'k1')).toMatchObject({
      kind: 'refused',
      what: 'place',
      reason: expect.stringContaining('breaking, normal or low'),
    });
  });

  test('tags that its moderators have added are used after a while', async () => {
    await send();
    forum.tags = [...TAGS, tag('77', 'low')];
    discord.server.world.advance(HOUR_MS);
    await messenger.send({ ...sampleAlert(), priority: 'low' }, 'k2');
    expect(posts().at(-1)?.appliedTags).toEqual(['77', '73']);
  });
});

async function send() {
  const outcome = await messenger.send(sampleAlert(), 'k1');
  if (outcome.kind !== 'sent') throw new Error(JSON.stringify(outcome));
  return outcome;
}

function posts(): Channel[] {
  return [...discord.server.world.channels.values()].filter(({ parent }) => parent === forum.id);
}

function postOf(ref: string): Channel {
  const post = discord.server.world.channels.get(ref.split('/')[0] ?? '');
  if (!post) throw new Error(`there is no post ${ref}`);
  return post;
}
