import { type ChatCompletionRequest, type FixtureResponse, LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AlertEvent, ModelEvent, RunEvent } from '../../src/domain/event.js';
import { buildHouse, type House, type Opened } from '../support/house.js';

const MINUTE = 60_000;

let mock: LLMock;
let respond: (request: ChatCompletionRequest) => FixtureResponse;

beforeAll(async () => {
  mock = new LLMock({ port: 0, logLevel: 'silent' });
  mock.addFixture({ match: { predicate: () => true }, response: (request) => respond(request) });
  await mock.start();
});

afterAll(() => mock.stop());

function house(more = ''): House {
  return buildHouse({
    more: `model:\n  endpoint: ${mock.url}/v1/\n  model: tiny-1\n  key: $MODEL_KEY\n${more}`,
    env: { MODEL_KEY: 'sk-planted' },
  });
}

async function runOnce(built: House): Promise<Opened> {
  const opened = await built.open();
  try {
    const { left } = await opened.app.drain(MINUTE, true);
    expect({ ...left, waiting: null }).toEqual({ feeds: 0, items: 0, stories: 0, alerts: 0, waiting: null });
    return opened;
  } finally {
    await opened.app.stop();
  }
}

const sent = (events: readonly RunEvent[]) =>
  events.filter((event): event is AlertEvent => event.event === 'alert').map(({ state }) => state);
const asked = (events: readonly RunEvent[]) =>
  events.filter((event): event is ModelEvent => event.event === 'model');

interface Asked {
  readonly sentences: readonly { readonly id: number; readonly text: string }[];
}

/** Rewords each sentence by a full stop set apart, and lies about the first. */
function honestButOnce(request: ChatCompletionRequest): FixtureResponse {
  const { sentences } = JSON.parse(request.messages[1]?.content as string) as Asked;
  const reworded = sentences.map(({ id, text }) => ({
    id,
    text: id === 1 ? 'Nine experts have now proved everything beyond doubt.' : text.replace(/\.$/, ' .'),
    cite: [id],
  }));
  return { content: JSON.stringify({ sentences: reworded }), usage: { total_tokens: 1_000 } };
}

describe('with a model', () => {
  test(
    'each story is posted once, in its words where they stand the checks, and says so; a second run asks nothing',
    async () => {
      respond = honestButOnce;
      const built = house();
      try {
        const first = await runOnce(built);
        expect(asked(first.events).length).toBeGreaterThan(0);
        expect(
          asked(first.events).every(({ outcome, tokens }) => outcome === 'reworded' && tokens === 1_000),
        ).toBe(true);
        expect(sent(first.events)).not.toHaveLength(0);
        expect(sent(first.events).every((state) => state === 'sent')).toBe(true);
        expect(first.screen()).toMatch(/reworded by tiny-1,\s+checked against the\s+sources/);
        expect(first.screen()).not.toMatch(/experts have now proved|verified/);
        expect(first.screen() + first.log()).not.toContain('sk-planted');
        const calls = mock.getRequests().length;
        expect(sent((await runOnce(built)).events)).toEqual([]);
        expect(mock.getRequests()).toHaveLength(calls);
      } finally {
        built.remove();
      }
    },
    MINUTE,
  );

  test(
    'that does not answer, stories are posted all the same, once, and the operator is told once',
    async () => {
      respond = () => ({ error: { message: 'no' }, status: 401 });
      const built = house();
      try {
        const { events, screen, log } = await runOnce(built);
        expect(sent(events).length).toBeGreaterThan(0);
        expect(sent(events).every((state) => state === 'sent')).toBe(true);
        expect(screen()).not.toContain('reworded');
        expect(
          log().match(/the model tiny-1 is away \(answered 401: the key is not accepted\)/g),
        ).toHaveLength(1);
      } finally {
        built.remove();
      }
    },
    MINUTE,
  );
});
