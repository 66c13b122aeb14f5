import { setTimeout as pause } from 'node:timers/promises';
import { Client, Events, GatewayCloseCodes, GatewayDispatchEvents } from 'discord.js';
import type { AccountContext } from '../account.js';
import { type Guard, guardedStrategy, openThrottler, passSessionOnly } from './gateway-guard.js';
import type { DiscordSettings } from './index.js';
import { isJson, textAt } from './json.js';

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

type Login =
  | { readonly kind: 'ready'; readonly applicationId: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed'; readonly reason: string };

const MAX_WAIT_SECONDS = 60;

/** How long to wait after so many failed attempts: 1, 2, 4 … 60 seconds. */
export function loginDelaySeconds(failures: number): number {
  return Math.min(MAX_WAIT_SECONDS, 2 ** Math.min(failures - 1, 10));
}

/**
 * Discord's gateway over discord.js. With no intents: interactions belong to none, so the bot is told nothing
 * but what it is asked.
 */
export function openConnection(
  settings: DiscordSettings,
  { now, warn }: AccountContext,
  listener: Listener,
): Connection {
  const closing = new AbortController();
  const throttler = openThrottler(now);
  let client: Client | null = null;
  /** True while the operator knows that there is no connection. */
  let isTold = false;
  /** True once the operator knows that this session sends what cannot be read. */
  let isUnreadableTold = false;
  let firstAttemptEnded = () => {};
  let abandonLogin = () => {};

  function open(): Promise<void> {
    const first = new Promise<void>((resolve) => (firstAttemptEnded = resolve));
    void keepConnected();
    return first;
  }

  async function keepConnected(): Promise<void> {
    for (let failures = 1; !closing.signal.aborted; failures++) {
      const login = await logIn();
      if (login.kind === 'ready') return begin(login.applicationId);
      await drop();
      if (login.kind === 'refused') return giveUp();
      tellOnce(login.reason);
      const seconds = loginDelaySeconds(failures);
      await pause(seconds * 1000, undefined, { signal: closing.signal }).catch(() => {});
    }
    firstAttemptEnded();
  }

  async function begin(applicationId: string): Promise<void> {
    if (isTold) tell('/wirewatch answers again');
    isTold = false;
    isUnreadableTold = false;
    await listener.onReady(applicationId);
    firstAttemptEnded();
  }

  function giveUp(): void {
    tell('/wirewatch is off and nothing can be posted: Discord refuses the bot token. Set a valid one');
    firstAttemptEnded();
  }

  function tellOnce(reason: string): void {
    if (!isTold) tell(`/wirewatch has no connection and will try again, posting is not affected: ${reason}`);
    isTold = true;
    firstAttemptEnded();
  }

  function tell(line: string): void {
    if (!closing.signal.aborted) warn(`Discord: ${line}`);
  }

  function logIn(): Promise<Login> {
    return new Promise((resolve) => {
      const fail = (error: unknown) => resolve({ kind: 'failed', reason: reasonOf(error, settings.token) });
      abandonLogin = () => fail(null);
      const opened = openClient({ isClosed: () => closing.signal.aborted, onUnreadable, onBroken: fail });
      client = opened;
      let isReady = false;
      opened.ws.on(GatewayDispatchEvents.Ready, (ready: unknown) => {
        isReady = true;
        resolve({ kind: 'ready', applicationId: applicationOf(ready) });
      });
      opened.on(Events.ShardReconnecting, () => !isReady && tellOnce('its gateway does not answer'));
      opened.on(Events.ShardDisconnect, ({ code }) => {
        if (isReady) void comeBack(code);
        else if (code === GatewayCloseCodes.AuthenticationFailed) resolve({ kind: 'refused' });
        else fail(new Error(`the gateway closed with ${code}`));
      });
      opened.login(settings.token).catch((error: unknown) => {
        if (isTokenRefusal(error)) resolve({ kind: 'refused' });
        else fail(error);
      });
    });
  }

  function openClient(guard: Guard): Client {
    const api = settings.api === undefined ? {} : { api: settings.api.replace(/\/+$/, '') };
    const opened = new Client({
      intents: [],
      rest: { ...api, retries: 0, timeout: 10_000 },
      ws: {
        buildStrategy: (manager) => guardedStrategy(manager, guard),
        buildIdentifyThrottler: () => throttler,
      },
    });
    passSessionOnly(opened);
    opened.on(Events.Error, onUnreadable);
    opened.ws.on(GatewayDispatchEvents.InteractionCreate, listener.onInteraction);
    return opened;
  }

  /** After a close that discord.js does not come back from by itself, such as a token that was reset. */
  async function comeBack(code: number): Promise<void> {
    if (closing.signal.aborted) return;
    await drop();
    if (code === GatewayCloseCodes.AuthenticationFailed) giveUp();
    else await keepConnected();
  }

  async function drop(): Promise<void> {
    const dropped = client;
    client = null;
    await dropped?.destroy().catch(() => {});
  }

  function onUnreadable(error: unknown): void {
    if (!isUnreadableTold)
      tell(`something that came in was set aside, unreadable: ${reasonOf(error, settings.token)}`);
    isUnreadableTold = true;
  }

  async function close(): Promise<void> {
    closing.abort();
    abandonLogin();
    await drop();
  }

  return { open, close };
}

function applicationOf(ready: unknown): string {
  return (isJson(ready) && textAt(ready.application, 'id')) || '';
}

function isTokenRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'TokenInvalid') || error.message === 'Authentication failed';
}

function reasonOf(error: unknown, token: string): string {
  const text = error instanceof Error ? error.message || error.name : 'closed';
  return text
    .replaceAll(token || '\0', '[token]')
    .replace(/\s+/g, ' ')
    .slice(0, 160);
}
