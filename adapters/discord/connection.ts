import { setTimeout as pause } from 'node:timers/promises';
import type { AccountContext } from '../account.js';
import { type Throttler, openThrottler } from './gateway-guard.js';
import { type Session, openSession } from './session.js';
import type { DiscordSettings } from './settings.js';

export interface Connection {
  /** Connects, and keeps connected until closed. Resolves after the first attempt, whatever came of it. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export interface Listener {
  /** Each time that a session begins. */
  readonly onReady: (applicationId: string) => Promise<void>;
  /** Whatever Discord says somebody did. */
  readonly onInteraction: (data: unknown) => void;
}

const MAX_WAIT_SECONDS = 60;

/** How long to wait after so many failed attempts: 1, 2, 4 … 60 seconds. */
export function loginDelaySeconds(failures: number): number {
  return Math.min(MAX_WAIT_SECONDS, 2 ** Math.min(failures - 1, 10));
}

/**
 * Keeps one session with Discord's gateway. A token that Discord refuses is told to the operator and ends it;
 * anything else is told once and tried again.
 */
export function openConnection(
  settings: DiscordSettings,
  { now, warn }: AccountContext,
  listener: Listener,
): Connection {
  const state: State = {
    settings,
    listener,
    warn,
    throttler: openThrottler(now),
    closing: new AbortController(),
    session: null,
    isTold: false,
    isUnreadableTold: false,
    firstAttemptEnded: () => {},
  };
  return {
    open: () => {
      const first = new Promise<void>((resolve) => (state.firstAttemptEnded = resolve));
      void keepConnected(state);
      return first;
    },
    close: async () => {
      state.closing.abort();
      await drop(state);
    },
  };
}

interface State {
  readonly settings: DiscordSettings;
  readonly listener: Listener;
  readonly warn: (line: string) => void;
  /** One for all sessions, so that no series of them identifies too often. */
  readonly throttler: Throttler;
  readonly closing: AbortController;
  session: Session | null;
  /** True while the operator knows that there is no connection. */
  isTold: boolean;
  /** True once the operator knows that this session sends what cannot be read. */
  isUnreadableTold: boolean;
  firstAttemptEnded: () => void;
}

async function keepConnected(state: State): Promise<void> {
  const { signal } = state.closing;
  for (let failures = 1; !signal.aborted; failures++) {
    state.session = connect(state);
    const login = await state.session.login;
    if (login.kind === 'ready') return begin(state, login.applicationId);
    await drop(state);
    if (login.kind === 'refused') return giveUp(state);
    tellOnce(state, login.reason);
    await pause(loginDelaySeconds(failures) * 1000, undefined, { signal }).catch(() => {});
  }
  state.firstAttemptEnded();
}

function connect(state: State): Session {
  return openSession(state.settings, state.throttler, {
    isClosed: () => state.closing.signal.aborted,
    onInteraction: state.listener.onInteraction,
    onUnreadable: (reason) => {
      if (!state.isUnreadableTold) tell(state, `something that came in was set aside, unreadable: ${reason}`);
      state.isUnreadableTold = true;
    },
    onSilence: () => tellOnce(state, 'its gateway does not answer'),
    onEnd: (isRefused) => void comeBack(state, isRefused),
  });
}

async function begin(state: State, applicationId: string): Promise<void> {
  if (state.isTold) tell(state, '/wirewatch answers again');
  state.isTold = false;
  state.isUnreadableTold = false;
  await state.listener.onReady(applicationId);
  state.firstAttemptEnded();
}

/** After an end that discord.js does not come back from by itself, such as a token that was reset. */
async function comeBack(state: State, isRefused: boolean): Promise<void> {
  if (state.closing.signal.aborted) return;
  await drop(state);
  if (isRefused) giveUp(state);
  else await keepConnected(state);
}

function giveUp(state: State): void {
  tell(state, '/wirewatch is off and nothing can be posted: Discord refuses the bot token. Set a valid one');
  state.firstAttemptEnded();
}

function tellOnce(state: State, reason: string): void {
  const line = '/wirewatch has no connection and will try again, posting is not affected';
  if (!state.isTold) tell(state, `${line}: ${reason}`);
  state.isTold = true;
  state.firstAttemptEnded();
}

function tell(state: State, line: string): void {
  if (!state.closing.signal.aborted) state.warn(`Discord: ${line}`);
}

async function drop(state: State): Promise<void> {
  const dropped = state.session;
  state.session = null;
  await dropped?.close();
}
