import type { Duplex } from 'node:stream';
import { EngineQueue } from './engine-queue.js';
import {
  findError,
  type Notification,
  queryFrame,
  readReply,
  type Reply,
  readRows,
  splitAfterReady,
  type TransactionStatus,
} from './frames.js';
import { type Session, type SessionHost, VirtualSocket } from './session.js';
import { type PostgresThread, startThread } from './start-thread.js';
import type { ThreadOptions } from './thread.js';

export interface EngineOptions extends ThreadOptions {
  /** A batch that runs longer is stuck: Postgres cannot be interrupted here, so the thread is killed and reopened. */
  maxBatchMs?: number;
  /** A transaction that stays open longer is rolled back, because it keeps every other client waiting. */
  maxTransactionMs?: number;
  report?: (message: string) => void;
}

export interface EngineStats {
  waiting: number;
  inTransaction: boolean;
  sessions: number;
  restarts: number;
}

/** Runs SQL while no client can touch the database; rows come as text. */
export type RunSql = (sql: string) => Promise<(string | null)[][]>;

export interface Engine {
  /** The `stream` option of node-postgres. */
  stream: () => Duplex;
  /** Waits for its turn, then keeps everyone out until `work` has ended: for a hot copy of the files. */
  exclusive: <T>(work: (run: RunSql) => Promise<T>) => Promise<T>;
  stats: () => EngineStats;
  /** Lets the batch that is running end, then shuts Postgres down cleanly. */
  close: () => Promise<void>;
}

