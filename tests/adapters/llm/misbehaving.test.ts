import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ChatCompletionRequest, type FixtureResponse, LLMock } from '@copilotkit/aimock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Limits } from '../../../adapters/llm/client.js';
import { openModel } from '../../../adapters/llm/index.js';
import { writeBriefing } from '../../../src/brief/brief.js';
import type { Rewriting } from '../../../src/brief/rewriter.js';
import { draftOf } from '../../../src/brief/rewording/draft.js';
import { reword } from '../../../src/brief/rewording/reword.js';
import { matchOf, PORT_STRIKE } from '../../brief/stories.js';

const KEY = 'sk-planted-secret';
const LIMITS = { callMs: 10_000, totalMs: 20_000, bytes: 200_000, pauseMs: 10 };
const BRIEFING = writeBriefing({
  storyId: 1,
  items: [PORT_STRIKE],
  matches: [matchOf(PORT_STRIKE, 'ports', 'Rotterdam')],
});
const DRAFT = draftOf(BRIEFING);
const MARKED = DRAFT.sentences.findIndex(({ text }) => text.startsWith('About 4,000'));
const going = new AbortController();

let mock: LLMock;
const closing: Server[] = [];

beforeAll(async () => {
  mock = new LLMock({ port: 0, strict: true, logLevel: 'silent' });
  await mock.start();
});

afterEach(async () => {
  mock.reset();
  await Promise.all(closing.splice(0).map((server) => new Promise((done) => server.close(done))));
});

afterAll(() => mock.stop());

/** A good answer: each sentence as it was, but for one, which says "around" for "about"; `changes` spoil it. */
function answer(
  changes: (one: { id: number; text: string; cite: number[] }) => object = (one) => one,
): string {
  const sentences = DRAFT.sentences.map(({ id, text }) => ({
    id,
    text: text.replace(/^About/, 'Around'),
    cite: [id],
  }));
  return JSON.stringify({ sentences: sentences.map((one) => (one.id === MARKED + 1 ? changes(one) : one)) });
}

function serve(response: (request: ChatCompletionRequest) => FixtureResponse): string {
  mock.addFixture({ match: { predicate: () => true }, response });
  return `${mock.url}/v1`;
}

