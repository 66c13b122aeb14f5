import { expect, test } from 'vitest';
import { misused, quoted } from '../../src/lookup/library.js';

test.each([
  ['OpenAI', '"OpenAI"'],
  ['"data centre" power', '"data centre" power'],
  ['"unclosed', '"unclosed"'],
  ['a "b" "c', '"a b c"'],
])('%j is echoed as %j', (asked, echoed) => {
  expect(quoted(asked)).toBe(echoed);
});

test('a question that cannot be meant so is answered by how to ask', () => {
  expect(misused('Search for what?')).toMatchObject({ ok: false, title: 'How to ask', misused: true });
});
