import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { addTopic, editTopic, removeTopic, restoreTopic } from '../../src/config/edit-topics.js';
import { nameTopic } from '../../src/config/name-topic.js';

const LIST = `# Desk.
name: Desk
destinations: [screen]

topics:
  # The first one.
  - id: chips
    name: Chips # for readers
    query: chip AND China # for now
    destinations: [screen] # later the desk

  # About cables.
  - id: cables
    name: Cables
    # Words of both languages.
    query: >
      cable OR
      电缆
    tests:
      match: [a cable]
      # - one more

  - {id: flow, name: Flow, query: flow}
# The end.
`;

interface Written {
  topics: Record<string, unknown>[];
}
const topicsIn = (source: string) => (parse(source) as Written).topics;

function ok(edited: ReturnType<typeof addTopic>) {
  if (!edited.ok) throw new Error(edited.reason);
  return edited;
}

describe('an edited topic', () => {
  test('keeps every byte but those of the changed values', () => {
    const { source } = ok(editTopic(LIST, 'chips', { query: 'chip AND Peru', name: 'Chips: news' }));
    expect(source).toBe(
      LIST.replace('chip AND China #', 'chip AND Peru #').replace('name: Chips #', 'name: "Chips: news" #'),
    );
  });

  test('has a query of several lines replaced, and new fields behind its name', () => {
    const fields = { query: 'cable', destinations: ['screen', 'desk'], priority: 'low' as const };
    const { source } = ok(editTopic(LIST, 'cables', fields));
    expect(source).toBe(
      LIST.replace('    query: >\n      cable OR\n      电缆\n', '    query: cable\n').replace(
        'name: Cables\n',
        'name: Cables\n    destinations: [screen, desk]\n    priority: low\n',
      ),
    );
  });

  test('in braces stays in braces', () => {
    const { source } = ok(editTopic(LIST, 'flow', { name: 'a, b', priority: 'low' }));
    expect(source).toContain('  - {id: flow, name: "a, b", priority: "low", query: flow}\n');
  });

  test('reads back whatever it was given, and so does its undoing', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 150 }).filter(isPlain);
    fc.assert(
      fc.property(fc.constantFrom('chips', 'cables', 'flow'), text, text, (id, name, query) => {
        const edited = editTopic(LIST, id, { name, query });
        if (!edited.ok) return;
        expect(topicsIn(edited.source).find((topic) => topic['id'] === id)).toMatchObject({ name, query });
        expect(ok(restoreTopic(edited.source, { topicId: id, ...edited })).source).toBe(LIST);
      }),
      { numRuns: 40 },
    );
  });

  test('that is written in an odd way is left to the operator', () => {
    const odd = LIST.replace('query: chip AND China # for now', 'query: &q chip\n    aliases: {a: [*q]}');
    expect(editTopic(odd, 'chips', { query: 'x' })).toMatchObject({ ok: false });
    expect(editTopic(LIST, 'absent', { query: 'x' })).toMatchObject({ ok: false });
    expect(editTopic('topics: [{id: chips}]', 'chips', {})).toMatchObject({ ok: false });
  });
});

const isPlain = (text: string) => text.trim() === text && !/[\p{C}\u2028\u2029]/u.test(text);

describe('an added topic', () => {
  test('stands behind the last one, as far away as the others', () => {
    const { source } = ok(addTopic(LIST, { id: 'new', name: 'New', query: 'a: b' }));
    expect(source).toBe(
      LIST.replace('# The end.', '\n  - id: new\n    name: New\n    query: "a: b"\n# The end.'),
    );
  });

  test('has a long query on several lines', () => {
    const query = `(${'芯片 OR chip OR '.repeat(20)}GPU) AND "a # b"`;
    const { source } = ok(addTopic(LIST, { id: 'new', name: 'New', query, priority: 'low' }));
    expect(source).toContain('    query: >-\n      (芯片 OR');
    expect(topicsIn(source).at(-1)).toEqual({ id: 'new', name: 'New', query, priority: 'low' });
  });

  test('keeps the line ends of Windows', () => {
    const { source } = ok(addTopic(LIST.replaceAll('\n', '\r\n'), { id: 'new', name: 'New', query: 'a' }));
    expect(source.replaceAll('\r\n', '')).not.toContain('\n');
  });
});

describe('a removed topic', () => {
  test('takes the comment above it along, and comes back with it', () => {
    const removed = ok(removeTopic(LIST, 'cables'));
    expect(removed.source).not.toMatch(/cable|one more/i);
    expect(removed.source).toContain('# later the desk\n\n  - {id: flow');
    expect(ok(restoreTopic(removed.source, { topicId: 'cables', ...removed })).source).toBe(LIST);
  });

  test('is not the last of its watchlist', () => {
    const only = ok(removeTopic(ok(removeTopic(LIST, 'cables')).source, 'flow')).source;
    expect(removeTopic(only, 'chips')).toMatchObject({
      reason: expect.stringContaining('no other topic than chips') as string,
    });
  });
});

test('what was changed since is not taken back', () => {
  const added = ok(addTopic(LIST, { id: 'new', name: 'New', query: 'a' }));
  const later = added.source.replace('query: a\n', 'query: a OR b\n');
  expect(restoreTopic(later, { topicId: 'new', ...added })).toMatchObject({ ok: false });
  expect(ok(restoreTopic(added.source, { topicId: 'new', ...added })).source).toBe(LIST);
});

test('every shipped topic can be edited, removed and brought back', () => {
  for (const name of ['asia', 'industry', 'openai-china']) {
    const source = readFileSync(`config/watchlists/${name}.yaml`, 'utf8');
    for (const { id } of topicsIn(source)) {
      for (const edited of [
        ok(editTopic(source, String(id), { query: 'x', name: 'y', priority: 'low', destinations: [] })),
        ok(removeTopic(source, String(id))),
      ])
        expect(ok(restoreTopic(edited.source, { topicId: String(id), ...edited })).source).toBe(source);
    }
  }
});

test('a topic is named after what readers see', () => {
  expect(nameTopic('Undersea cables', new Set())).toBe('undersea-cables');
  expect(nameTopic('Undersea cables', new Set(['undersea-cables']))).toBe('undersea-cables-2');
  expect(nameTopic('海底电缆', new Set(['topic']))).toBe('topic-2');
});
