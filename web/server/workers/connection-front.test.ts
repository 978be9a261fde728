import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../../platform/observe/logger.ts';
import { ConnectionFront } from './connection-front.ts';
import { letRead } from './socket-handle.ts';

const fronts: ConnectionFront[] = [];
afterEach(() => {
  for (const front of fronts.splice(0)) front.close();
});

/** acme has a worker that takes connections, globex one that takes none. */
async function open(keep?: (socket: Socket) => void) {
  const clock = new VirtualClock(0);
  const given: string[] = [];
  const waiting: ((what: string) => void)[] = [];
  const give = (what: string, socket: Socket) => {
    socket.destroy();
    const next = waiting.shift();
    if (next) next(what);
    else given.push(what);
  };
  const front = new ConnectionFront({
    clock,
    logger: createLogger({ level: 'silent' }),
    slotFor: (target) => (target === '/acme' ? 0 : target === '/globex' ? 1 : null),
    take: (slot, socket, head) => {
      if (slot === 0 && keep) keep(socket);
      else if (slot === 0) give(`worker ${head}`, socket);
      return slot === 0;
    },
    serve: (socket, head) => give(`here ${head}`, socket),
  });
  fronts.push(front);
  await front.listen({ host: '127.0.0.1', port: 0 });
  const { port } = front.address() as AddressInfo;
  const dial = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
      socket.once('connect', () => resolve(socket)).once('error', reject);
    });
  /** What becomes of the next connection. */
  const outcome = () =>
    new Promise<string>((resolve) => {
      const known = given.shift();
      if (known === undefined) waiting.push(resolve);
      else resolve(known);
    });
  return { clock, front, given, dial, outcome };
}

describe('a connection', () => {
  it.each([
    ['a question', 'GET /acme HTTP/1.1\r\nhost', 'worker GET /acme HTTP/1.1\r\nhost'],
    [
      'bytes that are no text',
      'GET /acme HTTP/1.1\r\n\xff\x00',
      'worker GET /acme HTTP/1.1\r\n\xff\x00',
    ],
    ['a question nobody takes', 'GET /globex HTTP/1.1\r\n', 'here GET /globex HTTP/1.1\r\n'],
    ['something else', 'GET / HTTP/1.1\r\n', 'here GET / HTTP/1.1\r\n'],
    ['no HTTP', 'hello\n', 'here hello\n'],
  ])('that begins with %s goes where it belongs', async (_, sent, expected) => {
    const { dial, outcome } = await open();
    const socket = await dial();
    socket.write(sent, 'latin1');
    expect(await outcome()).toBe(expected);
  });

  it('is not read any more while it waits for its way to a worker, and can be when it comes back', async () => {
    let waiting: Socket | undefined;
    const { dial, outcome } = await open((socket) => {
      waiting = socket;
    });
    const socket = await dial();
    const line = 'GET /acme HTTP/1.1\r\n';
    socket.write(line);
    while (!waiting) await new Promise(setImmediate);
    await new Promise<void>((resolve) => socket.write('more', () => resolve()));
    // What came before this one has been read when this one has.
    (await dial()).write('GET / HTTP/1.1\n');
    await outcome();
    expect([waiting.bytesRead, waiting.readableLength]).toEqual([line.length, 0]);
    socket.end();
    letRead(waiting);
    expect(await text(waiting)).toBe('more');
    waiting.destroy();
  });

  it('may say it byte by byte', async () => {
    const { dial, outcome } = await open();
    const socket = await dial();
    socket.setNoDelay(true);
    for (const byte of 'GET /acme HTTP/1.1\n') {
      await new Promise<void>((resolve) => socket.write(byte, () => resolve()));
      await new Promise(setImmediate);
    }
    expect(await outcome()).toBe('worker GET /acme HTTP/1.1\n');
  });

  it('that says too much without saying what is served here', async () => {
    const { dial, outcome } = await open();
    const socket = await dial();
    socket.on('error', () => undefined);
    socket.write(`GET /acme${'a'.repeat(17_000)}`);
    expect(await outcome()).toContain('here GET /acmeaaa');
  });

  it.each([
    ['a part', 'GET /ac', 'HTTP/1.1 408 Request Timeout\r\n'],
    ['nothing', '', ''],
  ])('that sends %s is let go after 30 s', async (_, sent, expected) => {
    const { clock, dial, given, outcome } = await open();
    const socket = await dial();
    const received = text(socket);
    if (sent !== '') {
      await new Promise<void>((resolve) => socket.write(sent, () => resolve()));
    }
    // What came before this one has been read when this one has.
    (await dial()).write('GET / HTTP/1.1\n');
    await outcome();
    await clock.advance(29_999);
    expect(socket.readableEnded).toBe(false);
    await clock.advance(1);
    expect((await received).startsWith(expected)).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(given).toEqual([]);
  });

  it('that ends before it has said anything leaves nothing behind', async () => {
    const { clock, dial, given } = await open();
    const socket = await dial();
    while (clock.pendingTimers === 0) await new Promise(setImmediate);
    socket.end('GET /acme');
    await text(socket);
    expect([clock.pendingTimers, given]).toEqual([0, []]);
  });

  it('is not waited for when the front closes, and no other one is taken', async () => {
    const { front, clock, dial } = await open();
    const socket = await dial();
    while (clock.pendingTimers === 0) await new Promise(setImmediate);
    front.close();
    await text(socket);
    await expect(dial()).rejects.toThrow('ECONNREFUSED');
  });
});