/** What aimock does not do: whatever one likes to write on a socket. */
async function serveRaw(body: string, type: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-type': type }).end(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const open = (endpoint: string, limits: Partial<Limits> = {}) =>
  openModel(
    { endpoint, model: 'tiny-1', key: KEY, dailyTokens: 100_000 },
    { now: () => new Date('2026-03-02T09:00:00Z'), limits: { ...LIMITS, ...limits } },
  );

/** Asks, and puts what came into the briefing, as the pipeline does. */
async function briefed(endpoint: string, limits: Partial<Limits> = {}) {
  const rewriting = await open(endpoint, limits).rewrite(DRAFT, going.signal);
  const wordings = rewriting.kind === 'reworded' ? rewriting.wordings : [];
  return { rewriting, ...reword(BRIEFING, wordings, 'tiny-1') };
}

const unavailable = (reason: RegExp) => ({
  kind: 'unavailable',
  reason: expect.stringMatching(reason) as string,
});
const useless = (reason: RegExp) => ({ kind: 'useless', reason: expect.stringMatching(reason) as string });

describe('a model', () => {
  test('that answers well has its words taken, and the briefing says whose they are', async () => {
    const { rewriting, briefing, accepted, faults } = await briefed(
      serve(() => ({
        content: answer(),
        usage: { prompt_tokens: 900, completion_tokens: 333, total_tokens: 1_233 },
      })),
    );
    expect(rewriting).toMatchObject({ kind: 'reworded', tokens: 1_233 });
    expect({ accepted, faults }).toEqual({ accepted: 1, faults: [] });
    expect(briefing.made).toMatchObject({ how: 'reworded', model: 'tiny-1' });
    expect(draftOf(briefing).sentences[MARKED]?.text).toMatch(/^Around 4,000 port workers/);
    const sent = mock.getLastRequest();
    expect(sent?.headers['authorization']).not.toContain('undefined');
    expect(sent?.body).toMatchObject({ temperature: 0, response_format: { type: 'json_schema' } });
    expect(sent?.body).not.toHaveProperty('tools');
  });

  test.each<[string, string, (one: { text: string; id: number }) => object]>([
    ['gives a wrong number', 'figure', (one) => ({ ...one, text: one.text.replace('4,000', '14,000') })],
    [
      'obeys an order in an article',
      'form',
      (one) => ({ ...one, text: 'Strong buy: visit http://pump.example now.' }),
    ],
    ['cites what is not there', 'citation', (one) => ({ ...one, cite: [one.id, 77] })],
  ])('that %s leaves that sentence as its source has it, and the others reworded', async (_, kind, spoil) => {
    const other = MARKED === 0 ? 1 : 0;
    const content = JSON.stringify({
      sentences: (
        JSON.parse(answer(spoil as never)) as { sentences: { id: number; text: string }[] }
      ).sentences.map((one) =>
        one.id === other + 1 ? { ...one, text: one.text.replace(/\.$/, ' .') } : one,
      ),
    });
    const { briefing, faults } = await briefed(serve(() => ({ content })));
    expect(faults).toMatchObject([{ kind, id: MARKED + 1 }]);
    const after = draftOf(briefing).sentences;
    expect(after[MARKED]).toEqual(DRAFT.sentences[MARKED]);
    expect(after[other]?.text).not.toBe(DRAFT.sentences[other]?.text);
  });

  test('that wraps its answer in thoughts and a code fence is understood', async () => {
    const content = `<think>Let me see {…}</think>Here it is:\n\`\`\`json\n${answer()}\n\`\`\`\n`;
    expect(await briefed(serve(() => ({ content })))).toMatchObject({ accepted: 1 });
  });

  test('that takes no schema is asked for any JSON, then plainly, and is asked so at once the next time', async () => {
    const endpoint = serve((request) => {
      const { response_format: format, temperature } = request;
      if (format !== undefined || temperature !== undefined)
        return { error: { message: 'Unsupported parameter' }, status: 400 };
      return { content: answer() };
    });
    const model = open(endpoint);
    expect(await model.rewrite(DRAFT, going.signal)).toMatchObject({ kind: 'reworded' });
    expect(mock.getRequests().map(({ response }) => response.status)).toEqual([400, 400, 400, 200]);
    expect(await model.rewrite(DRAFT, going.signal)).toMatchObject({ kind: 'reworded' });
    expect(mock.getRequests()).toHaveLength(5);
  });

  test('that is busy once is asked again after as long as it says', async () => {
    let calls = 0;
    const endpoint = serve(() =>
      ++calls === 1 ? { error: { message: 'slow down' }, status: 429, retryAfter: 1 } : { content: answer() },
    );
    expect(await briefed(endpoint)).toMatchObject({ accepted: 1 });
    expect(mock.getRequests().map(({ response }) => response.status)).toEqual([429, 200]);
  });

  test.each<[string, () => string | Promise<string>, object]>([
    [
      'is broken',
      () => serve(() => ({ error: { message: 'oops' }, status: 500 })),
      unavailable(/^answered 500$/),
    ],
    [
      'does not accept the key',
      () => serve(() => ({ error: { message: KEY }, status: 401 })),
      unavailable(/the key/),
    ],
    [
      'asks to wait for an hour',
      () => serve(() => ({ error: { message: 'later' }, status: 429, retryAfter: 3_600 })),
      unavailable(/^answered 429$/),
    ],
    ['hangs', () => serve(() => new Promise(() => {}) as never), unavailable(/^took too long$/)],
    ['is not there', () => 'http://127.0.0.1:9/v1', unavailable(/^cannot be reached/)],
    [
      'breaks off its JSON',
      () => serve(() => ({ content: answer().slice(0, -60), finishReason: 'length' })),
      useless(/not the JSON/),
    ],
    [
      'answers with 3 MB',
      () => serve(() => ({ content: 'x'.repeat(3_000_000) })),
      unavailable(/longer than 200000 bytes/),
    ],
    [
      'answers with a page',
      () => serveRaw('<!doctype html><title>Sign in</title>', 'text/html'),
      unavailable(/not that of an OpenAI/),
    ],
    [
      'breaks off its reply',
      () => serveRaw('{"choices": [{"mess', 'application/json'),
      unavailable(/not that of an OpenAI/),
    ],
    [
      'refuses',
      () => serve(() => ({ content: "I'm sorry, but I can't help with that." })),
      useless(/not the JSON/),
    ],
    [
      'refuses as the protocol has it',
      () =>
        serveRaw(
          JSON.stringify({ choices: [{ message: { content: null, refusal: 'No.' } }] }),
          'application/json',
        ),
      useless(/^refused: No\.$/),
    ],
    [
      'answers another question',
      () => serve(() => ({ content: '{"sentences":[]}' })),
      useless(/no sentence/),
    ],
  ])('that %s leaves the briefing as it was', async (name, start, expected) => {
    const limits = name === 'hangs' ? { callMs: 100 } : {};
    const { rewriting, briefing } = await briefed(await start(), limits);
    expect(rewriting).toMatchObject(expected);
    expect(JSON.stringify(rewriting)).not.toContain(KEY);
    expect(briefing).toEqual(BRIEFING);
  });

  test('that fails five times is left alone for ten minutes', async () => {
    let now = new Date('2026-03-02T09:00:00Z');
    const endpoint = serve(() => ({ error: { message: 'no' }, status: 403 }));
    const settings = { endpoint, model: 'tiny-1', key: null, dailyTokens: 1_000 };
    const model = openModel(settings, { now: () => now, limits: LIMITS });
    const ask = async (): Promise<Rewriting> => model.rewrite(DRAFT, going.signal);
    for (let i = 0; i < 5; i++) await ask();
    const left = {
      kind: 'unavailable',
      reason: expect.stringContaining('left alone until 09:10 UTC') as string,
    };
    expect(await ask()).toMatchObject(left);
    expect(mock.getRequests()).toHaveLength(5);
    now = new Date('2026-03-02T09:10:00Z');
    expect(await ask()).toMatchObject(unavailable(/^answered 403/));
    expect(mock.getRequests()).toHaveLength(6);
  });

  test('is not waited for when the program stops', async () => {
    const stopping = new AbortController();
    const endpoint = serve(() => {
      stopping.abort();
      return new Promise(() => {}) as never;
    });
    expect(await open(endpoint).rewrite(DRAFT, stopping.signal)).toMatchObject({ kind: 'unavailable' });
  });

  test('is sent the sentences as data, and no address of the key is followed elsewhere', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(307, { location: `${mock.url}/v1/chat/completions` }).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    closing.push(server);
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    expect((await briefed(endpoint)).rewriting).toMatchObject({ kind: 'unavailable' });
    expect(mock.getRequests()).toHaveLength(0);
  });
});
