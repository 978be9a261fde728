import { connect, type Socket } from 'node:net';

/** What came back for one request; texts are one character per byte. */
export interface RawAnswer {
  /** 0 when the connection closed without an answer. */
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

/** Bytes as they go out, and whether the answer has no body whatever its headers say. */
export interface RawRequest {
  readonly bytes: Buffer;
  readonly isHead: boolean;
}

/**
 * Sends requests over `connections` keep-alive connections, one at a time on each, with no look at
 * what they are. Answers in the order of the requests.
 * @throws Error when an answer is not HTTP
 */
export async function sendAll(
  url: string,
  requests: readonly RawRequest[],
  connections = 8,
): Promise<readonly RawAnswer[]> {
  const answers: RawAnswer[] = [];
  let next = 0;
  const work = async () => {
    const line = new Line(url);
    for (let index = next++; index < requests.length; index = next++) {
      const request = requests[index];
      if (request) answers[index] = await line.ask(request);
    }
    line.close();
  };
  await Promise.all(Array.from({ length: connections }, work));
  return answers;
}

/**
 * Sends bytes that may be no request, or several, on a connection of their own.
 * @returns everything that came until the peer closed or said nothing for `quietMs`
 */
export function sendBytes(url: string, bytes: Buffer, quietMs = 400): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.setEncoding('latin1');
    socket.setTimeout(quietMs, () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => resolve(received));
    socket.write(bytes);
  });
}

const GONE: RawAnswer = { status: 0, head: '', body: '' };

/** One connection, opened anew when the peer has closed it. */
class Line {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | null = null;
  #received: Buffer = Buffer.alloc(0);
  #isHead = false;
  #settle: ((answer: RawAnswer) => void) | null = null;
  #fail: (error: Error) => void = () => undefined;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  async ask(request: RawRequest): Promise<RawAnswer> {
    const wasOpen = this.#socket !== null;
    const answer = await this.#once(request);
    // A connection kept alive may have been closed at the very moment of asking.
    return answer.status === 0 && wasOpen ? this.#once(request) : answer;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #once({ bytes, isHead }: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      this.#isHead = isHead;
      this.#received = Buffer.alloc(0);
      this.#settle = resolve;
      this.#fail = reject;
      this.#open().write(bytes);
    });
  }

  #open(): Socket {
    if (this.#socket) return this.#socket;
    const socket = connect(this.#port, this.#host);
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      if (this.#socket === socket) this.#take(chunk);
    });
    // A reset is told by 'close' as well.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket === socket) this.#ended();
    });
    return socket;
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    try {
      const answer = readAnswer(this.#received, this.#isHead, false);
      if (answer) this.#finish(answer);
    } catch (thrown) {
      this.close();
      this.#fail(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  }

  #ended(): void {
    this.#socket = null;
    if (this.#received.length === 0) this.#finish(GONE);
    else this.#finish(readAnswer(this.#received, this.#isHead, true) ?? GONE);
  }

  #finish(answer: RawAnswer): void {
    const settle = this.#settle;
    this.#settle = null;
    if (/^connection: close/im.test(answer.head)) this.close();
    settle?.(answer);
  }
}

/** The answer at the beginning of the bytes; undefined while it is not complete. */
function readAnswer(bytes: Buffer, isHead: boolean, isAll: boolean): RawAnswer | undefined {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
  if (!status) throw new Error(`not an answer: ${head.slice(0, 200)}`);
  const rest = text.slice(end + 4);
  if (status < 200) return readAnswer(bytes.subarray(end + 4), isHead, isAll);
  if (isHead || status === 204 || status === 304) return { status, head, body: '' };
  if (/^transfer-encoding: chunked/im.test(head)) {
    const body = readChunks(rest);
    return body === undefined ? undefined : { status, head, body };
  }
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  if (length === undefined) return isAll ? { status, head, body: rest } : undefined;
  if (rest.length < Number(length)) return undefined;
  return { status, head, body: rest.slice(0, Number(length)) };
}

function readChunks(text: string): string | undefined {
  let body = '';
  let at = 0;
  for (;;) {
    const end = text.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = Number.parseInt(text.slice(at, end), 16);
    const from = end + 2;
    if (text.length < from + size + 2) return undefined;
    if (size === 0) return withTrailers(body, text.slice(from));
    body += text.slice(from, from + size);
    at = from + size + 2;
  }
}

/** What stands behind the last chunk is part of what was said. */
function withTrailers(body: string, rest: string): string | undefined {
  if (rest.startsWith('\r\n')) return body;
  const end = rest.indexOf('\r\n\r\n');
  return end < 0 ? undefined : `${body}\n${rest.slice(0, end)}`;
}
