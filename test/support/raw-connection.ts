import { connect, type Socket } from 'node:net';
import { waitUntil } from './wait-until.ts';

/** An answer as it came over a connection. */
export interface RawAnswer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** One connection on which a test writes bytes as it likes. */
export interface RawConnection {
  write(text: string): void;
  /** Byte by byte, each in a packet of its own. */
  drip(text: string): Promise<void>;
  /** The next answer, in the order in which they come. */
  next(): Promise<RawAnswer>;
  /** Writes a GET and waits for its answer. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<RawAnswer>;
  /** Closes our side only. */
  end(): void;
  /** Resolves when the other side has closed. */
  closed(): Promise<void>;
  destroy(): void;
}

export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    allowHalfOpen: true,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  let received = Buffer.alloc(0);
  let isClosed = false;
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
  });
  socket.on('end', () => socket.end());
  socket.on('close', () => {
    isClosed = true;
  });
  socket.on('error', () => undefined);
  const next = async () => {
    const { answer, length } = await waitUntil(() => parseAnswer(received), { what: 'an answer' });
    received = received.subarray(length);
    return answer;
  };
  const get: RawConnection['get'] = (path, headers = {}) => {
    socket.write(requestText('GET', path, headers));
    return next();
  };
  return {
    write: (text) => void socket.write(text, 'latin1'),
    drip: (text) => drip(socket, text),
    next,
    get,
    end: () => void socket.end(),
    closed: async () => void (await waitUntil(() => isClosed, { what: 'the end' })),
    destroy: () => void socket.destroy(),
  };
}

/** The text of a request; with a body it has a length. */
export function requestText(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): string {
  const all = {
    host: 'tocsin',
    ...headers,
    ...(body === '' ? {} : { 'content-length': body.length }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

async function drip(socket: Socket, text: string): Promise<void> {
  for (const byte of text) {
    await new Promise<void>((resolve) => socket.write(byte, 'latin1', () => resolve()));
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

function parseAnswer(bytes: Buffer): { answer: RawAnswer; length: number } | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [line = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = new Map(
    lines.map((one) => {
      const colon = one.indexOf(':');
      return [one.slice(0, colon).toLowerCase(), one.slice(colon + 1).trim()];
    }),
  );
  const body = readBody(bytes.subarray(end + 4), headers);
  if (!body) return null;
  const answer = { status: Number(line.split(' ')[1]), headers, body: body.text };
  return { answer, length: end + 4 + body.length };
}

function readBody(
  bytes: Buffer,
  headers: ReadonlyMap<string, string>,
): { text: string; length: number } | null {
  if (headers.get('transfer-encoding') === 'chunked') return readChunks(bytes);
  const length = Number(headers.get('content-length') ?? '0');
  return bytes.length < length ? null : { text: bytes.toString('utf8', 0, length), length };
}

function readChunks(bytes: Buffer): { text: string; length: number } | null {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return null;
    if (size === 0) return { text: Buffer.concat(parts).toString('utf8'), length: next };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}
