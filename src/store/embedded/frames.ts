/** The PostgreSQL wire protocol, version 3, as far as the embedded engine speaks it (Postgres manual, chapter 55). */

export const CODE = {
  query: 0x51,
  parse: 0x50,
  sync: 0x53,
  flush: 0x48,
  terminate: 0x58,
  copyDone: 0x63,
  copyFail: 0x66,
} as const;

/** 'I' idle, 'T' in a transaction, 'E' in a failed one; undefined when the reply carries no ReadyForQuery. */
export type TransactionStatus = 'I' | 'T' | 'E' | undefined;

export interface Notification {
  channel: string;
  frame: Buffer;
}

export interface Reply {
  /** What the asking client is owed: everything except notifications. */
  data: Buffer;
  status: TransactionStatus;
  notifications: Notification[];
}

export function frame(type: string, ...parts: Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(length, 1);
  return Buffer.concat([head, ...parts]);
}

export function cstring(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function queryFrame(sql: string): Buffer {
  return frame('Q', cstring(sql));
}

/** An unnamed prepared statement without parameter types. */
export function parseFrame(sql: string): Buffer {
  return frame('P', cstring(''), cstring(sql), Buffer.alloc(2));
}

export function readyFrame(status: TransactionStatus): Buffer {
  return frame('Z', Buffer.from(status ?? 'I'));
}

export function errorFrame(severity: 'ERROR' | 'FATAL', code: string, message: string): Buffer {
  const text = message.replaceAll('\0', ' ');
  return frame(
    'E',
    cstring(`S${severity}`),
    cstring(`V${severity}`),
    cstring(`C${code}`),
    cstring(`M${text}`),
    Buffer.alloc(1),
  );
}

/** Yields type, body and the byte range of each whole frame; the engine's replies hold whole frames only. */
function* readFrames(bytes: Buffer): Generator<{ type: string; body: Buffer; start: number; end: number }> {
  let start = 0;
  while (start + 5 <= bytes.length) {
    const end = start + 1 + bytes.readInt32BE(start + 1);
    yield { type: String.fromCharCode(bytes[start] ?? 0), body: bytes.subarray(start + 5, end), start, end };
    start = end;
  }
}

/** Takes notifications out of a reply: they belong to whoever listens, not to whoever happened to ask. */
export function readReply(bytes: Buffer): Reply {
  const kept: Buffer[] = [];
  const notifications: Notification[] = [];
  let status: TransactionStatus;
  let from = 0;
  for (const { type, body, start, end } of readFrames(bytes)) {
    if (type === 'Z') status = String.fromCharCode(body[0] ?? 0) as TransactionStatus;
    if (type !== 'A') continue;
    kept.push(bytes.subarray(from, start));
    from = end;
    notifications.push({
      channel: body.toString('utf8', 4, body.indexOf(0, 4)),
      frame: bytes.subarray(start, end),
    });
  }
  const data = kept.length === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(from)]);
  return { data, status, notifications };
}

/** Splits after the first ReadyForQuery: where the answer to a query of our own ends and the client's begins. */
export function splitAfterReady(bytes: Buffer): [ours: Buffer, theirs: Buffer] {
  for (const { type, end } of readFrames(bytes)) {
    if (type === 'Z') return [bytes.subarray(0, end), bytes.subarray(end)];
  }
  return [bytes, Buffer.alloc(0)];
}

export interface EngineFault {
  code: string;
  message: string;
}

export function findError(bytes: Buffer): EngineFault | undefined {
  for (const { type, body } of readFrames(bytes)) {
    if (type === 'E') return readError(body);
  }
  return undefined;
}

function readError(body: Buffer): EngineFault {
  const fields = new Map(
    body
      .toString('utf8')
      .split('\0')
      .filter((field) => field !== '')
      .map((field) => [field.charAt(0), field.slice(1)]),
  );
  return { code: fields.get('C') ?? 'XX000', message: fields.get('M') ?? 'unknown error' };
}

/** Rows of text, as a simple query returns them. */
export function readRows(bytes: Buffer): (string | null)[][] {
  const rows: (string | null)[][] = [];
  for (const { type, body } of readFrames(bytes)) {
    if (type === 'D') rows.push(readRow(body));
  }
  return rows;
}

function readRow(body: Buffer): (string | null)[] {
  const columns = body.readInt16BE(0);
  const values: (string | null)[] = [];
  let at = 2;
  for (let column = 0; column < columns; column++) {
    const length = body.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : body.toString('utf8', at, at + length));
    at += Math.max(length, 0);
  }
  return values;
}
