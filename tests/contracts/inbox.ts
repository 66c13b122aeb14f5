import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Answer, Question } from '../../src/domain/message.js';
import type { ChatQuestion, Inbox } from '../../src/lookup/inbox.js';
import { conversationOf } from '../support/conversation.js';
import { sampleAnswer } from './samples.js';

/** What the one who asked sees. */
export interface Shown {
  /** All visible text. */
  readonly text: string;
  /** True when nobody else sees it. */
  readonly onlyToAsker: boolean;
  /** Labels of the buttons that can be pressed. */
  readonly buttons: readonly string[];
  /** Presses a button; `shown` is what the same message reads afterwards. */
  press(label: string): Asked;
}

export interface Asked {
  /** Resolves when the platform has its acknowledgement (due within three seconds). */
  readonly acknowledged: Promise<void>;
  readonly shown: Promise<Shown>;
}

/** An inbox that is not yet listening, and a person who can ask it. */
export interface InboxStage {
  readonly inbox: Inbox;
  /** A person types `/wirewatch <text>`. */
  ask(text: string): Asked;
  /** Breaches of the platform's rules seen so far: late acknowledgements, limits, unknown fields. */
  violations(): readonly string[];
  close(): Promise<void>;
}

/** What every inbox does. */
export function inboxContract(name: string, open: () => Promise<InboxStage>): void {
  describe(`${name} as an inbox`, () => {
    const stage = staged(open);
    answeringContract(stage);
    pagingContract(stage);
    hardshipContract(stage);
  });
}

function answeringContract(stage: () => InboxStage): void {
  test('a question arrives as typed and is answered to its asker only', async () => {
    const questions: Question[] = [];
    await listen(stage(), async (question) => {
      questions.push(question);
      return sampleAnswer();
    });
    const shown = await stage().ask('search “chips” near:3').shown;
    expect(questions).toMatchObject([{ text: 'search “chips” near:3', page: 1, asker: { name: 'ana' } }]);
    expect(shown.onlyToAsker).toBe(true);
    for (const text of visible(sampleAnswer())) expect(shown.text).toContain(text);
    expect(shown.buttons).toEqual([]);
  });

  test('a question is acknowledged before its answer is known', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    await listen(stage(), () => gate.then(() => sampleAnswer()));
    const asked = stage().ask('latest');
    await asked.acknowledged;
    open();
    expect((await asked.shown).text).toContain('Story number 1');
  });

  test('questions asked at once each get their own answer', async () => {
    await listen(stage(), async ({ text }) => sampleAnswer({ title: `On ${text}` }));
    const shown = await Promise.all(['latest', 'topics', 'help'].map((text) => stage().ask(text).shown));
    expect(
      shown.map(({ text }) => ['latest', 'topics', 'help'].find((asked) => text.includes(`On ${asked}`))),
    ).toEqual(['latest', 'topics', 'help']);
  });
}

function pagingContract(stage: () => InboxStage): void {
  test('the buttons of a paged answer lead through its pages in the same message', async () => {
    const questions: Question[] = [];
    await listen(stage(), async (question) => {
      questions.push(question);
      const { page } = question;
      return sampleAnswer({ title: `Page ${page}`, page, pages: 3, question: 'search a "b" & <c>' });
    });
    const first = await stage().ask('search').shown;
    const second = await first.press(only(first.buttons)).shown;
    expect(second.text).toContain('Page 2');
    expect(second.onlyToAsker).toBe(true);
    expect(second.buttons).toHaveLength(2);
    const third = await second.press(second.buttons[1] ?? '').shown;
    const again = await third.press(only(third.buttons)).shown;
    expect(again.text).toContain('Page 2');
    expect(questions.slice(1)).toMatchObject([2, 3, 2].map((page) => ({ text: 'search a "b" & <c>', page })));
  });
}

function hardshipContract(stage: () => InboxStage): void {
  test('an answer that is an error is shown as one', async () => {
    await listen(stage(), async () =>
      sampleAnswer({ ok: false, title: 'No such topic', text: 'Try: topics', entries: [] }),
    );
    const shown = await stage().ask('why x').shown;
    expect(shown.text).toContain('No such topic');
    expect(shown.text).toContain('Try: topics');
  });

  test('an answerer that breaks is answered for, and the next question is answered', async () => {
    await listen(stage(), async ({ text }) => {
      if (text === 'break') throw new Error('secret detail');
      return sampleAnswer();
    });
    const broken = await stage().ask('break').shown;
    expect(broken.text).not.toBe('');
    expect(broken.text).not.toContain('secret detail');
    expect((await stage().ask('latest').shown).text).toContain('Story number 1');
  });

  test('answers of any length and script keep to the limits of the platform', async () => {
    const long = ['word '.repeat(3000), '汉'.repeat(9000), '👩‍👩‍👧‍👦'.repeat(1500), '&<>*_`~|@'.repeat(1500)];
    await listen(stage(), async ({ text }) => huge(long[Number(text)] ?? ''));
    for (const index of long.keys()) expect((await stage().ask(String(index)).shown).text).not.toBe('');
  });

  test('a question of 10,000 characters is passed on or cut, never lost', async () => {
    await listen(stage(), async ({ text }) =>
      sampleAnswer({ title: `Got ${text.slice(0, 6)}`, question: text, pages: 2 }),
    );
    const shown = await stage().ask(`search ${'x'.repeat(10_000)}`).shown;
    expect(shown.text).toContain('Got search');
  });

  test('closing twice, or before listening, is harmless', async () => {
    await stage().inbox.close();
    await stage().inbox.close();
  });
}

async function listen(stage: InboxStage, answer: (question: ChatQuestion) => Promise<Answer>): Promise<void> {
  await stage.inbox.listen(conversationOf(answer));
}

function huge(text: string): Answer {
  const entry = { title: text, link: `https://news.example/${'a'.repeat(1500)}`, detail: text, text };
  return sampleAnswer({ title: text, text, entries: Array(60).fill(entry), pages: 9, question: text });
}

function visible(answer: Answer): string[] {
  const ofEntries = answer.entries.flatMap((entry) => [entry.title, entry.detail, entry.text ?? '']);
  return [answer.title, answer.text ?? '', ...ofEntries];
}

function only(labels: readonly string[]): string {
  expect(labels).toHaveLength(1);
  return labels[0] ?? '';
}

function staged(open: () => Promise<InboxStage>): () => InboxStage {
  let stage: InboxStage | null = null;
  beforeEach(async () => {
    stage = await open();
  });
  afterEach(async () => {
    expect(stage?.violations()).toEqual([]);
    await stage?.inbox.close();
    await stage?.close();
    stage = null;
  });
  return () => {
    if (!stage) throw new Error('the stage is not set');
    return stage;
  };
}
