import { describe, expect, test } from 'vitest';
import type { Topic } from '../../src/domain/topic.js';
import { formOf } from '../../src/lookup/form-verbs.js';
import { findTopic, noTopic } from '../../src/lookup/find-topic.js';
import { VERBS } from '../../src/lookup/verbs.js';

describe('the table of verbs', () => {
  test.each(VERBS.map((verb) => [verb.name, verb] as const))(
    '%s is told so that a menu can be made of it',
    (name, { usage, takes = [] }) => {
      expect(usage.split(' ')[0]).toBe(name);
      const names = takes.map((taken) => taken.name);
      expect(new Set(names).size).toBe(names.length);
      for (const { name: option, does } of takes) {
        expect(option).toMatch(/^[a-z]{1,32}$/);
        expect(does.length).toBeLessThanOrEqual(100);
      }
      // What must be there is written first.
      const required = takes.map((taken) => taken.required);
      expect(required).toEqual(required.toSorted((a, b) => Number(b) - Number(a)));
    },
  );

  test('a bare mute asks for its form, and one with something to mute does not', () => {
    expect(formOf('mute')).toEqual({ form: 'mute', subject: null });
    expect(formOf(' MUTE  ')).toEqual({ form: 'mute', subject: null });
    expect(formOf('mute s7')).toBeNull();
    expect(formOf('search mute')).toBeNull();
  });

  test('“add” and “edit” ask for forms, and edit says of what', () => {
    expect(formOf('add')).toEqual({ form: 'add-topic', subject: null });
    expect(formOf('add some words')).toEqual({ form: 'add-topic', subject: null });
    expect(formOf('edit')).toEqual({ form: 'edit-topic', subject: null });
    expect(formOf('edit  Chip controls ')).toEqual({ form: 'edit-topic', subject: 'Chip controls' });
  });
});

describe('a topic that is named in part', () => {
  const topics = new Map(
    [
      ['eu-policy', 'Policy in Brussels'],
      ['us-policy', 'Policy in Washington'],
      ['chips', 'Chip controls'],
    ].map(([id = '', name = '']) => [id, { id, name } as Topic]),
  );

  test('is found where only one has that part', () => {
    expect(findTopic(topics, 'Brussels')?.id).toBe('eu-policy');
    expect(findTopic(topics, 'policy')).toBeUndefined();
  });

  test('is asked for again by what it may mean, or by what it sounds like', () => {
    expect(noTopic(topics, 'policy').text).toContain('may be eu-policy, us-policy: write which');
    expect(noTopic(topics, 'chisp').text).toContain('did you mean chips?');
    expect(noTopic(topics, 'weather', 'story or topic').text).toBe(
      'There is no story or topic "weather". Ask: topics',
    );
  });
});
