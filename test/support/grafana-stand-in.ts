import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { WebSocketServer } from 'ws';
import { alertingPath, contentType, isJson } from './grafana-stand-in-alerting.ts';

/** A data source of an organisation. */
export interface StandInDataSource {
  readonly uid: string;
  readonly type: 'prometheus' | 'loki' | 'alertmanager';
  readonly url: string;
  readonly token: string;
}

export interface StandInSettings {
  readonly admin: { readonly user: string; readonly password: string };
  /** The section auth.jwt: where keys are read, and what must be claimed. */
  readonly jwt: {
    readonly headerName: string;
    readonly jwkSetUrl: () => string;
    readonly expectClaims: () => Readonly<Record<string, string>>;
  };
  /** How it says to data sources who looks: send_user_header, id_forwarding, or neither. */
  readonly names: 'user' | 'id' | 'nobody';
}

/** One request as it came. */
export interface StandInRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Who was recognised; null: nobody. */
  readonly login: string | null;
}

interface Organisation {
  readonly id: number;
  readonly name: string;
  readonly members: Map<string, string>;
  readonly dataSources: Map<string, StandInDataSource>;
  readonly dashboards: Map<string, unknown>;
}

interface User {
  readonly id: number;
  readonly login: string;
}

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Grafana keeps logins in lower case, and says them so. */
const asKept = (login: string): string => login.toLowerCase();

/** Where it serves: `serve_from_sub_path`. */
const PREFIX = '/grafana';

/**
 * What of Grafana an embedded viewer meets, after `reference/grafana-contract.md`: sign-in by JWT with a
 * real check of the signature, organisations with members, pages, queries that call the data source back
 * with its token and the viewer. Everything that comes is recorded.
 */
export class GrafanaStandIn {
  readonly seen: StandInRequest[] = [];
  /** Nothing is answered. */
  isHeld = false;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #settings: StandInSettings;
  readonly #organisations = new Map<number, Organisation>();
  readonly #users = new Map<string, User>();
  readonly #keys: KeyPair;
  readonly #server = createServer((request, response) => void this.#take(request, response));

  private constructor(settings: StandInSettings, keys: KeyPair) {
    this.#settings = settings;
    this.#keys = keys;
    this.addOrganisation('Main Org.');
    this.#server.on('upgrade', (request, socket, head) => void this.#live(request, socket, head));
  }

