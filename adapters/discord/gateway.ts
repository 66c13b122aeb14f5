import { setTimeout as pause } from 'node:timers/promises';
import { Client, Events, GatewayCloseCodes, GatewayDispatchEvents } from 'discord.js';
import type { AccountContext } from '../account.js';
import type { DiscordSettings } from './api.js';
import { type Guard, guardDispatches, guardedStrategy, openThrottler } from './gateway-guard.js';
import { isJson, textAt } from './json.js';

export interface Gateway {
  /** Resolves with the application's id once connected; null when closed, or when Discord refused the token. */
  connect(): Promise<string | null>;
  close(): Promise<void>;
}

type Login =
  | { readonly kind: 'ready'; readonly applicationId: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed'; readonly reason: string };

const REFUSED =
  'Discord refused the bot token: questions in Discord stay unanswered until a valid one is set and Wirewatch is restarted';

/** Seconds before the nth new attempt to log in: 1, 2, 4 … 600. */
export function loginDelaySeconds(attempt: number): number {
  return Math.min(600, 2 ** Math.min(attempt, 10));
}

/**
 * A connection to Discord's gateway by discord.js, kept up until closed. With no intents at all: interactions
 * belong to none, so the bot is told nothing but what it is asked.
 */
export function openGateway(
  settings: DiscordSettings,
  context: AccountContext,
  onInteraction: (interaction: unknown) => void,
): Gateway {
  const closing = new AbortController();
  const throttler = openThrottler(context.now);
  let client: Client | null = null;
  let isTold = false;

  async function connect(): Promise<string | null> {
    for (let attempt = 0; !closing.signal.aborted; attempt++) {
      const login = await logIn();
      if (login.kind === 'ready') return login.applicationId;
      await drop();
      if (closing.signal.aborted) return null;
      if (login.kind === 'refused') {
        context.warn(REFUSED);
        return null;
      }
      tell(login.reason);
      await pause(loginDelaySeconds(attempt) * 1000, undefined, { signal: closing.signal }).catch(() => {});
    }
    return null;
  }

  function logIn(): Promise<Login> {
    return new Promise((resolve) => {
      const fail = (error: unknown) => resolve({ kind: 'failed', reason: reasonOf(error) });
      const guard: Guard = { isClosed: () => closing.signal.aborted, onUnreadable, onBroken: fail };
      closing.signal.addEventListener('abort', fail, { once: true });
      const opened = openClient(guard);
      client = opened;
      let isReady = false;
      opened.ws.on(GatewayDispatchEvents.Ready, (ready: unknown) => {
        isReady = true;
        isTold = false;
        const application = isJson(ready) ? ready.application : null;
        resolve({ kind: 'ready', applicationId: textAt(application, 'id') ?? '' });
      });
      opened.on(Events.ShardReconnecting, () => !isReady && tell('its gateway does not answer'));
      opened.on(Events.ShardDisconnect, ({ code }) => {
        if (isReady) void reconnect(code);
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
    const opened = new Client({
      intents: [],
      rest: {
        retries: 0,
        timeout: 10_000,
        ...(settings.api !== undefined && { api: settings.api.replace(/\/+$/, '') }),
      },
      ws: {
        buildStrategy: (manager) => guardedStrategy(manager, guard),
        buildIdentifyThrottler: () => throttler,
      },
    });
    guardDispatches(opened, guard);
    opened.on(Events.Error, onUnreadable);
    opened.on(Events.ShardError, () => {});
    opened.ws.on(GatewayDispatchEvents.InteractionCreate, onInteraction);
    return opened;
  }

  /** A close that discord.js does not come back from by itself, such as a token that was reset. */
  async function reconnect(code: number): Promise<void> {
    if (closing.signal.aborted) return;
    await drop();
    if (code === GatewayCloseCodes.AuthenticationFailed) context.warn(REFUSED);
    else await connect();
  }

  async function drop(): Promise<void> {
    const dropped = client;
    client = null;
    await dropped?.destroy().catch(() => {});
  }

  function tell(reason: string): void {
    if (isTold || closing.signal.aborted) return;
    isTold = true;
    context.warn(`Discord cannot be reached for questions (${reason}); trying again until it can`);
  }

  function onUnreadable(error: unknown): void {
    context.warn(`Discord sent something that could not be read, and it was set aside (${reasonOf(error)})`);
  }

  function reasonOf(error: unknown): string {
    const text = error instanceof Error ? error.message || error.name : 'closed';
    return text
      .replaceAll(settings.token || '\0', '[token]')
      .replace(/\s+/g, ' ')
      .slice(0, 160);
  }

  async function close(): Promise<void> {
    closing.abort();
    await drop();
  }

  return { connect, close };
}

function isTokenRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'TokenInvalid') || error.message === 'Authentication failed';
}
