import { Client, type Dispatcher } from 'undici';
import type { LoadOrder, LoadRequest, LoadResult } from './load-protocol.ts';

/**
 * Sends requests over kept-alive connections, on each the next one when the last has ended. Takes
 * a LoadOrder as a message and answers a LoadResult; one process, so that its own work is not
 * counted as the proxy's.
 */
process.on('message', async (order: LoadOrder) => {
  process.send?.(await generate(order));
});

async function generate(order: LoadOrder): Promise<LoadResult> {
  const latencies: number[] = [];
  const started = performance.now();
  const until = started + order.durationMs;
  const clients = Array.from({ length: order.connections }, () => new Client(order.origin));
  const failures = await Promise.all(
    clients.map((client, index) => {
      const request = order.requests[index % order.requests.length];
      if (!request) throw new TypeError('there is nothing to send');
      return keepAsking(client, request, until, latencies);
    }),
  );
  const elapsedMs = performance.now() - started;
  await Promise.all(clients.map((client) => client.destroy()));
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor((latencies.length - 1) * share)] ?? Number.NaN;
  return {
    requests: latencies.length,
    failures: failures.reduce((sum, count) => sum + count, 0),
    elapsedMs,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

async function keepAsking(
  client: Client,
  request: LoadRequest,
  until: number,
  latencies: number[],
): Promise<number> {
  let failures = 0;
  for (let sent = performance.now(); sent < until; sent = performance.now()) {
    const good = await ask(client, request);
    latencies.push(performance.now() - sent);
    if (!good) failures += 1;
  }
  return failures;
}

/** True when the answer was 200 and came to its end. */
function ask(client: Client, { path, headers }: LoadRequest): Promise<boolean> {
  return new Promise((resolve) => {
    let status = 0;
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, statusCode) => {
        status = statusCode;
      },
      onResponseData: () => undefined,
      onResponseEnd: () => resolve(status === 200),
      onResponseError: () => resolve(false),
    };
    client.dispatch({ method: 'GET', path, headers: { ...headers } }, handler);
  });
}
