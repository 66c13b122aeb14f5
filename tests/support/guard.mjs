// Runs one server for the tests and ends it with the tests, even if those were killed: the channel to them closes.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const { command, args, directory, options } = JSON.parse(process.argv[2]);
const server = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });

const tell = (message) => process.connected && process.send(message);
for (const stream of [server.stdout, server.stderr]) {
  stream.setEncoding('utf8');
  stream.on('data', (text) => tell({ output: text }));
}
server.on('error', (error) => tell({ ended: error.message }));
server.on('exit', (code, signal) => {
  rmSync(directory, { recursive: true, force: true });
  tell({ ended: `code ${code ?? signal}` });
  process.exit(0);
});

process.on('disconnect', () => server.kill('SIGQUIT'));
// A terminal sends Ctrl-C to all of us; the server is ended when the tests are.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => server.kill('SIGQUIT'));
