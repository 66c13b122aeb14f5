import { describe, expect, test } from 'vitest';
import { formOf } from '../../src/lookup/form-verbs.js';
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
