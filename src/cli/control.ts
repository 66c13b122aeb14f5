import { type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http';
import type { App } from '../app.js';
import { Failure } from './command.js';

/** What a command may ask of the program, whether it runs here or as a daemon beside. */
export type Control = Pick<App, 'ask' | 'importPaths' | 'feeds' | 'pollNow' | 'acceptHeld'>;

const MAX_BODY = 1 << 20;
/** Thousands of feeds make a long list. */
const MAX_ANSWER = 64 << 20;

/** Answers the commands of this machine's user over the data directory's own socket. */
export function serveControl(control: Control): RequestListener {
  const answers: Record<string, (body: unknown) => Promise<unknown>> = {
    '/ask': (body) => control.ask(asQuestion(body)),
    '/import': (body) => control.importPaths(Array.isArray(body) ? body.map(String) : []),
    '/feeds': () => control.feeds(),
    '/poll': (body) => control.pollNow(String(body)),
    '/accept': (body) => control.acceptHeld(...asAccepted(body)),
  };
  return (incoming, response) => {
    const answer = answers[incoming.url ?? ''];
    if (incoming.method !== 'POST' || !answer)
      return send(response, 404, { error: 'there is no such request' });
    readJson(incoming)
      .then(answer)
      .then(
        (result) => send(response, 200, result),
        (error: unknown) =>
          send(response, 500, { error: error instanceof Error ? error.message : String(error) }),
      );
  };
}

function asQuestion(body: unknown) {
  const { text = '', page = 1 } = (body ?? {}) as { text?: unknown; page?: unknown };
  return { text: String(text), page: Number(page) };
}

function asAccepted(body: unknown): [feedId: string, post: boolean] {
  const { feedId = '', post = false } = (body ?? {}) as { feedId?: unknown; post?: unknown };
  return [String(feedId), post === true];
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The daemon beside this command, asked instead of the store that it owns. */
export function askDaemon(socketPath: string): Control {
  return {
    ask: (question) => call(socketPath, '/ask', question),
    importPaths: (paths) => call(socketPath, '/import', paths),
    feeds: () => call(socketPath, '/feeds', null),
    pollNow: (feedId) => call(socketPath, '/poll', feedId),
    acceptHeld: (feedId, post) => call(socketPath, '/accept', { feedId, post }),
  };
}

function call<T>(socketPath: string, path: string, body: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, path, method: 'POST', timeout: 60_000 }, (response) => {
      readJson(response, MAX_ANSWER).then((answer) => {
        if (response.statusCode === 200) resolve(answer as T);
        else
          reject(
            new Failure(
              `the running Wirewatch answers: ${(answer as { error?: string }).error ?? 'an error'}`,
            ),
          );
      }, reject);
    });
    asking.on('timeout', () => asking.destroy(new Failure('the running Wirewatch does not answer')));
    asking.on('error', reject);
    asking.end(JSON.stringify(body));
  });
}

async function readJson(stream: IncomingMessage, longest = MAX_BODY): Promise<unknown> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > longest) throw new Error('too large');
  }
  return text === '' ? null : JSON.parse(text);
}