/**
 * Postgres in a worker thread, behind as many clients as one likes.
 *
 * It has one session, in single-user mode. Batches of all clients take turns on it, first come first served; a
 * client inside a transaction keeps the turn until it commits. Settings and notifications are kept apart by us;
 * temporary tables, named statements and session advisory locks are shared by all, so do not use them.
 * Inside a transaction never wait for another client of the same engine: it waits for you.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const engine = new SharedPostgres(options);
  await engine.open();
  return {
    stream: () => new VirtualSocket(engine),
    exclusive: (work) => engine.exclusive(work),
    stats: () => engine.stats(),
    close: () => engine.close(),
  };
}

const BATCH_MS = 30_000;
const TRANSACTION_MS = 60_000;

class SharedPostgres implements SessionHost {
  readonly #options: EngineOptions;
  readonly #queue = new EngineQueue<Session>();
  readonly #sessions = new Set<Session>();
  readonly #listeners = new Map<string, Set<Session>>();
  #thread: PostgresThread | undefined;
  /** Whose settings the Postgres session has now. */
  #settings = '';
  #last: Session | undefined;
  #transactionTimer: NodeJS.Timeout | undefined;
  #restarts = 0;
  #closing = false;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  async open(): Promise<PostgresThread> {
    if (this.#closing) throw new Error('the embedded database is closed');
    const { dataDir, durable, lowMemory } = this.#options;
    this.#thread ??= await startThread({ dataDir, durable, lowMemory });
    return this.#thread;
  }

  async run(session: Session, bytes: Buffer): Promise<Buffer | undefined> {
    return await this.#queue.run(session, async () => {
      if (session.closed) return undefined;
      const reply = await this.#runAs(session, bytes);
      await this.#keepOrPassTurn(session, reply.status);
      this.#deliver(reply.notifications);
      return reply.data;
    });
  }

  async exclusive<T>(work: (run: RunSql) => Promise<T>): Promise<T> {
    return await this.#queue.run(undefined, () =>
      work(async (sql) => {
        const { data, notifications } = await this.#exec(queryFrame(sql));
        this.#deliver(notifications);
        const fault = findError(data);
        if (fault) throw Object.assign(new Error(fault.message), { code: fault.code });
        return readRows(data);
      }),
    );
  }

  status(session: Session): TransactionStatus {
    return this.#queue.holder === session ? 'T' : 'I';
  }

  listen(session: Session, channel: string): void {
    const sessions = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, sessions.add(session));
  }

  unlisten(session: Session, channel: string): void {
    const channels = channel === '*' ? [...this.#listeners.keys()] : [channel];
    for (const name of channels) this.#listeners.get(name)?.delete(session);
  }

  opened(session: Session): void {
    this.#sessions.add(session);
  }

  closed(session: Session): void {
    this.#sessions.delete(session);
    this.unlisten(session, '*');
    if (this.#queue.holder !== session) return;
    const rollBack = async (): Promise<void> => {
      if (this.#queue.holder === session) await this.#rollBack();
    };
    // An engine that died meanwhile has rolled back already.
    void this.#queue.run(session, rollBack).catch(() => undefined);
  }

  stats(): EngineStats {
    return {
      waiting: this.#queue.waiting,
      inTransaction: this.#queue.holder !== undefined,
      sessions: this.#sessions.size,
      restarts: this.#restarts,
    };
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    for (const session of this.#sessions) session.kill('57P01', 'the embedded database is shutting down');
    await this.#queue.run(undefined, async () => {
      if (this.#thread) await this.#exec(queryFrame('CHECKPOINT'));
      this.#closing = true;
      await this.#thread?.close();
      this.#thread = undefined;
    });
  }

  async #runAs(session: Session, bytes: Buffer): Promise<Reply> {
    // Whatever the last client left behind ends with its turn.
    if (this.#last !== session && this.#last?.dirty) {
      this.#last.dirty = false;
      this.#settings = '';
    }
    this.#last = session;
    if (this.#settings === session.settings) return await this.#exec(bytes);
    const reply = await this.#exec(Buffer.concat([queryFrame(session.settings), bytes]));
    const [ours, theirs] = splitAfterReady(reply.data);
    const fault = findError(ours);
    if (fault) session.kill(fault.code, fault.message);
    else this.#settings = session.settings;
    return { ...reply, data: theirs };
  }

  async #keepOrPassTurn(session: Session, status: TransactionStatus): Promise<void> {
    if (status === 'I') return this.#passTurn();
    // No status means that the client has flushed without Sync: an implicit transaction is open.
    if (session.closed) return await this.#rollBack();
    this.#queue.hold(session);
    clearTimeout(this.#transactionTimer);
    const limit = this.#options.maxTransactionMs ?? TRANSACTION_MS;
    this.#transactionTimer = setTimeout(() => {
      this.#options.report?.(`the embedded database rolled back a transaction that was idle for ${limit} ms`);
      session.kill('25P03', `transaction idle for more than ${limit} ms`);
    }, limit).unref();
  }

  async #rollBack(): Promise<void> {
    await this.#exec(queryFrame('ROLLBACK'));
    this.#passTurn();
  }

  #passTurn(): void {
    clearTimeout(this.#transactionTimer);
    this.#queue.letGo();
  }

  /** After the replies: BullMQ fetches first and listens afterwards, and misses what arrives in between. */
  #deliver(notifications: Notification[]): void {
    if (notifications.length === 0) return;
    setImmediate(() => {
      for (const { channel, frame } of notifications) {
        for (const session of this.#listeners.get(channel) ?? []) session.write(frame);
      }
    });
  }

  async #exec(bytes: Buffer): Promise<Reply> {
    const thread = await this.open();
    try {
      return readReply(await withinTime(thread.run(bytes), this.#options.maxBatchMs ?? BATCH_MS));
    } catch (error) {
      await this.#restart(thread, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  /** Every client is told that its server went away and connects anew; the next batch reopens, which replays the log. */
  async #restart(thread: PostgresThread, reason: string): Promise<void> {
    this.#restarts++;
    this.#options.report?.(`the embedded database restarts: ${reason}`);
    await thread.kill();
    this.#thread = undefined;
    this.#settings = '';
    this.#last = undefined;
    this.#passTurn();
    for (const session of this.#sessions) session.kill('57P02', `the embedded database restarted: ${reason}`);
    await this.open().catch((error: unknown) =>
      this.#options.report?.(`it cannot be reopened: ${String(error)}`),
    );
  }
}

async function withinTime<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = (): void => reject(new Error(`a statement ran longer than ${limitMs} ms`));
    // If our own event loop stood still, the answer may be waiting: look at the messages before judging.
    timer = setTimeout(() => setImmediate(() => setImmediate(fail)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
