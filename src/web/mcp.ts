import { Hono } from 'hono';
import type { Answer } from '../domain/message.js';
import type { Desk } from './desk.js';
import type { Env } from './view.js';

/**
 * Look-ups for assistants: the Model Context Protocol over HTTP, of which a server that keeps no sessions and sends
 * nothing by itself needs little. Nothing can be changed through it.
 */

const VERSIONS = ['2025-06-18', '2025-03-26', '2024-11-05'];
const LARGEST = 64 << 10;

interface Tool {
  readonly description: string;
  /** Arguments by name. */
  readonly takes: Readonly<Record<string, string>>;
  /** The one that can't be left out. */
  readonly needs?: string;
  /** As people ask it in chat. */
  readonly question: (given: Readonly<Record<string, string>>) => string;
}

const TOOLS: Readonly<Record<string, Tool>> = {
  search: {
    description: 'Finds stored news articles that have all the words; "a phrase", OR, NOT and regulat* work.',
    takes: { query: 'The words to find.' },
    needs: 'query',
    question: ({ query = '' }) => `search ${query}`,
  },
  latest: {
    description: 'The newest articles of a topic, or of all topics when none is named.',
    takes: { topic: 'Id or name of a topic; empty for all.' },
    question: ({ topic = '' }) => `latest ${topic}`.trim(),
  },
  topics: {
    description: 'What is watched, how busy it is, and where it is posted.',
    takes: {},
    question: () => 'topics',
  },
  why: {
    description: 'Why a story or an article matched, and where it was posted.',
    takes: { id: 's and the number of a story, or i and the number of an article: s12, i34.' },
    needs: 'id',
    question: ({ id = '' }) => `why ${id}`,
  },
  feeds: {
    description: 'How the feeds do: which fail or are silent, since when, and what happens next.',
    takes: { name: 'A word of the id or tag of a feed; empty for all.' },
    question: ({ name = '' }) => `feeds ${name}`.trim(),
  },
  outbox: { description: 'What is not posted yet, and why.', takes: {}, question: () => 'outbox' },
};

export function mcpRoutes(version: string): Hono<Env> {
  const app = new Hono<Env>();
  app.post('/mcp', async (context) => {
    const body = await context.req.text();
    if (body.length > LARGEST) return context.json(failed(null, -32600, 'the request is too large'), 413);
    const request = readRequest(body);
    if (request === null) return context.json(failed(null, -32700, 'that is no JSON-RPC request'), 400);
    // A notification has no id and gets no answer.
    if (request.id === undefined) return context.body(null, 202);
    return context.json(await reply(context.get('view').desk, request, version));
  });
  app.all('/mcp', (context) => context.text('send JSON-RPC with POST', 405, { allow: 'POST' }));
  return app;
}

interface Request {
  readonly id?: string | number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

function readRequest(body: string): Request | null {
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof read !== 'object' || read === null || !('method' in read) || typeof read.method !== 'string')
    return null;
  const id =
    'id' in read && (typeof read.id === 'string' || typeof read.id === 'number') ? read.id : undefined;
  const params =
    'params' in read && typeof read.params === 'object' && read.params !== null ? read.params : {};
  return { id, method: read.method, params: params as Record<string, unknown> };
}

async function reply(desk: Desk, { id = 0, method, params }: Request, version: string): Promise<object> {
  switch (method) {
    case 'initialize': {
      const asked = params['protocolVersion'];
      const protocolVersion = VERSIONS.find((one) => one === asked) ?? VERSIONS[0];
      return done(id, {
        protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'wirewatch', version },
      });
    }
    case 'ping':
      return done(id, {});
    case 'tools/list':
      return done(id, { tools: Object.entries(TOOLS).map(([name, tool]) => described(name, tool)) });
    case 'tools/call':
      return call(desk, id, params);
    default:
      return failed(id, -32601, `there is no method ${method.slice(0, 80)}`);
  }
}

function described(name: string, { description, takes, needs }: Tool): object {
  const page = { page: { type: 'integer', minimum: 1, description: 'Page of the answer; 1 unless told.' } };
  const own = Object.entries(takes).map(
    ([key, text]) => [key, { type: 'string', description: text }] as const,
  );
  const required = needs === undefined ? [] : [needs];
  return {
    name,
    description,
    inputSchema: { type: 'object', properties: { ...Object.fromEntries(own), ...page }, required },
    annotations: { readOnlyHint: true, openWorldHint: false },
  };
}

async function call(desk: Desk, id: string | number, params: Request['params']): Promise<object> {
  const name = String(params['name']);
  const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (tool === undefined) return failed(id, -32602, `there is no tool ${name.slice(0, 80)}`);
  const given = (params['arguments'] ?? {}) as Record<string, unknown>;
  const words = Object.fromEntries(
    Object.keys(tool.takes).map((key) => [
      key,
      typeof given[key] === 'string' ? given[key].slice(0, 1_000) : '',
    ]),
  );
  const page = typeof given['page'] === 'number' && given['page'] >= 1 ? Math.floor(given['page']) : 1;
  const answer = await desk.ask(tool.question(words), page);
  return done(id, {
    content: [{ type: 'text', text: inWords(answer) }],
    structuredContent: answer,
    isError: !answer.ok,
  });
}

function inWords({ title, text, entries, page, pages }: Answer): string {
  const lines = entries.map((entry) =>
    [`- ${entry.title}`, entry.detail, entry.link, entry.text].filter(Boolean).join('\n  '),
  );
  return [
    title,
    ...(text === null ? [] : [text]),
    ...lines,
    ...(pages > 1 ? [`page ${page} of ${pages}`] : []),
  ].join('\n');
}

const done = (id: string | number, result: object) => ({ jsonrpc: '2.0', id, result });
const failed = (id: string | number | null, code: number, message: string) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});
