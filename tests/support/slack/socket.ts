import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { BOT, type Workspace } from './workspace.js';

export interface Socket {
  /** A fresh address of one use, as apps.connections.open gives it. */
  readonly openAddress: () => string;
  /** Sends an envelope to one connected app; resolves with what the acknowledgement says, rejects after three seconds. */
  deliver(type: 'slash_commands' | 'interactive' | 'events_api', payload: object): Promise<unknown>;
  /** Connections that have been greeted and are open. */
  connections(): number;
  /** Connections greeted so far. */
  greeted(): number;
  /** Asks every app to connect anew, as Slack does every few hours. */
  refresh(): void;
  /** Sends text as it is. */
  sendRaw(text: string): void;
  /** Drops every connection without a word. */
  drop(): void;
  close(): void;
}

interface Envelope {
  readonly acknowledge: (payload: unknown) => void;
  acknowledged: boolean;
}

/** Slack's side of Socket Mode, on `server`. */
export function createSocket(
  workspace: Workspace,
  server: Server,
  port: () => number,
  ackWithinMs: number,
): Socket {
  const tickets = new Set<string>();
  const open = new Set<WebSocket>();
  const envelopes = new Map<string, Envelope>();
  let greeted = 0;
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, stream, head) => {
    const ticket = new URL(request.url ?? '/', 'ws://slack').searchParams.get('ticket') ?? '';
    if (!tickets.delete(ticket)) {
      stream.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      open.add(socket);
      greeted += 1;
      socket.on('close', () => open.delete(socket));
      socket.on('error', () => open.delete(socket));
      socket.on('message', (data) => acknowledge(workspace, envelopes, data));
      socket.send(
        JSON.stringify({ type: 'hello', num_connections: open.size, connection_info: { app_id: BOT.appId } }),
      );
    });
  });
  return {
    openAddress: () => {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `ws://127.0.0.1:${port()}/link?ticket=${ticket}`;
    },
    deliver: (type, payload) => deliver({ workspace, envelopes, open, ackWithinMs }, type, payload),
    connections: () => open.size,
    greeted: () => greeted,
    refresh: () =>
      open.forEach((socket) =>
        socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' })),
      ),
    sendRaw: (text) => open.forEach((socket) => socket.send(text)),
    drop: () => open.forEach((socket) => socket.terminate()),
    close: () => {
      open.forEach((socket) => socket.terminate());
      sockets.close();
    },
  };
}

interface Wire {
  readonly workspace: Workspace;
  readonly envelopes: Map<string, Envelope>;
  readonly open: ReadonlySet<WebSocket>;
  readonly ackWithinMs: number;
}

function deliver(
  { workspace, envelopes, open, ackWithinMs }: Wire,
  type: string,
  payload: object,
): Promise<unknown> {
  const [socket] = open;
  if (!socket) return Promise.reject(new Error('dispatch_failed: no app is connected'));
  const envelope_id = randomUUID();
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      workspace.violations.push(`${type} was not acknowledged in time`);
      reject(new Error('operation_timeout'));
    }, ackWithinMs);
    const done = (answer: unknown) => {
      clearTimeout(late);
      resolve(answer);
    };
    envelopes.set(envelope_id, { acknowledge: done, acknowledged: false });
    socket.send(
      JSON.stringify({ type, envelope_id, payload, accepts_response_payload: type !== 'events_api' }),
    );
  });
}

function acknowledge({ violations }: Workspace, envelopes: Map<string, Envelope>, data: RawData): void {
  const text = Buffer.isBuffer(data) ? data.toString('utf8') : '{}';
  const parsed: unknown = JSON.parse(text);
  const id =
    typeof parsed === 'object' && parsed !== null && 'envelope_id' in parsed ? parsed.envelope_id : null;
  const envelope = typeof id === 'string' ? envelopes.get(id) : undefined;
  if (!envelope) violations.push(`an acknowledgement of nothing: ${text.slice(0, 100)}`);
  else if (envelope.acknowledged) violations.push('an envelope was acknowledged twice');
  else {
    envelope.acknowledged = true;
    envelope.acknowledge('payload' in Object(parsed) ? (parsed as { payload: unknown }).payload : undefined);
  }
}
