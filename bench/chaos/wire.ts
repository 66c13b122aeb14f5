import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The network between the program and a server. */
export interface Wire {
  /** The server's URL by this way. */
  readonly url: string;
  /** Breaks every connection off; while it is cut, new ones end at once. */
  readonly cut: () => void;
  /** Connections stay open and nothing comes through. */
  readonly stall: () => void;
  /** Every packet takes so long. */
  readonly slow: (ms: number) => void;
  readonly mend: () => void;
  close(): Promise<void>;
}

type State = 'whole' | 'cut' | 'stalled';

export async function startWire(target: string): Promise<Wire> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let state: State = 'whole';
  let delayMs = 0;
  let mended: () => void = () => undefined;
  let waiting = Promise.resolve();
  const pass = async (from: Socket, to: Socket) => {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        if (delayMs > 0) await sleep(delayMs);
        await waiting;
        if (!to.write(chunk))
          await new Promise((drained) => to.once('drain', drained).once('close', drained));
      }
    } catch {
      // Broken off: the other side is told below.
    }
    to.destroy();
  };
  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    void pass(near, far);
    void pass(far, near);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const breakOff = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut: () => {
      state = 'cut';
      breakOff();
    },
    stall: () => {
      state = 'stalled';
      waiting = new Promise((resolve) => (mended = resolve));
    },
    slow: (ms) => {
      delayMs = ms;
    },
    mend: () => {
      state = 'whole';
      delayMs = 0;
      mended();
      waiting = Promise.resolve();
    },
    close: () => {
      mended();
      breakOff();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
