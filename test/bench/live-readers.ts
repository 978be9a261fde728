import { WebSocket } from 'ws';

/** Many sockets of one process, which only looks for marks in what it receives. */
export interface LiveReaders {
  /** When each of so many sockets received a message with the mark, as `performance.now()`. */
  expect(mark: string, sockets: number): Promise<readonly number[]>;
  /** Messages about incidents so far. */
  received(): number;
  /** When the last of them came. */
  lastAtMs(): number;
  close(): void;
}

interface Expected {
  readonly sockets: number;
  readonly atMs: number[];
  readonly resolve: (atMs: readonly number[]) => void;
}

const MARK = /"mark":"([^"]+)"/;

/** Opens so many sockets for each tenant; each has said hello when the promise resolves. */
export async function openReaders(
  url: string,
  tenants: readonly string[],
  perTenant: number,
  tokenOf: (tenant: string) => string,
): Promise<LiveReaders> {
  const expected = new Map<string, Expected>();
  const sockets: WebSocket[] = [];
  let received = 0;
  let lastAtMs = 0;
  const take = (text: string): void => {
    const mark = MARK.exec(text)?.[1];
    if (mark === undefined) return;
    received += 1;
    lastAtMs = performance.now();
    const waiting = expected.get(mark);
    if (waiting === undefined) return;
    waiting.atMs.push(lastAtMs);
    if (waiting.atMs.length < waiting.sockets) return;
    expected.delete(mark);
    waiting.resolve(waiting.atMs);
  };
  for (const tenant of tenants) {
    const opened = Array.from({ length: perTenant }, () => openOne(url, tenant, tokenOf(tenant)));
    for (const socket of await Promise.all(opened)) {
      socket.on('message', (data) => take(String(data)));
      sockets.push(socket);
    }
  }
  return {
    expect: (mark, count) =>
      new Promise((resolve) => {
        expected.set(mark, { sockets: count, atMs: [], resolve });
      }),
    received: () => received,
    lastAtMs: () => lastAtMs,
    close: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}

function openOne(url: string, owner: string, token: string): Promise<WebSocket> {
  const address = `${url.replace('http', 'ws')}/api/v1/live?owner=${owner}`;
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(address, { headers, perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.once('message', () => resolve(socket));
    socket.once('error', reject);
  });
}
