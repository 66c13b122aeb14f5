import { describe, expect, test } from 'vitest';
import { PREVIEWS } from '../../adapters/index.js';
import type { Preview } from '../../src/domain/preview.js';
import { sampleAlert, sampleNotice } from '../contracts/samples.js';

const spans = ({ blocks }: Preview) =>
  blocks.flatMap((block) => (block.kind === 'lines' ? block.lines.flatMap((line) => line.spans) : []));
const read = (preview: Preview) =>
  spans(preview)
    .map((span) => span.text)
    .join(' ');

describe.each(Object.entries(PREVIEWS))('how an alert looks in %s', (platform, preview) => {
  test('has its headline, sentences, sources and reason, as a reader sees them', async () => {
    const shown = await preview(sampleAlert());
    expect(shown.platform).toBe(platform);
    const text = read(shown);
    for (const part of [
      'Chip maker halts shipments to three customers',
      'Shipments stopped on Friday after a letter from the ministry.',
      'Three people said that 40 % of the orders are affected.',
      'Example Post',
      'Second Daily',
      'Chip export controls',
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/[<>\\]|\*\*|&amp;|-# /);
    expect(spans(shown).map((span) => span.href)).toContain('https://news.example/chips?a=1&b=2');
  });

  test('shows a headline in marks as it was written', async () => {
    const headline = 'A <b>bold</b> & *starred* [claim](x) costs 5 > 4';
    const text = read(await preview(sampleAlert({ headline })));
    // Slack has no escape for a star: it becomes one that does nothing.
    expect(text.replaceAll('∗', '*')).toContain(headline);
  });

  test('draws the mark of a thread, not its name', async () => {
    const text = read(await preview({ ...sampleAlert(), standing: 'New facts are below' }));
    expect(text).toContain('🧵');
    expect(text).not.toContain(':thread:');
  });

  test('shows a notice', async () => {
    expect(read(await preview(sampleNotice()))).toContain('The regulator confirmed it.');
  });
});
