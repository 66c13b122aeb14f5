import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openConsole } from '../../../adapters/console/index.js';
import { renderCard } from '../../../adapters/console/render.js';
import { messengerContract } from '../../contracts/messenger.js';
import { sampleAlert } from '../../contracts/samples.js';

const now = () => new Date(0);

function openScreen() {
  const dataDir = mkdtempSync(join(tmpdir(), 'ww-screen-'));
  let shown = '';
  const screen = { write: (text: string) => (shown += text), colour: false, columns: 100 };
  const messenger = openConsole(screen, { dataDir, now }).messenger({
    id: 'screen',
    account: 'console',
    channel: '',
  });
  const transcript = join(dataDir, 'screen.log');
  return {
    messenger,
    dataDir,
    transcript,
    shown: () => shown,
    close: () => rmSync(dataDir, { recursive: true }),
  };
}

messengerContract('the screen', async () => {
  const { messenger, transcript, close } = openScreen();
  const posts = async () =>
    readFileSync(transcript, 'utf8')
      .split(/\n\[([^\]\n]{1,25})\]\n\n/)
      .flatMap((text, i, parts) =>
        i % 2 === 0 && parts[i + 1] ? [{ ref: parts[i + 1] ?? '', text, under: null }] : [],
      );
  return { messenger, posts, close: async () => close() };
});

const attempts = { firstAt: new Date(0), lastAt: new Date(0), now: new Date(0) };

describe('the screen', () => {
  test('knows after a restart what it has shown, and what not', async () => {
    const { messenger, close } = openScreen();
    expect(await messenger.find('k1', attempts)).toEqual({ kind: 'absent' });
    await messenger.send(sampleAlert(), 'k1');
    expect(await messenger.find('k1', attempts)).toEqual({ kind: 'found', ref: 'k1' });
    expect(await messenger.find('k', attempts)).toEqual({ kind: 'absent' });
    close();
  });

  test('a key in a headline is not taken for a mark', async () => {
    const { messenger, close } = openScreen();
    await messenger.send(sampleAlert({ headline: 'news\n[k2]\n' }), 'k1');
    expect(await messenger.find('k2', attempts)).toEqual({ kind: 'absent' });
    close();
  });

  test('says what is wrong when its transcript cannot be written', async () => {
    const gone = openConsole({ write: null, colour: false, columns: 80 }, { dataDir: '/nowhere', now });
    const outcome = await gone
      .messenger({ id: 'screen', account: 'console', channel: '' })
      .send(sampleAlert(), 'k1');
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('/nowhere') });
  });

  test('a transcript that cannot be read tells nothing', async () => {
    const { messenger, transcript, close } = openScreen();
    mkdirSync(transcript);
    expect(await messenger.find('k1', attempts)).toMatchObject({ kind: 'unknown', until: new Date(30_000) });
    close();
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk makes the card wait, and nothing is shown', async () => {
    const { messenger, transcript, shown, close } = openScreen();
    symlinkSync('/dev/full', transcript);
    expect(await messenger.send(sampleAlert(), 'k1')).toMatchObject({
      kind: 'wait',
      until: new Date(30_000),
    });
    expect(shown()).toBe('');
    rmSync(transcript);
    close();
  });

  test('what died on the way to the screen stands in the transcript already', async () => {
    const { dataDir, transcript, close } = openScreen();
    const broken = {
      colour: false,
      columns: 80,
      write: () => {
        throw new Error('gone');
      },
    };
    const screen = openConsole(broken, { dataDir, now }).messenger({
      id: 'screen',
      account: '',
      channel: '',
    });
    await expect(screen.send(sampleAlert(), 'k1')).rejects.toThrow('gone');
    expect(readFileSync(transcript, 'utf8')).toContain('[k1]');
    close();
  });

  test('feeds cannot steer the terminal', () => {
    const hostile = '\u001b[2J\u001b]0;pwned\u0007\u202egnihtyna\u0008\r\n';
    const card = renderCard(sampleAlert({ headline: hostile }), { colour: false, columns: 80 });
    // eslint-disable-next-line no-control-regex
    expect(card).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  test('colours only where a person reads, and no line is wider than the screen', () => {
    const plain = renderCard(sampleAlert(), { colour: false, columns: 60 });
    expect(plain).not.toContain('\u001b');
    expect(renderCard(sampleAlert(), { colour: true, columns: 60 })).toContain('\u001b[1m');
    for (const line of plain.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });
});
