import type { SocketModeReceiver } from '@slack/bolt';
import { codeOf, GET_APP_TOKEN, outcomeOf } from './outcome.js';

type Client = SocketModeReceiver['client'];

export interface Connection {
  /** Resolves after the first attempt, whatever came of it; never rejects. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/**
 * Keeps a Socket Mode client connected. Its own reconnecting is off: in socket-mode 3.1 a reconnect that
 * fails rejects a promise that nobody holds, which ends the process, and one that succeeds leaves a gap
 * of five seconds. A token that Slack refuses is told to the operator and ends it; anything else is told
 * once and tried again, at most a minute apart.
 */
export function openConnection(client: Client, warn: (line: string) => void): Connection {
  const state: State = { client, warn, phase: 'connecting', failures: 0, retry: undefined };
  containFaults(client);
  client.on('disconnected', () => {
    if (state.phase === 'connected') void connect(state);
  });
  return { ready: connect(state), close: () => close(state) };
}

interface State {
  readonly client: Client;
  readonly warn: (line: string) => void;
  phase: 'connecting' | 'connected' | 'off' | 'closed';
  /** Attempts that failed since the last connection. */
  failures: number;
  retry: NodeJS.Timeout | undefined;
}

/** A frame that the client can't read would reject a promise that nobody holds. */
function containFaults(client: Client): void {
  const readers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (...frame: unknown[]) => {
    void Promise.allSettled(readers.map(async (read) => read(...frame)));
  });
}

async function connect(state: State): Promise<void> {
  state.phase = 'connecting';
  const failure = await attempt(state.client);
  if (failure !== null || isClosed(state)) await disconnect(state.client);
  if (isClosed(state)) return;
  if (failure === null) connected(state);
  else failed(state, failure);
}

/** Slack greets within moments; a server that takes the connection and says nothing counts as a failure. */
async function attempt(client: Client): Promise<Failure | null> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no greeting')), GREETING_MS);
  });
  try {
    await Promise.race([client.start(), deadline]);
    return null;
  } catch (error) {
    return failureOf(error);
  } finally {
    clearTimeout(timer);
  }
}

const GREETING_MS = 30_000;

interface Failure {
  readonly final: boolean;
  readonly reason: string;
}

function failureOf(error: unknown): Failure {
  const outcome = outcomeOf(error, new Date(0));
  if (outcome.kind !== 'refused') return { final: false, reason: outcome.reason };
  const code = codeOf(error);
  return {
    final: true,
    reason: code === null ? outcome.reason : `Slack refuses the app token (${code}): ${GET_APP_TOKEN}`,
  };
}

function connected(state: State): void {
  if (state.failures > 0) state.warn('Slack: /wirewatch answers again');
  state.failures = 0;
  state.phase = 'connected';
}

function failed(state: State, { final, reason }: Failure): void {
  state.failures += 1;
  if (final) {
    state.phase = 'off';
    state.warn(`Slack: /wirewatch is off, posting is not affected. ${reason}`);
    return;
  }
  if (state.failures === 1) {
    state.warn(`Slack: /wirewatch has no connection and will try again, posting is not affected: ${reason}`);
  }
  state.retry = setTimeout(
    () => void connect(state),
    Math.min(MAX_WAIT_MS, 1000 * 2 ** (state.failures - 1)),
  );
}

const MAX_WAIT_MS = 60_000;

async function close(state: State): Promise<void> {
  state.phase = 'closed';
  clearTimeout(state.retry);
  await disconnect(state.client);
}

function isClosed({ phase }: State): boolean {
  return phase === 'closed';
}

/** Closes with the handshake, and after two seconds without: a second call drops the socket at once. */
async function disconnect(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      void client.disconnect();
      resolve();
    }, HANDSHAKE_MS);
  });
  await Promise.race([client.disconnect(), late]);
  clearTimeout(timer);
}

const HANDSHAKE_MS = 2000;
