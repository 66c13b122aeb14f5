import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HEALTHY } from '../../src/ingest/health.js';
import { readFolder } from '../../src/ingest/folder.js';
import { normalise } from '../../src/ingest/normalise.js';
import { pollFeed, type PollTools } from '../../src/ingest/poll.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wirewatch-folder-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const save = (name: string, content: string | Uint8Array): Promise<void> =>
  writeFile(join(dir, name), content);

describe('a folder of saved articles', () => {
  it('is read by name, one level deep, without dotfiles and readmes', async () => {
    await mkdir(join(dir, 'b', 'deep'), { recursive: true });
    for (const name of [
      'c.txt',
      'a.md',
      'b/x.html',
      'b/deep/y.txt',
      '.hidden.txt',
      'README.md',
      'b/readme.txt',
      'z.pdf',
    ])
      await save(name, 'Text of the article.');
    const { entries, faults } = await readFolder(dir);
    expect(entries.map(({ entry }) => entry.guid)).toEqual(['a.md', 'b/x.html', 'c.txt']);
    expect(entries[0]?.path).toBe(join(dir, 'a.md'));
    expect(faults).toEqual([]);
  });

  it('gives each entry what its front matter says, dates as they are written', async () => {
    await save(
      'a.md',
      '---\ntitle: "One: two"\nPublisher: Example\nauthors: [Jane Doe, Li Wei]\ndate: 2024-07-09\nlang: en\nvia: Wire\nurl: https://a.example/b\n---\n\n# One: two\n\nText **with** a [link](https://c.example).\n',
    );
    const { entries } = await readFolder(dir);
    expect(entries[0]?.entry).toEqual({
      guid: 'a.md',
      title: 'One: two',
      publisher: 'Example',
      author: 'Jane Doe, Li Wei',
      published: '2024-07-09',
      language: 'en',
      via: 'Wire',
      link: 'https://a.example/b',
      html: false,
      body: expect.stringContaining('Text with a link.'),
    });
  });

  it('names a date that cannot be read, and reads the article without it', async () => {
    await save('a.md', '---\ntitle: A\nPublished: yesterdayish\n---\nText of the article.\n');
    const { entries, faults } = await readFolder(dir);
    expect(entries).toHaveLength(1);
    expect(faults).toEqual([
      {
        path: `${join(dir, 'a.md')}:3`,
        reason: `its date can't be read: "yesterdayish": write 2026-06-01 or 2026-06-01T08:00Z; the article is read without it`,
      },
    ]);
  });

  it('names what cannot be read, and reads the rest', async () => {
    await save('binary.txt', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 1, 2, 0, 7]));
    await save('broken.md', '---\ntitle: [a\n---\nText.');
    await save('bomb.md', `---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\nText.`);
    await save('empty.txt', ' \n');
    await save('good.txt', 'Text of the article.');
    await save('huge.txt', 'x'.repeat(5 * 1024 * 1024 + 1));
    await save('nothing.md', '---\ntitle: a\n---\n');
    await save('list.md', '---\n- a\n---\nText.');
    execFileSync('mkfifo', [join(dir, 'pipe.txt')]);
    const { entries, faults } = await readFolder(dir);
    expect(entries.map(({ entry }) => entry.guid)).toEqual(['good.txt']);
    expect(faults.map(({ path, reason }) => `${path.slice(dir.length + 1)}: ${reason}`)).toEqual([
      'binary.txt: not text',
      expect.stringMatching(/^bomb.md:\d+: front matter/),
      expect.stringMatching(/^broken.md:\d+: front matter: /),
      'empty.txt: empty',
      'huge.txt: larger than 5 MB',
      expect.stringMatching(/^list.md:\d+: front matter/),
      'nothing.md: front matter, and no text under it',
      'pipe.txt: not a regular file',
    ]);
  });

  it('that is not there is a fault, and so is a file of another kind', async () => {
    await save('a.pdf', 'x');
    expect((await readFolder(join(dir, 'none'))).faults).toEqual([
      { path: join(dir, 'none'), reason: 'no such file or folder' },
    ]);
    expect((await readFolder(join(dir, 'a.pdf'))).faults[0]?.reason).toContain('not a saved article');
  });

  it('may be a single file', async () => {
    await save('a.txt', 'Text of the article.');
    expect((await readFolder(join(dir, 'a.txt'))).entries.map(({ entry }) => entry.guid)).toEqual(['a.txt']);
  });

  it('holds files in old Chinese encodings too', async () => {
    // "中文新闻报道今天发布" in GB 18030.
    const line = Buffer.from('d6d0cec4d0c2cec5b1a8b5c0bdf1ccecb7a2b2bca1a30a', 'hex');
    await save('a.txt', Buffer.concat(Array.from({ length: 8 }, () => line)));
    expect((await readFolder(dir)).entries[0]?.entry.body).toContain('中文新闻报道今天发布。');
  });

  it('is the same article after an edit', async () => {
    const feed = { id: 'f', kind: 'folder', location: dir, tier: 2 } as const;
    const read = async (): Promise<unknown> => {
      const entry = (await readFolder(dir)).entries[0]?.entry ?? { html: false };
      const result = normalise(entry, feed, new Date('2026-01-01T00:00:00Z'));
      return result.kind === 'article' ? result.article.guid : result;
    };
    await save('a.txt', 'First text of the article.');
    const before = await read();
    await save('a.txt', 'Second text of the article.');
    expect(await read()).toBe(before);
  });
});

it('a file that cannot be read is named once, also when nothing else in its folder has changed', async () => {
  const feed = { id: 'saved', kind: 'folder', location: dir, tier: 2 } as const;
  const memory = {
    validators: {},
    bodyHash: null as string | null,
    health: HEALTHY,
    hints: {},
    itemTimes: [],
    movedTo: null,
    move: null,
  };
  const poll = async () => {
    // A folder is read without any of the tools.
    const polled = await pollFeed(feed, memory, {} as PollTools, new Date('2026-03-01T12:00:00Z'));
    memory.bodyHash = polled.memory.bodyHash;
    return [polled.outcome, polled.faults.length];
  };
  await save('a.md', '# Tin rises\n\nTin rose on Monday.');
  expect(await poll()).toEqual(['fresh', 0]);
  await save('broken.md', '---\ntitle: [a\n---\nText.');
  expect(await poll()).toEqual(['fresh', 1]);
  expect(await poll()).toEqual(['unchanged', 0]);
});
