import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { SmtpSink } from '../support/smtp-sink.ts';
import { tenants } from '../support/two-tenants.ts';
import type { WebhookSink } from '../support/webhook-sink.ts';
import { deskPage } from './desk-page.ts';

/** The page of the demo: what arrived, and a lever for each tenant's queue. */
export interface DemoDesk {
  readonly url: string;
  /** `127.0.0.1:port` of its /metrics: `demo_queue_depth` for each tenant's namespace. */
  readonly target: string;
  /** Sets how many jobs wait in a tenant's queue. */
  setDepth(tenant: string, depth: number): void;
  stop(): Promise<void>;
}

export async function startDemoDesk(
  port: number,
  mail: SmtpSink,
  webhooks: WebhookSink,
): Promise<DemoDesk> {
  const depths = new Map<string, number>(tenants.map(({ id }) => [id, 5]));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    if (url.pathname === '/metrics') return answer(response, 'text/plain', exposition(depths));
    if (request.method === 'POST' && url.pathname === '/depth') {
      return moveLever(request, response, depths, url);
    }
    return answer(response, 'text/html', deskPage(depths, mail.mails, webhooks.requests));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    target: `127.0.0.1:${port}`,
    setDepth: (tenant, depth) => depths.set(tenant, depth),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function exposition(depths: ReadonlyMap<string, number>): string {
  const lines = tenants.map(
    ({ id, namespace }) => `demo_queue_depth{namespace="${namespace}"} ${depths.get(id) ?? 0}`,
  );
  return `# TYPE demo_queue_depth gauge\n${lines.join('\n')}\n`;
}

function moveLever(
  request: IncomingMessage,
  response: ServerResponse,
  depths: Map<string, number>,
  url: URL,
): void {
  request.resume();
  const tenant = url.searchParams.get('tenant') ?? '';
  const depth = Number(url.searchParams.get('depth'));
  if (depths.has(tenant) && Number.isFinite(depth)) depths.set(tenant, depth);
  response.writeHead(303, { location: '/' }).end();
}

function answer(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
}
