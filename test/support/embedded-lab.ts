import { startTocsin, type TocsinProcess } from './tocsin-process.ts';

/** The tenants of the embedded store's fixtures, and the platform. */
export type LabOwner = 'acme' | 'globex' | '_platform';

export const labPassword = 'correct horse battery staple';

/** Reads, writes and sees how the collection of its owner does. */
export const labToken = (owner: LabOwner): string => `fixture-token-that-does-all-of-${owner}-here`;

/** Reads the logs of its owner, and the audit among them. */
export const auditToken = (owner: LabOwner): string => `fixture-token-that-audits-all-of-${owner}`;

/** Reads how the collection of acme.shop.prod does, and nothing else. */
export const narrowToken = 'fixture-token-of-one-environment-of-acme';

export interface EmbeddedLabOptions {
  /** `server.workers`. */
  readonly workers?: number;
  /** The section `limits`. */
  readonly limits?: Readonly<Record<string, unknown>>;
  /** The section `collector.scrape`. */
  readonly scrape?: Readonly<Record<string, unknown>>;
}

const environment = (id: string, cluster: string, namespace: string) => ({
  id,
  cluster,
  namespace,
  kind: 'prod',
});

const project = (id: string, environments: readonly object[]) => ({ id, environments });

/**
 * The service with two tenants on one embedded cluster `lab`: acme has `shop.prod`, `shop.test` and
 * `bank.prod` there, globex `shop.prod`. `acme.far.prod` lies on a cluster of another kind.
 */
export function startEmbeddedLab(options: EmbeddedLabOptions = {}): Promise<TocsinProcess> {
  const { workers = 0, limits = {}, scrape = { self: false, host: false } } = options;
  const config = { server: { workers }, collector: { scrape }, limits, ...embeddedPlaces() };
  return startTocsin({ config });
}

/** Clusters, tenants, people and tokens of the lab, as a configuration has them. */
export function embeddedPlaces() {
  const acme = [
    project('shop', [
      environment('prod', 'lab', 'acme-prod'),
      environment('test', 'lab', 'acme-test'),
    ]),
    project('bank', [environment('prod', 'lab', 'acme-bank')]),
    project('far', [environment('prod', 'far', 'acme-far')]),
  ];
  const globex = [project('shop', [environment('prod', 'lab', 'globex-prod')])];
  const embedded = { metrics: { kind: 'embedded' }, logs: { kind: 'embedded' } };
  return {
    clusters: [
      {
        id: 'lab',
        ...embedded,
        enforcement: { namespaceLabel: 'namespace' },
        ruleSink: { kind: 'embedded' },
      },
      { id: 'far', metrics: { url: 'http://127.0.0.1:9' }, logs: { url: 'http://127.0.0.1:9' } },
    ],
    tenants: [
      { id: 'acme', projects: acme },
      { id: 'globex', projects: globex },
    ],
    users: [
      user('root', 'system-admin', '_platform'),
      user('acme-admin', 'tenant-admin', 'acme'),
      user('globex-admin', 'tenant-admin', 'globex'),
    ],
    tokens: [
      ...(['acme', 'globex', '_platform'] as const).map((owner) =>
        token(owner, owner, labToken(owner), [
          'metrics:read',
          'metrics:write',
          'logs:read',
          'logs:write',
          'collectors:read',
        ]),
      ),
      ...(['acme', 'globex', '_platform'] as const).map((owner) =>
        token(owner, owner, auditToken(owner), ['logs:read', 'audit:read'], 'auditor'),
      ),
      token('acme', 'acme.shop.prod', narrowToken, ['collectors:read', 'metrics:read']),
    ],
  };
}

function user(name: string, role: string, node: string): object {
  return { name, password: labPassword, roles: [{ role, node }] };
}

function token(
  owner: LabOwner,
  node: string,
  secret: string,
  permissions: readonly string[],
  name = `fixture of ${node}`,
): object {
  return { name, owner, kind: 'scope', node, permissions, secret };
}

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** Asks and pushes in the name of an owner. */
export class EmbeddedLabClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async send(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  json(method: string, path: string, body: unknown) {
    return this.send(method, path, JSON.stringify(body), { 'content-type': 'application/json' });
  }

  /** The label sets that an instant query answers, each with its value under `value`. */
  async series(scope: string, query: string): Promise<readonly Readonly<Record<string, string>>[]> {
    const found = await this.#data<readonly Series[]>(
      `/scopes/${scope}/prometheus/api/v1/query?${new URLSearchParams({ query })}`,
    );
    return found.map(({ metric, value }) => ({ ...metric, value: value[1] }));
  }

  /** The lines that a selector finds in the last hour, with the labels of their streams. */
  async lines(scope: string, query: string) {
    type Stream = { stream: Record<string, string>; values: [string, string][] };
    const found = await this.#data<readonly Stream[]>(
      `/scopes/${scope}/loki/loki/api/v1/query_range?${new URLSearchParams({ query })}`,
    );
    return found.flatMap(({ stream, values }) => values.map(([, line]) => ({ stream, line })));
  }

  async #data<Result>(path: string): Promise<Result> {
    const { status, text } = await this.send('GET', path);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    const parsed = JSON.parse(text) as { readonly data: { readonly result: Result } };
    return parsed.data.result;
  }
}
