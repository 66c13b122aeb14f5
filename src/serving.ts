import type { AppOptions } from './app-options.js';
import type { WebSettings } from './config/config.js';
import type { WebSub } from './pipeline/websub.js';
import type { Engine } from './engine.js';
import { storeAnswers, viewersOf } from './probing.js';
import type { Desk } from './web/desk.js';
import { type Probes, probeRoutes } from './web/probes.js';
import { VERSION } from './version.js';
import { CannotListen, type Page, startWeb, type WebParts, type WebServer } from './web/server.js';

/** What is served, once it is there. */
export interface Served {
  readonly hubs: WebSub;
  readonly desk: Desk;
  readonly probes: Probes;
  readonly door: WebParts['door'];
}

/** The web server where one is configured, and what hubs may push to while it listens. */
export function serving({ config, log, now }: AppOptions, engine: Engine, served: () => Served) {
  const { web } = config;
  let server: WebServer | null = null;
  let since: Date | null = null;
  return {
    port: () => server?.port ?? null,
    callbacks: () => (!web?.publicUrl || since === null ? null : { url: `${web.publicUrl}/websub/`, since }),
    async start() {
      if (web === null) return;
      const { hubs, desk, door, probes } = served();
      const healthy = () => storeAnswers(engine);
      const onError = (where: string, error: unknown) =>
        log.error(`${where}: ${String(error)}`, { err: error });
      const more = [probeRoutes(probes, viewersOf(config))];
      server = await listen(
        web,
        { ...web, healthy, hubs, door, onError, page: pageOf(web, desk, engine.queue) },
        more,
        log,
      );
      if (server === null) return;
      since = now();
      log.info(told(web, server.port));
    },
    async stop() {
      since = null;
      await server?.close();
      server = null;
      await served().hubs.stored();
    },
  };
}

function pageOf({ page, token, oidc }: WebSettings, desk: Desk, queue: Engine['queue']): Page | null {
  if (!page) return null;
  let loading: ReturnType<typeof queue.board> | null = null;
  const board: Page['board'] = async (path, base) => (await (loading ??= queue.board()))(path, base);
  return {
    desk,
    access: { token, oidc },
    secret: token ?? oidc?.clientSecret ?? null,
    version: VERSION,
    board,
  };
}

/** Null when others have the port and nobody has asked for this one. */
async function listen(
  web: WebSettings,
  parts: WebParts,
  more: Parameters<typeof startWeb>[1],
  log: AppOptions['log'],
): Promise<WebServer | null> {
  try {
    return await startWeb(parts, more);
  } catch (error) {
    if (!web.isDefault || !(error instanceof CannotListen) || !error.isTaken) throw error;
    log.warn(`there is no page: ${error.message}, or write web: false`);
    return null;
  }
}

function told({ host, page, publicUrl }: WebSettings, port: number): string {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const known = publicUrl === null ? '' : `, known as ${publicUrl}`;
  return page ? `the page is at ${publicUrl ?? `http://${place}/`}` : `web server on ${place}${known}`;
}
