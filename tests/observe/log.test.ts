import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/observe/log.js';

function logged(format: 'text' | 'json', secrets: readonly string[] = []) {
  const lines: string[] = [];
  const log = createLog({ format, quiet: false, secrets, write: (line) => lines.push(line) });
  return { log, lines };
}

describe('the log for a person', () => {
  test('has one line a message, with the zone of its time', () => {
    const { log, lines } = logged('text');
    log.warn('feed a\u001b[2J\nroot: \u202efake');
    expect(lines).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\dZ ! feed a \[2J root: fake\n$/)]);
  });

  test('has every line of a stack clean', () => {
    const { log, lines } = logged('text');
    log.error('broken', { err: new Error('bad \u001b]0;title\u0007\nmore \u009b31m') });
    expect(lines.join('').replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(lines.join('')).toContain('\n    at ');
  });
});

describe('secrets', () => {
  const awkward = 'pa"ss\\wo\nrd';

  test.each(['text', 'json'] as const)('with quotation marks are cut out of %s', (format) => {
    const { log, lines } = logged(format, [awkward]);
    log.hide(['later-one']);
    log.info(`it is ${awkward}, and later-one`, { err: new Error(`sent ${JSON.stringify({ awkward })}`) });
    const text = lines.join('');
    expect(text).not.toContain('wo\\n');
    expect(text).not.toContain('pa\\"ss');
    expect(text).not.toContain('pa"ss');
    expect(text).not.toContain('later-one');
    expect(text.match(/•••/g)?.length).toBeGreaterThanOrEqual(3);
  });

  test('never break the line that they are cut out of', () => {
    const { log, lines } = logged('json', ['123456', 'nabcdef', '"level":']);
    log.info('a\nabcdef', { count: 123456 });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 30, msg: 'a\nabcdef' });
  });
});

test('the log for a machine says with escapes what a terminal would obey', () => {
  const { log, lines } = logged('json');
  log.info('a\u009bb\u202ec');
  expect(lines[0]).toContain('a\\u009bb\\u202ec');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'a\u009bb\u202ec' });
});
