import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { enforcementWith, metricsBackend } from './backends.ts';
import { type ScopedServer, startScopedServer } from './scoped-server.ts';
import { type ScriptedBackend, startScriptedBackend } from './scripted-backend.ts';

/** Media type of a form. */
export const FORM = 'application/x-www-form-urlencoded';

/** API of tenant acme on the lab's server. */
export const ACME_API = '/scopes/acme/prometheus/api/v1';

export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Tenants acme and globex in front of one scripted backend under a path prefix. */
export interface ScopedLab {
  readonly backend: ScriptedBackend;
  readonly server: ScopedServer;
  /** Over node:http, which sends paths as they are; as acme unless the headers say otherwise. */
  send(sent: Sent): Promise<Received>;
  post(path: string, body: string, headers?: Readonly<Record<string, string>>): Promise<Received>;
  stop(): Promise<void>;
}

export async function startScopedLab(): Promise<ScopedLab> {
  const backend = await startScriptedBackend();
  const registered = metricsBackend(`${backend.url}/prefix`, {
    auth: { kind: 'bearer', token: 'backend-token' },
    timeoutMs: 400,
  });
  const enforcement = enforcementWith({ namespaceLabel: 'ns' });
  const server = await startScopedServer({
    clusters: [{ id: 'eu1', backend: registered, enforcement }],
    environments: { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' },
    tenantLimits: { maxResponseBytes: 200_000 },
  });
  const send = (sent: Sent) => sendTo(server.url, sent);
  return {
    backend,
    server,
    send,
    post: (path, body, headers = {}) =>
      send({ method: 'POST', path, body, headers: { 'content-type': FORM, ...headers } }),
    stop: async () => {
      await server.stop();
      await backend.stop();
    },
  };
}

function sendTo(
  url: string,
  { method = 'GET', path, headers = {}, body }: Sent,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const all = { authorization: 'Bearer acme', ...headers };
    const call = request({ hostname, port, method, path, headers: all }, (answer) => {
      text(answer).then(
        (received) =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: received }),
        reject,
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}