  /** Grafana Live, which says to whom it speaks. */
  async #live(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { method = '', url = '', headers } = request;
    const login = await this.#signedIn(headers);
    this.seen.push({ method, url, headers, body: '', login });
    if (url !== `${PREFIX}/api/live/ws` || login === null) return void socket.destroy();
    this.#sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('message', (said) => opened.send(`${login} ${String(said)}`));
    });
  }

  static async start(settings: StandInSettings): Promise<GrafanaStandIn> {
    const keys = await generateKeyPair('ES256', { extractable: true });
    const standIn = new GrafanaStandIn(settings, keys);
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  /** With the sub-path. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${PREFIX}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    for (const open of this.#sockets.clients) open.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** @returns its number; the first is 1 */
  addOrganisation(name: string): number {
    const id = this.#organisations.size + 1;
    const empty = { members: new Map(), dataSources: new Map(), dashboards: new Map() };
    this.#organisations.set(id, { id, name, ...empty });
    return id;
  }

  addDataSource(organisation: number, source: StandInDataSource): void {
    this.#organisation(organisation).dataSources.set(source.uid, source);
  }

  addDashboard(organisation: number, uid: string, dashboard: unknown): void {
    this.#organisation(organisation).dashboards.set(uid, dashboard);
  }

  roleOf(organisation: number, login: string): string | null {
    return this.#organisation(organisation).members.get(asKept(login)) ?? null;
  }

  /** `X-Grafana-Id` as it signs it; for tests that forge. */
  async signId(claims: JWTPayload): Promise<string> {
    return new SignJWT({ type: 'user', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'stand-in', typ: 'jwt' })
      .sign(this.#keys.privateKey);
  }

  #organisation(id: number): Organisation {
    const found = this.#organisations.get(id);
    if (!found) throw new Error(`the stand-in has no organisation ${id}`);
    return found;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    const login = await this.#signedIn(headers);
    const one = { method, url, headers, body, login };
    this.seen.push(one);
    if (this.isHeld) return;
    const answer = url.startsWith(`${PREFIX}/`)
      ? await this.#answer({ ...one, url: url.slice(PREFIX.length) })
      : nothing();
    response.writeHead(answer.status, {
      'content-type': answer.type ?? 'application/json',
      'set-cookie': 'grafana_session=of-the-stand-in; Path=/grafana; HttpOnly',
      ...answer.headers,
    });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  }

  async #answer(request: StandInRequest): Promise<Answer> {
    const { pathname } = new URL(request.url, 'http://stand-in');
    if (pathname === '/api/health') return good({ database: 'ok', version: 'stand-in' });
    if (pathname === '/api/signing-keys/keys') return good(await this.#publishedKeys());
    if (this.#isAdmin(request)) return this.#administer(request, pathname);
    const { login } = request;
    if (login === null) return { status: 401, body: { message: 'Unauthorized' } };
    const organisation = this.#organisationOf(request, login);
    if (organisation === null) return { status: 403, body: { message: 'not a member' } };
    return await this.#show(request, pathname, { login, organisation });
  }

  /** auth.jwt: `username_claim = sub`, `auto_sign_up = true`. */
  async #signedIn(headers: IncomingMessage['headers']): Promise<string | null> {
    const { headerName, jwkSetUrl, expectClaims } = this.#settings.jwt;
    const token = headers[headerName.toLowerCase()];
    if (typeof token !== 'string') return null;
    const answer = await fetch(jwkSetUrl());
    if (!answer.ok) return null;
    try {
      const keys = (await answer.json()) as JSONWebKeySet;
      const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
        requiredClaims: ['exp', 'sub'],
      });
      const isExpected = Object.entries(expectClaims()).every(
        ([name, value]) => payload[name] === value,
      );
      if (!isExpected || typeof payload.sub !== 'string') return null;
      return this.#user(payload.sub).login;
    } catch {
      return null; // no signature of ours, or an old one: nobody is signed in
    }
  }

  #user(said: string): User {
    const login = asKept(said);
    const user = this.#users.get(login) ?? { id: this.#users.size + 2, login };
    this.#users.set(login, user);
    return user;
  }

  #organisationOf({ headers }: StandInRequest, login: string): Organisation | null {
    const asked = headers['x-grafana-org-id'];
    const wished = typeof asked === 'string' ? this.#organisations.get(Number(asked)) : undefined;
    const all = [...this.#organisations.values()];
    const found = wished ?? all.find(({ members }) => members.has(login));
    return found?.members.has(login) ? found : null;
  }

  #isAdmin({ headers }: StandInRequest): boolean {
    const { user, password } = this.#settings.admin;
    const pair = Buffer.from(`${user}:${password}`).toString('base64');
    return headers.authorization === `Basic ${pair}`;
  }

  #administer({ method, url, body }: StandInRequest, pathname: string): Answer {
    const input = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
    if (method === 'GET' && pathname === '/api/users/lookup') {
      const login = new URL(url, 'http://stand-in').searchParams.get('loginOrEmail') ?? '';
      return this.#users.has(asKept(login)) ? good(this.#user(login)) : nothing();
    }
    if (method === 'POST' && pathname === '/api/admin/users') {
      const user = this.#user(String(input.login));
      this.#organisation(Number(input.OrgId)).members.set(user.login, 'Viewer');
      return good({ id: user.id, message: 'User created' });
    }
    const [, org = '', userId] = /^\/api\/orgs\/(\d+)\/users(?:\/(\d+))?$/.exec(pathname) ?? [];
    const organisation = this.#organisations.get(Number(org));
    if (!organisation) return nothing();
    if (method === 'POST') return this.#addMember(organisation, input);
    const user = [...this.#users.values()].find(({ id }) => id === Number(userId));
    if (method !== 'PATCH' || !user) return nothing();
    organisation.members.set(user.login, String(input.role));
    return good({ message: 'Organization user updated' });
  }

  #addMember({ members }: Organisation, input: Record<string, unknown>): Answer {
    const login = asKept(String(input.loginOrEmail));
    if (!this.#users.has(login)) return { status: 404, body: { message: 'user not found' } };
    if (members.has(login)) return { status: 409, body: { message: 'User is already member' } };
    members.set(login, String(input.role));
    return good({ message: 'User added to organization' });
  }

  async #show(request: StandInRequest, pathname: string, viewer: SignedIn): Promise<Answer> {
    const { dashboards, dataSources } = viewer.organisation;
    const [, page, uid = ''] =
      /^(\/d\/|\/d-solo\/|\/api\/dashboards\/uid\/)([^/]+)/.exec(pathname) ?? [];
    if (page !== undefined) {
      const dashboard = dashboards.get(uid);
      if (dashboard === undefined) return nothing();
      if (page.startsWith('/api/')) return good({ dashboard, meta: {} });
      const { searchParams } = new URL(request.url, 'http://stand-in');
      return pageOf(uid, dashboard, page === '/d-solo/' ? searchParams.get('panelId') : null);
    }
    if (pathname === '/api/search') return good(found(dashboards));
    if (pathname === '/api/ds/query') return await this.#query(request, viewer);
    const alerting = alertingPath(pathname);
    if (alerting !== null) {
      const dataSource = dataSources.get(alerting.uid);
      if (!dataSource) return nothing();
      const { method, body } = request;
      return await this.#callBack(dataSource, alerting.rest, body, viewer, method);
    }
    const [, source = '', rest = ''] =
      /^\/api\/datasources\/(?:proxy\/uid|uid)\/([^/]+)\/(?:resources\/)?(.*)$/.exec(pathname) ??
      [];
    const dataSource = dataSources.get(source);
    return dataSource ? await this.#callBack(dataSource, rest, '', viewer) : nothing();
  }

  /** Each query on its data source, as the backend of the data source asks it. */
  async #query({ body }: StandInRequest, viewer: SignedIn): Promise<Answer> {
    const { queries } = JSON.parse(body) as { queries: readonly StandInQuery[] };
    const results: Record<string, unknown> = {};
    let status = 200;
    for (const { refId, datasource, expr } of queries) {
      const source = viewer.organisation.dataSources.get(datasource.uid);
      if (!source) return nothing();
      const form = new URLSearchParams({ query: expr }).toString();
      const answer = await this.#callBack(source, 'api/v1/query', form, viewer);
      if (answer.status !== 200) status = 400;
      const key = answer.status === 200 ? 'frames' : 'error';
      results[refId] = { status: answer.status, [key]: answer.body };
    }
    return { status, body: { results } };
  }

  async #callBack(
    { url, token }: StandInDataSource,
    path: string,
    form: string,
    { login, organisation }: SignedIn,
    written?: string,
  ): Promise<Answer> {
    const { names } = this.#settings;
    const expiresAtS = Math.floor(performance.timeOrigin / 1000 + performance.now() / 1000) + 600;
    const id = await this.signId({
      sub: `user:${this.#user(login).id}`,
      aud: `org:${organisation.id}`,
      username: login,
      exp: expiresAtS,
    });
    const answer = await fetch(`${url}/${path}`, {
      method: written ?? (form === '' ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${token}`,
        ...(names === 'user' ? { 'x-grafana-user': login } : {}),
        ...(names === 'id' ? { 'x-grafana-id': id } : {}),
        ...contentType(form, written),
      },
      // A body of bytes has no content type, as Grafana sends groups.
      ...(form === '' ? {} : { body: new TextEncoder().encode(form) }),
    });
    const said = await answer.text();
    return { status: answer.status, body: isJson(answer) ? JSON.parse(said) : said };
  }

  async #publishedKeys(): Promise<JSONWebKeySet> {
    const key = await exportJWK(this.#keys.publicKey);
    return { keys: [{ ...key, kid: 'stand-in', alg: 'ES256', use: 'sig' }] };
  }
}

interface SignedIn {
  readonly login: string;
  readonly organisation: Organisation;
}

interface StandInQuery {
  readonly refId: string;
  readonly datasource: { readonly uid: string };
  readonly expr: string;
}

const good = (body: unknown): Answer => ({ status: 200, body });
const nothing = (): Answer => ({ status: 404, body: { message: 'Not found' } });

const found = (dashboards: ReadonlyMap<string, unknown>) =>
  [...dashboards].map(([uid, one]) => ({ uid, title: titleOf(one), type: 'dash-db' }));

function titleOf(dashboard: unknown): string {
  const isNamed = typeof dashboard === 'object' && dashboard !== null && 'title' in dashboard;
  return isNamed ? String(dashboard.title) : '';
}

/**
 * A page that asks for its panels and writes down what it gets, and how it was addressed.
 * @param panel the one that is shown alone; null: all
 */
function pageOf(uid: string, dashboard: unknown, panel: string | null): Answer {
  const queries = JSON.stringify(dashboard).replaceAll('<', '\\u003c');
  const script = `
    const board = ${queries};
    const alone = ${JSON.stringify(panel)};
    const search = new URLSearchParams(location.search);
    document.documentElement.style.colorScheme = search.get('theme') ?? 'light';
    document.getElementById('asked').textContent = [...search].map((one) => one.join(' = ')).join('\\n');
    const panels = board.panels.filter(({ id }) => alone === null || String(id) === alone);
    document.getElementById('titles').textContent = panels.map(({ title }) => title).join(', ');
    const queries = panels.flatMap((panel) =>
      panel.targets.map((target) => ({ ...target, datasource: panel.datasource })));
    fetch('${PREFIX}/api/ds/query', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ queries, from: 'now-1h', to: 'now' }),
    }).then((answer) => answer.text()).then((found) => {
      document.getElementById('panels').textContent = found;
    });`;
  const body = `<!doctype html><title>${uid}</title><h1>Stand-in of Grafana</h1><h2 id="titles"></h2><pre id="asked"></pre><pre id="panels"></pre><script>${script}</script>`;
  return {
    status: 200,
    body,
    type: 'text/html; charset=utf-8',
    headers: { 'x-frame-options': 'deny' },
  };
}
