import { describe, expect, test } from 'vitest';
import { readItem } from '../../src/brief/candidates.js';
import { item } from './stories.js';

const REST = 'Ferry crews in the harbour began a strike on Monday, their union said.';
const HAN_REST = '港口渡轮船员周一开始罢工，工会表示谈判没有取得进展。';

/** The first sentence as it would be shown, and what the article has at its offsets. */
function shown(body: string, lang = 'en') {
  const { candidates } = readItem(item({ body, lang }));
  const first = candidates[0]?.sentence;
  return { text: first?.text, there: body.slice(first?.start, first?.end) };
}

describe('a sentence is shown without its dateline', () => {
  test.each([
    'SINGAPORE, July 9 (Reuters) - ',
    'SINGAPORE (Reuters) – ',
    'PARIS — ',
    'WASHINGTON, D.C. (AP) — ',
    'Tokyo, Aug. 3, 2026 (Kyodo) -- ',
    'London (AFP) — ',
    '(CNN) -- ',
    'BEIJING/HONG KONG, July 9 - ',
  ])('%s', (dateline) => {
    expect(shown(`${dateline}${REST}`)).toEqual({ text: REST, there: REST });
  });

  test('in Chinese too', () => {
    for (const dateline of ['新华社北京7月9日电（记者 张三）', '中新网上海7月9日电 '])
      expect(shown(`${dateline}${HAN_REST}`, 'zh')).toEqual({ text: HAN_REST, there: HAN_REST });
  });
});

describe('what only looks like one stays', () => {
  test.each([
    'COVID-19 cases in the harbour of Lisbon rose on Monday, its health office said.',
    'U.S.-China talks on ferries in the harbour began on Monday, their ministers said.',
    'The harbour (Lisbon) - Portugal’s largest - was closed on Monday, its owner said.',
    'Ferry crews - 900 of them - began a strike on Monday, their union said.',
    'NATO — Europe’s shield for 77 years — will guard the harbour, and NATO ships came on Monday.',
    'IBM said on Monday that it would close its office in the harbour of Lisbon.',
  ])('%s', (body) => {
    expect(shown(body)).toEqual({ text: body, there: body });
  });
});
