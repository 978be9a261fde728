import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REASON_HEADER } from '../../../platform/errors/app-error.ts';
import { route } from './stand-in-routes.ts';
import { type KeptOrganisation, type KeptSource, StandInState } from './stand-in-state.ts';

/** A request as it came. */
export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  /** `X-Grafana-Org-Id`; null: none was named. */
  readonly organisation: string | null;
  readonly body: string;
}

/**
 * - `down`: connections are broken off. - `html`: every answer is a page. - `slow`: none comes.
 * - `busy`: 429. - `broken`: 500.
 */
export type StandInFault = 'down' | 'html' | 'slow' | 'busy' | 'broken';

export interface GrafanaApiStandIn {
  readonly url: string;
  readonly admin: { readonly user: string; readonly password: string };
  readonly state: StandInState;
  readonly requests: StandInRequest[];
  /** The organisation of this name. @throws Error when there is none */
  organisation(name: string): KeptOrganisation;
  /** From now on; null: well again. */
  fault(kind: StandInFault | null): void;
  /** Breaks off the connection at the n-th request that changes something, before or after it is done. */
  breakAt(write: number, when: 'before' | 'after'): void;
  /** The token that stands in a data source, as somebody who breaks into Grafana finds it. */
  stolenToken(organisation: string, kind: string): string;
  stop(): Promise<void>;
}

/** `Retry-After` of `busy`. */
export const BUSY_SECONDS = 120;
const ADMIN = { user: 'admin', password: 'grafana-admin-password' } as const;

/** Grafana's admin API, in this process (`reference/grafana-contract.md`, sections 1 to 4). */
export async function startGrafanaApiStandIn(): Promise<GrafanaApiStandIn> {
  const state = new StandInState(ADMIN.user);
  const requests: StandInRequest[] = [];
  const plan: Plan = { fault: null, breakAt: null, writes: 0 };
  const server = createServer((incoming, response) => {
    void serve(incoming, response, { state, requests, plan }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const organisation = (name: string): KeptOrganisation => {
    const found = state.named(name);
    if (found === undefined) throw new Error(`no organisation ${name}`);
    return found;
  };
  return {
    ...{ url: `http://127.0.0.1:${port}`, admin: ADMIN, state, requests, organisation },
    fault: (kind) => {
      plan.fault = kind;
    },
    breakAt: (write, when) => {
      plan.writes = 0;
      plan.breakAt = { write, when };
    },
    stolenToken: (name, kind) => {
      const source = [...organisation(name).sources.values()].find(
        (one) => one.fields.type === kind,
      );
      return (source?.secrets.httpHeaderValue1 ?? '').replace(/^Bearer /, '');
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Plan {
  fault: StandInFault | null;
  breakAt: { readonly write: number; readonly when: 'before' | 'after' } | null;
  writes: number;
}

interface Inside {
  readonly state: StandInState;
  readonly requests: StandInRequest[];
  readonly plan: Plan;
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  { state, requests, plan }: Inside,
): Promise<void> {
  const text = await readAll(incoming);
  // It may be served from a sub-path.
  const url = new URL((incoming.url ?? '/').replace(/^\/grafana\//, '/'), 'http://grafana');
  const method = incoming.method ?? 'GET';
  const organisation = headerOf(incoming, 'x-grafana-org-id');
  requests.push({ method, path: `${url.pathname}${url.search}`, organisation, body: text });
  if (plan.fault === 'slow') return;
  if (plan.fault !== null) return faulty(plan.fault, response);
  const pair = Buffer.from(`${ADMIN.user}:${ADMIN.password}`).toString('base64');
  const isHealth = url.pathname === '/api/health';
  if (!isHealth && headerOf(incoming, 'authorization') !== `Basic ${pair}`) {
    return send(response, 401, { message: 'Invalid username or password' });
  }
  const isBroken = isBreaking(plan, method);
  if (isBroken === 'before') {
    response.destroy();
    return;
  }
  const parts = url.pathname.split('/').slice(2).map(decodeURIComponent);
  const id = organisation === null ? 1 : Number(organisation);
  const named = state.organisations.get(id);
  // The administrator acts only where it is a member.
  const isMember = named?.users.has(state.userId(ADMIN.user));
  const call = {
    ...{ method, parts, query: url.searchParams, organisation: isMember ? named : undefined },
    body: text === '' ? {} : { ...Object(JSON.parse(text)) },
  };
  const { status, body, headers } = await route(state, ADMIN.user, call, askSource);
  if (isBroken === 'after') response.destroy();
  else send(response, status, body, headers);
}

function isBreaking(plan: Plan, method: string): 'before' | 'after' | null {
  if (plan.breakAt === null || method === 'GET') return null;
  plan.writes += 1;
  if (plan.writes !== plan.breakAt.write) return null;
  const { when } = plan.breakAt;
  plan.breakAt = null;
  return when;
}

function faulty(fault: Exclude<StandInFault, 'slow'>, response: ServerResponse): void {
  if (fault === 'down') response.destroy();
  else if (fault === 'busy')
    send(response, 429, { message: 'rate limited' }, { 'retry-after': String(BUSY_SECONDS) });
  else if (fault === 'broken') send(response, 500, { message: 'database is locked' });
  else response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  more: Readonly<Record<string, string>> = {},
): void {
  const headers = { 'content-type': 'application/json', ...more };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}

/** `pkg/api/pluginproxy/ds_proxy.go`: a 401 of the data source becomes 400 with these words. */
const NOT_TAKEN = 'Authentication to data source failed';

/** As Grafana's proxy does: with the header that the data source holds, and with the headers of the answer. */
async function askSource(source: KeptSource, path: string) {
  try {
    const answered = await fetch(`${String(source.fields.url)}${path}`, {
      headers: {
        authorization: source.secrets.httpHeaderValue1 ?? '',
        'x-grafana-user': ADMIN.user,
      },
      redirect: 'manual',
    });
    // What the token is refused with is said in other words there.
    if (answered.status === 401) return { status: 400, text: NOT_TAKEN, headers: {} };
    const reason = answered.headers.get(REASON_HEADER);
    const headers: Record<string, string> = reason === null ? {} : { [REASON_HEADER]: reason };
    return { status: answered.status, text: await answered.text(), headers };
  } catch {
    return { status: 502, text: JSON.stringify({ message: 'Bad Gateway' }), headers: {} };
  }
}
