import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isObject } from './rules.js';
import { type Json, type World, userJson } from './world.js';

const INTENT_GUILDS = 1;
const MOST_FRAMES = 120;

/** Discord's gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME with replay, and dispatches. */
export interface Gateway {
  readonly url: () => string;
  /** Sends an event to every session; `intent` 0 = no intent is needed. */
  dispatch(type: string, data: unknown, intent?: number): void;
  /** Sends raw text to every connection. */
  sendRaw(text: string): void;
  /** Closes every connection with a code. */
  drop(code: number): void;
  /** Reads nothing more from any connection. */
  freeze(): void;
  /** Tells every connection to reconnect (op 7). */
  askToReconnect(): void;
  /** Connections with a session. */
  connected(): number;
  readonly identifies: readonly Json[];
  readonly resumes: () => number;
  close(): void;
}

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly events: { readonly s: number; readonly t: string; readonly d: unknown }[];
  sequence: number;
  socket: WebSocket | null;
}

/** What the server says in READY, where a test needs it different. */
export type ReadyChange = (ready: Json) => Json;

export function createGateway(world: World, server: Server, change: { ready: ReadyChange }): Gateway {
  const sockets = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const identifies: Json[] = [];
  let resumes = 0;

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.handleUpgrade(request, socket, head, (client) => serve(client, request));
  });

  function serve(socket: WebSocket, request: IncomingMessage): void {
    const query = new URL(request.url ?? '/', 'ws://localhost').searchParams;
    if (query.get('v') !== '10' || query.get('encoding') !== 'json')
      world.violations.push('gateway: v=10, json');
    let session: Session | null = null;
    let frames = 0;
    socket.on('error', () => {});
    socket.on('close', () => session && (session.socket = null));
    socket.on('message', (data: Buffer) => {
      const frame = parse(data.toString());
      if (++frames > MOST_FRAMES) return refuse(socket, 4008, 'too many frames');
      if (!frame || data.length > 4096) return refuse(socket, 4002, 'not a frame');
      if (frame.op === 1) return send(socket, { op: 11 });
      if (frame.op === 2)
        session = session ? refuse(socket, 4005, 'identified twice') : identify(socket, frame.d);
      else if (frame.op === 6) session = resume(socket, frame.d);
      else if (!session) refuse(socket, 4003, 'not identified');
      else if (![3, 4, 8].includes(Number(frame.op))) refuse(socket, 4001, `opcode ${String(frame.op)}`);
      return undefined;
    });
    send(socket, { op: 10, d: { heartbeat_interval: 41_250 } });
  }

  function identify(socket: WebSocket, given: unknown): Session | null {
    if (!isObject(given) || !Number.isInteger(given.intents) || !isObject(given.properties)) {
      return refuse(socket, 4002, 'identify without intents or properties');
    }
    identifies.push(given);
    world.sessionsLeft -= 1;
    if (world.token === null || given.token !== world.token) {
      socket.close(4004, 'Authentication failed.');
      return null;
    }
    const session = { id: world.newId(), intents: Number(given.intents), events: [], sequence: 0, socket };
    sessions.set(session.id, session);
    emit(session, 'READY', change.ready(ready(session)));
    if ((session.intents & INTENT_GUILDS) !== 0) emit(session, 'GUILD_CREATE', guildJson(world));
    return session;
  }

  function ready(session: Session): Json {
    return {
      v: 10,
      user: userJson(world.bot, true),
      guilds: [{ id: world.guild, unavailable: true }],
      session_id: session.id,
      resume_gateway_url: url(),
      application: { id: world.application, flags: 0 },
      session_type: 'normal',
      shard: [0, 1],
    };
  }

  function resume(socket: WebSocket, given: unknown): Session | null {
    const session = isObject(given) ? sessions.get(String(given.session_id)) : undefined;
    if (!session || !isObject(given) || given.token !== world.token) {
      send(socket, { op: 9, d: false });
      return null;
    }
    resumes += 1;
    session.socket = socket;
    const missed = session.events.filter(({ s }) => s > Number(given.seq));
    for (const event of missed) send(socket, { op: 0, ...event });
    emit(session, 'RESUMED', {});
    return session;
  }

  function refuse(socket: WebSocket, code: number, why: string): null {
    world.violations.push(`gateway: ${why}`);
    socket.close(code, why);
    return null;
  }

  function emit(session: Session, t: string, d: unknown): void {
    const event = { s: ++session.sequence, t, d };
    session.events.push(event);
    if (session.socket) send(session.socket, { op: 0, ...event });
  }

  function url(): string {
    const address = server.address();
    return typeof address === 'object' && address ? `ws://127.0.0.1:${address.port}/` : '';
  }

  return {
    url,
    dispatch: (type, data, intent = 0) => {
      for (const session of sessions.values()) {
        if (intent === 0 || (session.intents & intent) !== 0) emit(session, type, data);
      }
    },
    sendRaw: (text) => sockets.clients.forEach((socket) => socket.send(text)),
    drop: (code) => sockets.clients.forEach((socket) => socket.close(code)),
    freeze: () => sockets.clients.forEach((socket) => socket.pause()),
    askToReconnect: () => sockets.clients.forEach((socket) => send(socket, { op: 7, d: null })),
    connected: () => [...sessions.values()].filter(({ socket }) => socket !== null).length,
    identifies,
    resumes: () => resumes,
    close: () => {
      sockets.clients.forEach((socket) => socket.terminate());
      sockets.close();
    },
  };
}

function send(socket: WebSocket, frame: Json): void {
  socket.send(JSON.stringify({ d: null, s: null, t: null, ...frame }));
}

function parse(text: string): Json | null {
  try {
    const frame: unknown = JSON.parse(text);
    return isObject(frame) ? frame : null;
  } catch {
    return null;
  }
}

function guildJson(world: World): Json {
  return {
    id: world.guild,
    name: 'Desk',
    channels: [],
    members: [],
    roles: [],
    emojis: [],
    unavailable: false,
  };
}
