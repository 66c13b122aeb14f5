import { Duplex } from 'node:stream';
import {
  CODE,
  cstring,
  errorFrame,
  frame,
  int32,
  parseFrame,
  queryFrame,
  readyFrame,
  type TransactionStatus,
} from './frames.js';
import {
  changesSession,
  copiesFromClient,
  quoteLiteral,
  readListen,
  readStartupOptions,
} from './statements.js';

/** What a session asks of the engine. */
export interface SessionHost {
  /** Runs one batch when the session's turn comes; undefined when the session was closed meanwhile. */
  run(session: Session, bytes: Buffer): Promise<Buffer | undefined>;
  status(session: Session): TransactionStatus;
  listen(session: Session, channel: string): void;
  unlisten(session: Session, channel: string): void;
  opened(session: Session): void;
  closed(session: Session): void;
}

const PROTOCOL = { ssl: 80877103, gss: 80877104, cancel: 80877102 };

const PARAMETERS = {
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
  TimeZone: 'UTC',
};

let nextProcessId = 1;

/** One client of the embedded Postgres: cuts its byte stream into batches and keeps what is its own. */
export class Session {
  /** SQL that gives the shared Postgres session this client's settings, such as its search_path. */
  settings = 'RESET ALL';
  /** Set once a statement may have left settings behind that no other client must see. */
  dirty = false;
  closed = false;

  #unread: Buffer = Buffer.alloc(0);
  #batch: Buffer[] = [];
  #started = false;
  /** After an error of ours in the extended protocol, everything up to Sync is dropped, as Postgres does. */
  #skipping = false;
  #replies: Promise<void> = Promise.resolve();

  constructor(
    readonly host: SessionHost,
    readonly write: (bytes: Buffer) => void,
    readonly hangUp: () => void,
  ) {
    host.opened(this);
  }

  receive(bytes: Buffer): void {
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes]);
    while (!this.closed) {
      const next = this.#takeFrame();
      if (next === undefined) return;
      if (this.#started) this.#handle(next);
      else this.#handleStartup(next);
    }
  }

  /** Ends the session as a server does that shuts down under its client. */
  kill(code: string, reason: string): void {
    if (this.closed) return;
    this.write(errorFrame('FATAL', code, reason));
    this.close();
    this.hangUp();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.host.closed(this);
  }

  #takeFrame(): Buffer | undefined {
    const lengthAt = this.#started ? 1 : 0;
    if (this.#unread.length < lengthAt + 4) return undefined;
    const end = lengthAt + this.#unread.readInt32BE(lengthAt);
    if (this.#unread.length < end) return undefined;
    const taken = this.#unread.subarray(0, end);
    this.#unread = this.#unread.subarray(end);
    return taken;
  }

  #handleStartup(packet: Buffer): void {
    const version = packet.length < 8 ? PROTOCOL.cancel : packet.readInt32BE(4);
    if (version === PROTOCOL.ssl || version === PROTOCOL.gss) return this.write(Buffer.from('N'));
    if (version === PROTOCOL.cancel) {
      this.close();
      return this.hangUp();
    }
    const words = packet.toString('utf8', 8).split('\0');
    const options = words[words.indexOf('options') + 1];
    if (words.includes('options') && options) this.#applySettings(readStartupOptions(options));
    this.#started = true;
    const parameters = Object.entries(PARAMETERS).map(([name, value]) =>
      frame('S', cstring(name), cstring(value)),
    );
    const key = frame('K', int32(nextProcessId++), int32(0));
    this.write(Buffer.concat([frame('R', int32(0)), ...parameters, key, readyFrame('I')]));
  }

  #applySettings(settings: [string, string][]): void {
    const calls = settings.map(
      ([name, value]) => `set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`,
    );
    if (calls.length > 0) this.settings = `RESET ALL; SELECT ${calls.join(', ')}`;
  }

  #handle(message: Buffer): void {
    const code = message[0];
    if (code === CODE.terminate) {
      this.close();
      return this.hangUp();
    }
    if (this.#skipping) {
      if (code === CODE.sync) {
        this.#skipping = false;
        this.#reply(readyFrame(this.host.status(this)));
      }
      return;
    }
    this.#batch.push(code === CODE.query || code === CODE.parse ? this.#inspect(message, code) : message);
    if (code === CODE.query || code === CODE.sync || code === CODE.flush) this.#send();
    if (code === CODE.copyDone || code === CODE.copyFail) this.#send();
  }

  #inspect(message: Buffer, code: number): Buffer {
    const sql = readSql(message, code);
    if (copiesFromClient(sql)) return this.#refuseCopy(code);
    if (changesSession(sql)) this.dirty = true;
    const statement = readListen(sql);
    if (statement?.verb === 'listen') this.host.listen(this, statement.channel);
    if (statement?.verb !== 'unlisten') return message;
    // The shared Postgres session goes on listening: another client may want the channel.
    this.host.unlisten(this, statement.channel);
    const nothing = 'DO $$ BEGIN END $$';
    return code === CODE.query ? queryFrame(nothing) : parseFrame(nothing);
  }

  /** In single-user mode COPY FROM STDIN reads an end of file and Postgres exits. */
  #refuseCopy(code: number): Buffer {
    const refusal = 'COPY FROM STDIN is not supported by the embedded database; use INSERT with unnest()';
    this.#reply(errorFrame('ERROR', '0A000', refusal));
    if (code === CODE.query) {
      this.#reply(readyFrame(this.host.status(this)));
    } else {
      this.#batch = [];
      this.#skipping = true;
    }
    return Buffer.alloc(0);
  }

  #reply(bytes: Buffer): void {
    this.#replies = this.#replies.then(() => {
      if (!this.closed) this.write(bytes);
    });
  }

  #send(): void {
    const bytes = Buffer.concat(this.#batch);
    this.#batch = [];
    if (bytes.length === 0) return;
    const reply = this.host.run(this, bytes);
    this.#replies = Promise.all([reply, this.#replies]).then(
      ([answer]) => {
        if (answer && !this.closed) this.write(answer);
      },
      (error: unknown) => this.kill('57P02', error instanceof Error ? error.message : String(error)),
    );
  }
}

/** The client's end of a session, in place of a TCP socket: `new pg.Pool({ stream: () => new VirtualSocket(host) })`. */
export class VirtualSocket extends Duplex {
  readonly #session: Session;

  constructor(host: SessionHost) {
    super({ allowHalfOpen: false });
    this.#session = new Session(
      host,
      (bytes) => void this.push(bytes),
      () => void this.destroy(),
    );
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#session.receive(chunk);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#session.close();
    done(error);
  }
}

function readSql(message: Buffer, code: number): string {
  if (code === CODE.query) return message.toString('utf8', 5, message.length - 1);
  const start = message.indexOf(0, 5) + 1;
  return message.toString('utf8', start, message.indexOf(0, start));
}
