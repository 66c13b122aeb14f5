import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { EXAMPLES } from '../../src/cli/examples.js';

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  '%s has examples, and they use options that it has',
  (name, command) => {
    const examples = EXAMPLES[name] ?? [];
    // Following is for people in chat.
    if (!/^(un)?follow$/.test(name)) expect(examples).not.toEqual([]);
    for (const example of examples) {
      expect(example).toContain(`wirewatch ${name}`);
      const flags = [...example.matchAll(/--([a-z-]+)/g)].map((found) => found[1] ?? '');
      expect(flags.filter((flag) => !(flag in command.options))).toEqual([]);
    }
  },
);

test('no example is of a command that there is not', () => {
  const names = COMMANDS.map(({ name }) => name);
  expect(Object.keys(EXAMPLES).filter((name) => !names.includes(name))).toEqual([]);
});
