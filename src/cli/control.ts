import { type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../app.js';
import type { Person, TopicChange, TopicDesk } from '../domain/topic-edit.js';
import type { Backtesting } from '../pipeline/backtest.js';
import { count, Failure } from './command.js';

/** What a command may ask of the program, whether it runs here or as a daemon beside. */
export type Control = Pick<
  App,
  'ask' | 'importPaths' | 'feeds' | 'pollNow' | 'acceptHeld' | 'backup' | 'backtest' | 'checkAccounts'
> & {
  readonly topicDesk: Pick<TopicDesk, 'change' | 'history'>;
};

/** The program is there and cannot answer yet, or any more: asking again in a moment will do. */
export class NotNow extends Error {}

const MAX_BODY = 1 << 20;
/** Thousands of feeds make a long list. */
const MAX_ANSWER = 64 << 20;
/** A reader that has stopped reading does not keep us. */
const LAST_ANSWERS_MS = 5_000;

/** Answers until it is closed; closing waits until those who asked have their answers. */
export type Door = RequestListener & { close(): Promise<void> };

/**
 * Answers the commands of this machine's user over the data directory's own socket. Where the program does no
 * work (`works` false: a command that only looks) an import waits for one that does.
 */
export function serveControl(control: Control, works = true): Door {
  const answers: Record<string, (body: unknown) => Promise<unknown>> = {
    '/ask': (body) => control.ask(asQuestion(body)),
    '/feeds': () => control.feeds(),
    '/accounts': () => control.checkAccounts(),
    '/poll': (body) => control.pollNow(String(body)),
    '/backup': (body) => control.backup(String(body)),
    '/accept': (body) => control.acceptHeld(...asAccepted(body)),
    '/backtest': (body) => control.backtest(asBacktest(body)),
    '/topic': (body) => control.topicDesk.change(...(body as [TopicChange, Person])),
    '/history': (body) => control.topicDesk.history(...(body as [string | null, number])),
  };
  const workers: typeof answers = {
    '/import': (body) => control.importPaths(Array.isArray(body) ? body.map(String) : []),
  };
  const open = new Set<Promise<void>>();
  let closed = false;
  const listener: RequestListener = (incoming, response) => {
    const url = incoming.url ?? '';
    const answer = Object.hasOwn(answers, url) ? answers[url] : works ? workers[url] : undefined;
    if (closed || (!works && url in workers)) return send(response, 503, { error: 'busy' });
    if (incoming.method !== 'POST' || !answer)
      return send(response, 404, { error: 'there is no such request' });
    const done = new Promise<void>((resolve) => void response.once('close', resolve));
    open.add(done);
    void done.then(() => open.delete(done));
    readJson(incoming)
      .then(answer)
      .then(
        (result) => send(response, 200, result),
        (error: unknown) =>
          send(response, 500, { error: error instanceof Error ? error.message : String(error) }),
      );
  };
  return Object.assign(listener, {
    close: async () => {
      closed = true;
      await Promise.race([Promise.all(open), sleep(LAST_ANSWERS_MS, undefined, { ref: false })]);
    },
  });
}

function asQuestion(body: unknown) {
  const { text = '', page = 1 } = (body ?? {}) as { text?: unknown; page?: unknown };
  return { text: String(text), page: Number(page) };
}

function asAccepted(body: unknown): [feedId: string, post: boolean] {
  const { feedId = '', post = false } = (body ?? {}) as { feedId?: unknown; post?: unknown };
  return [String(feedId), post === true];
}

function asBacktest(body: unknown): Backtesting {
  const asked = body as Omit<Backtesting, 'since'> & { since: string };
  return { ...asked, since: new Date(asked.since) };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The program beside this command, asked instead of the store that it owns. Throws `NotNow` and `Failure`. */
export function askDaemon(socketPath: string): Control {
  return {
    ask: (question) => call(socketPath, '/ask', question),
    importPaths: (paths) => call(socketPath, '/import', paths),
    feeds: () => call(socketPath, '/feeds', null),
    checkAccounts: () => call(socketPath, '/accounts', null),
    pollNow: (feedId) => call(socketPath, '/poll', feedId),
    backup: (file) => call(socketPath, '/backup', file, BACKUP_MS),
    acceptHeld: (feedId, post) => call(socketPath, '/accept', { feedId, post }),
    backtest: (asked) => call(socketPath, '/backtest', asked),
    topicDesk: {
      change: (change, by) => call(socketPath, '/topic', [change, by]),
      history: (topicId, limit) => call(socketPath, '/history', [topicId, limit]),
    },
  };
}

/** A large store takes its time. */
const BACKUP_MS = 3_600_000;

function call<T>(socketPath: string, path: string, body: unknown, timeout = 60_000): Promise<T> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, path, method: 'POST', timeout }, (response) => {
      readJson(response, MAX_ANSWER).then(
        (answer) => {
          if (response.statusCode === 200) resolve(answer as T);
          else reject(refusal(response.statusCode ?? 0, answer));
        },
        (error: unknown) => reject(plain(error)),
      );
    });
    asking.on('timeout', () =>
      asking.destroy(
        new Failure(
          `the running Wirewatch has not answered for ${count(timeout / 60_000, 'minute')}: try again later`,
        ),
      ),
    );
    asking.on('error', (error) => reject(plain(error)));
    asking.end(JSON.stringify(body));
  });
}

function refusal(status: number, answer: unknown): Error {
  const { error = 'an error' } = (answer ?? {}) as { error?: unknown };
  if (status === 503) return new NotNow(String(error));
  if (status === 404)
    return new Failure('the running Wirewatch is of another version: restart it, then try again');
  return new Failure(`the running Wirewatch answers: ${String(error)}`);
}

/** Its socket is there a moment before, and gone a moment after, the program that answers on it. */
const AWAY = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE']);

function plain(error: unknown): Error {
  if (error instanceof Failure) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (AWAY.has(code)) return new NotNow(code);
  if (code === 'EACCES' || code === 'EPERM')
    return new Failure('the running Wirewatch belongs to another user: run this command as that user');
  return new Failure(
    `the running Wirewatch could not be asked (${code || String(error)}): look at what it says, or restart it`,
  );
}

async function readJson(stream: IncomingMessage, longest = MAX_BODY): Promise<unknown> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > longest) throw new Error('too large');
  }
  return text === '' ? null : JSON.parse(text);
}
