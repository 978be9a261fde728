import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A backend of metrics that answers every instant query with one series, and remembers who was asked when. */
export interface AskedPrometheus {
  readonly url: string;
  /** When each metric was asked about, by its name; Unix milliseconds. */
  readonly asked: ReadonlyMap<string, readonly number[]>;
  /** Metrics that answer nothing from now on. */
  readonly quiet: Set<string>;
  stop(): Promise<void>;
}

/** @param namespace of the series that it answers with */
export async function startAskedPrometheus(namespace: string): Promise<AskedPrometheus> {
  const asked = new Map<string, number[]>();
  const quiet = new Set<string>();
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const name = /load_\d+/.exec(form.get('query') ?? '')?.[0];
    const path = request.url ?? '';
    if (!path.startsWith('/api/v1/query')) {
      response.writeHead(404).end();
      return;
    }
    if (name !== undefined) asked.set(name, [...(asked.get(name) ?? []), Date.now()]);
    const metric = { __name__: name, namespace };
    const found = name === undefined || quiet.has(name) ? [] : [{ metric, value: [0, '9'] }];
    response.writeHead(200, { 'content-type': 'application/json' });
    const data = { resultType: 'vector', result: found };
    response.end(JSON.stringify({ status: 'success', data }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    quiet,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
