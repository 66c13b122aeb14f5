import type { AppOptions } from './app-options.js';
import type { WebSub } from './pipeline/websub.js';
import { type Db, installationId } from './store/db.js';
import { startWeb, type WebServer } from './web/server.js';

/** The web server where one is configured, and what hubs may push to while it listens. */
export function serving({ config, log, now }: AppOptions, db: Db, hubs: () => WebSub) {
  const { web } = config;
  let server: WebServer | null = null;
  let since: Date | null = null;
  return {
    port: () => server?.port ?? null,
    callbacks: () => (!web?.publicUrl || since === null ? null : { url: `${web.publicUrl}/websub/`, since }),
    async start() {
      if (web === null) return;
      const healthy = async () => (await installationId(db)) !== '';
      const onError = (where: string, error: unknown) =>
        log.error(`${where}: ${String(error)}`, { err: error });
      server = await startWeb({ ...web, healthy, hubs: hubs(), onError });
      since = now();
      log.info(
        `web server on ${web.host}:${server.port}${web.publicUrl === null ? '' : `, known as ${web.publicUrl}`}`,
      );
    },
    async stop() {
      since = null;
      await server?.close();
      server = null;
      await hubs().stored();
    },
  };
}
