import { Client, Events, GatewayCloseCodes, GatewayDispatchEvents } from 'discord.js';
import { type Throttler, guardedStrategy, passSessionOnly } from './gateway-guard.js';
import { isJson, textAt } from './json.js';
import { baseUrl, type DiscordSettings } from './settings.js';

type Login =
  | { readonly kind: 'ready'; readonly applicationId: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface SessionHooks {
  readonly isClosed: () => boolean;
  readonly onInteraction: (data: unknown) => void;
  /** Something that came in could not be read; it was set aside. */
  readonly onUnreadable: (reason: string) => void;
  /** The gateway does not answer yet; discord.js goes on trying. */
  readonly onSilence: () => void;
  /** A session that had begun has ended for good. */
  readonly onEnd: (isRefused: boolean) => void;
}

export interface Session {
  readonly login: Promise<Login>;
  close(): Promise<void>;
}

/**
 * One discord.js client, from its login on. With no intents: interactions belong to none, so the bot is told
 * nothing but what it is asked.
 */
export function openSession(settings: DiscordSettings, throttler: Throttler, hooks: SessionHooks): Session {
  let settle: (login: Login) => void = () => {};
  const login = new Promise<Login>((resolve) => (settle = resolve));
  const fail = (error: unknown) => settle({ kind: 'failed', reason: reasonOf(error, settings.token) });
  const onUnreadable = (error: unknown) => hooks.onUnreadable(reasonOf(error, settings.token));
  const client = new Client({
    intents: [],
    rest: { ...baseUrl(settings), retries: 0, timeout: 10_000 },
    ws: {
      buildStrategy: (manager) =>
        guardedStrategy(manager, { isClosed: hooks.isClosed, onUnreadable, onBroken: fail }),
      buildIdentifyThrottler: () => throttler,
    },
  });
  passSessionOnly(client);
  client.on(Events.Error, onUnreadable);
  client.ws.on(GatewayDispatchEvents.InteractionCreate, hooks.onInteraction);
  watch(client, hooks, settle);
  client.login(settings.token).catch((error: unknown) => {
    if (isTokenRefusal(error)) settle({ kind: 'refused' });
    else fail(error);
  });
  return {
    login,
    close: async () => {
      fail(null);
      await client.destroy().catch(() => {});
    },
  };
}

function watch(client: Client, hooks: SessionHooks, settle: (login: Login) => void): void {
  let isReady = false;
  client.ws.on(GatewayDispatchEvents.Ready, (ready: unknown) => {
    isReady = true;
    settle({ kind: 'ready', applicationId: applicationOf(ready) });
  });
  client.on(Events.ShardReconnecting, () => {
    if (!isReady) hooks.onSilence();
  });
  client.on(Events.ShardDisconnect, ({ code }) => {
    const isRefused = code === GatewayCloseCodes.AuthenticationFailed;
    if (isReady) hooks.onEnd(isRefused);
    else if (isRefused) settle({ kind: 'refused' });
    else settle({ kind: 'failed', reason: `the gateway closed with ${code}` });
  });
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
