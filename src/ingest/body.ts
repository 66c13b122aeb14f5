import { Duplex, type Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { Headers } from './headers.js';

/** A body that can't be accepted; `message` is what the operator reads. */
export class BadBody extends Error {}

/**
 * Reads a response body, decompressed by us so that a bomb is stopped while it unfolds: at most
 * `maxBytes` on the wire and `maxBytes` after decompression are ever held.
 */
export async function readBody(
  body: Readable,
  headers: Headers,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (Number(headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
  const encoding = singleEncoding(headers['content-encoding']);
  const chunks: Buffer[] = [];
  const sink = collector(chunks, maxBytes);
  const wire = meter(maxBytes);
  try {
    if (encoding === null) await pipeline(body, wire, sink, { signal });
    else await pipeline(body, wire, decompressor(encoding), sink, { signal });
  } catch (error) {
    throw explained(error, encoding);
  }
  return Buffer.concat(chunks);
}

type Encoding = 'gzip' | 'br' | 'deflate';

function singleEncoding(header: string | undefined): Encoding | null {
  const names = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim().replace(/^x-/, ''));
  const real = names.filter((name) => name !== '' && name !== 'identity');
  const [name] = real;
  if (name === undefined) return null;
  if (real.length > 1) throw new BadBody(`compressed ${real.length} times (${real.slice(0, 4).join(', ')})`);
  if (name === 'gzip' || name === 'br' || name === 'deflate') return name;
  throw new BadBody(`compressed with ${name.slice(0, 20)}, which was not asked for`);
}

function meter(maxBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
}

function collector(chunks: Buffer[], maxBytes: number): Writable {
  let seen = 0;
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > maxBytes) {
        done(tooLarge(maxBytes));
        return;
      }
      chunks.push(chunk);
      done();
    },
  });
}

function decompressor(encoding: Encoding): Duplex {
  if (encoding === 'gzip') return createGunzip();
  return encoding === 'br' ? createBrotliDecompress() : Duplex.from(inflateEither);
}

/** `deflate` means zlib's format (RFC 9110 §8.4.1.2), but some servers send it without zlib's header. */
async function* inflateEither(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  const zlib = (first.value[0] ?? 0) % 16 === 8;
  const inflate = zlib ? createInflate() : createInflateRaw();
  const feeding = pipeline(prepend(first.value, chunks), inflate);
  feeding.catch(() => {}); // seen by the loop, which ends with the same error
  for await (const chunk of inflate) yield chunk;
  await feeding;
}

async function* prepend(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function explained(error: unknown, encoding: Encoding | null): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (encoding === null || !/^Z_|^ERR__?BROTLI|^ERR_PADDING|^ERR__ERROR/.test(code)) return error;
  if (code === 'Z_BUF_ERROR') return new BadBody(`the ${encoding} body breaks off`);
  return new BadBody(`the body is not the ${encoding} that its header says`);
}

function tooLarge(maxBytes: number): BadBody {
  const megabytes = maxBytes / (1 << 20);
  return new BadBody(
    megabytes >= 1 ? `larger than ${Math.floor(megabytes)} MB` : `larger than ${maxBytes} bytes`,
  );
}
