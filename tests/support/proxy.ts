import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A way to a server that can be cut and mended, as a network or the server would be. */
export interface Proxy {
  /** The server's URL by this way. */
  readonly url: string;
  /** Breaks every connection off and takes no other. */
  cut(): Promise<void>;
  /** Leaves connections open and lets nothing through. */
  stall(): void;
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function startProxy(url: string): Promise<Proxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      for (const socket of sockets) socket.destroy();
    });
  const near = new URL(url);
  near.host = `127.0.0.1:${port}`;
  return {
    url: near.href,
    cut,
    stall: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    mend: () => listen(port),
    close: async () => {
      if (server.listening) await cut();
    },
  };
}
