import { compressSnappy } from '../../platform/wire/snappy-block.ts';
import type { TenantId } from '../adversary/attack.ts';
import type { Field } from '../adversary/campaign.ts';
import { TENANTS, WORDS } from '../adversary/words.ts';
import { type ApiClient, tokenClient } from './api-client.ts';
import { STREAMS_AT_S } from './loki-streams.ts';
import { remoteWriteBody, type WrittenSeries } from './remote-write-body.ts';
import { encodeV2 } from './remote-write-v2-body.ts';
import type { StoredStream } from './scripted-loki-store.ts';
import { streamOf, streamsOf } from './telltale-loki.ts';
import { writtenOf } from './telltale-prometheus.ts';
import { startTocsin, type TocsinProcess } from './tocsin-process.ts';
import { fixturePassword } from './two-tenants.ts';

/** Who owns an environment of the world; `stranger` holds the third word. */
export type EmbeddedOwner = TenantId | 'stranger';

/**
 * The built service with its embedded stores: two tenants, and a stranger whose namespace looks like
 * one of theirs, on one cluster. Everything of an owner holds its word.
 */
export interface TelltaleEmbedded {
  readonly service: TocsinProcess;
  readonly field: Field;
  /** May read and write all of an owner, or read all there is. */
  client(owner: EmbeddedOwner | '_platform' | 'empty'): ApiClient;
  /** A token of acme without any permission to read data. */
  readonly powerless: ApiClient;
  writeSeries(owner: EmbeddedOwner, series: readonly WrittenSeries[]): Promise<void>;
  pushStreams(owner: EmbeddedOwner, streams: readonly StoredStream[]): Promise<void>;
  /** The whole world again, for a second life of the service. */
  readonly config: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

const OWNERS: readonly EmbeddedOwner[] = [...TENANTS, 'stranger'];
const NAMESPACES = { acme: 'acme', globex: 'globex', stranger: 'acme-dev' } as const;

export const embeddedWord = (owner: EmbeddedOwner): string =>
  owner === 'stranger' ? WORDS.nobody : WORDS[owner];

/** Bearer of everything that an owner may do with data. */
export const embeddedSecret = (owner: EmbeddedOwner | '_platform' | 'empty'): string =>
  `fixture-token-of-everything-of-${owner}`;

const CLUSTER_AGENT = 'fixture-token-of-the-agents-of-the-cluster';
/** Of what was done in acme's namespace reads what it may: all of it. */
export const EMBEDDED_AUDITOR = 'fixture-token-of-the-auditor-of-acme-only';
const POWERLESS = 'fixture-token-of-acme-that-reads-no-data';

export async function startTelltaleEmbedded(): Promise<TelltaleEmbedded> {
  const config = embeddedConfig();
  const service = await startTocsin({ config });
  const { url } = service;
  const writeSeries = (owner: EmbeddedOwner, series: readonly WrittenSeries[]) =>
    post(`${url}/scopes/${owner}/prometheus/api/v1/write`, owner, remoteWriteBody(series), {
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
      'x-prometheus-remote-write-version': '0.1.0',
    });
  const pushStreams = (owner: EmbeddedOwner, streams: readonly StoredStream[]) =>
    post(`${url}/scopes/${owner}/loki/loki/api/v1/push`, owner, lokiBody(streams), {
      'content-type': 'application/json',
    });
  await postAudit(url);
  for (const owner of OWNERS) {
    await writeSeries(owner, [...seriesOf(owner), freshOf(owner)]);
    await pushStreams(owner, linesOf(owner));
    await post(`${url}/scopes/${owner}/prometheus/api/v1/write`, owner, describedBy(owner), {
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
      'x-prometheus-remote-write-version': '2.0.0',
    });
  }
  return {
    service,
    config,
    field: {
      url,
      tokenOf: ({ tenant }) => embeddedSecret(tenant),
      // What is asked of the stores in the same process cannot be looked at; answers can.
      left: () => [],
      forget: () => undefined,
      leftProblem: () => null,
    },
    client: (owner) => tokenClient(url, embeddedSecret(owner)),
    powerless: tokenClient(url, POWERLESS),
    writeSeries,
    pushStreams,
    stop: () => service.remove(),
  };
}

/**
 * What was done in each tenant's namespace, told with a word that neither may read: their tokens hold
 * no `audit:read`, so that an answer with audit in it is as bad as one of a neighbour's.
 */
async function postAudit(url: string): Promise<void> {
  const items = TENANTS.flatMap((tenant) =>
    ['create', 'delete'].map((stage) => ({
      auditID: tenant,
      stage,
      verb: WORDS.nobody,
      user: { username: `${WORDS.nobody}-in-${tenant}` },
      objectRef: { resource: 'secrets', namespace: NAMESPACES[tenant], name: WORDS.nobody },
      stageTimestamp: new Date(STREAMS_AT_S * 1_000).toISOString(),
    })),
  );
  const response = await fetch(`${url}/scopes/_platform@eu1/kubernetes/audit`, {
    method: 'POST',
    headers: { authorization: `Bearer ${CLUSTER_AGENT}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items }),
  });
  if (!response.ok) throw new Error(`audit: ${response.status} ${await response.text()}`);
}

function seriesOf(owner: EmbeddedOwner): readonly WrittenSeries[] {
  if (owner !== 'stranger') return writtenOf(owner);
  return writtenOf('acme').map(({ labels, samples }) => ({
    labels: {
      ...Object.fromEntries(Object.entries(labels).map((pair) => pair.map(renamed))),
      namespace: NAMESPACES.stranger,
    },
    samples,
  }));
}

const renamed = (text: string): string => text.replaceAll(WORDS.acme, WORDS.nobody);

/** For what is asked without a time. */
const freshOf = (owner: EmbeddedOwner): WrittenSeries => ({
  labels: { __name__: 'shared_requests_total', secret: embeddedWord(owner) },
  samples: [[Date.now() - 1_000, 5]],
});

/** A metric that is described (remote write 2.0): of that its name and type remain. */
function describedBy(owner: EmbeddedOwner): Buffer {
  const word = embeddedWord(owner);
  const symbols = [
    '',
    '__name__',
    `described_${word}`,
    'secret',
    word,
    `What ${word} counts`,
    'bytes',
  ];
  const metadata = { type: 2, helpRef: 5, unitRef: 6 };
  const samples = [[1, Date.now() - 1_000]] as const;
  return compressSnappy(
    encodeV2({ symbols, series: [{ labelsRefs: [1, 2, 3, 4], samples, metadata }] }),
  );
}

function linesOf(owner: EmbeddedOwner): readonly StoredStream[] {
  return owner === 'stranger' ? [streamOf(WORDS.nobody, { kind: 'a' })] : streamsOf(owner);
}

function lokiBody(streams: readonly StoredStream[]): Buffer {
  const body = {
    streams: streams.map(({ labels, entries }) => ({
      stream: labels,
      values: entries.map(({ ns, line }) => [String(ns), line]),
    })),
  };
  return Buffer.from(JSON.stringify(body));
}

async function post(
  url: string,
  owner: EmbeddedOwner,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${embeddedSecret(owner)}` },
    body: new Uint8Array(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${text}`);
}

/** The stores take what is as old as the telltales are. */
function embeddedConfig(): Readonly<Record<string, unknown>> {
  return {
    limits: { default: { perSecond: 0, maxRange: '0' } },
    collector: {
      metrics: { retention: '0' },
      logs: { retention: '0', maxAge: '50y', outOfOrder: '50y' },
      scrape: { self: false, host: false, jobs: OWNERS.map(jobOf) },
    },
    clusters: [
      {
        id: 'eu1',
        metrics: { kind: 'embedded' },
        logs: { kind: 'embedded', enforcement: { namespaceLabel: 'ns' } },
        enforcement: { namespaceLabel: 'namespace' },
      },
    ],
    tenants: [
      ...OWNERS.map((id) => ({
        id,
        projects: [
          {
            id: 'shop',
            environments: [{ id: 'prod', cluster: 'eu1', namespace: NAMESPACES[id] }],
          },
        ],
      })),
      { id: 'empty' },
    ],
    users: [
      {
        name: 'root',
        password: fixturePassword,
        roles: [{ role: 'system-admin', node: '_platform' }],
      },
    ],
    tokens: tokens(),
  };
}

function tokens(): readonly object[] {
  return [
    ...[...OWNERS, '_platform' as const].map((owner) => ({
      name: 'everything',
      owner,
      kind: 'scope',
      node: owner,
      permissions: [
        ...['metrics:read', 'rules:read', 'logs:read'],
        ...(owner === '_platform' ? [] : ['metrics:write', 'logs:write', 'dashboards:read']),
      ],
      secret: embeddedSecret(owner),
    })),
    {
      name: 'cluster agent',
      owner: '_platform',
      kind: 'scope',
      node: '_platform',
      permissions: ['logs:write'],
      secret: CLUSTER_AGENT,
    },
    {
      name: 'auditor',
      owner: 'acme',
      kind: 'scope',
      node: 'acme',
      permissions: ['logs:read', 'audit:read'],
      secret: EMBEDDED_AUDITOR,
    },
    {
      name: 'no data',
      owner: 'acme',
      kind: 'scope',
      node: 'acme',
      permissions: ['incidents:read'],
      secret: POWERLESS,
    },
    {
      name: 'nothing there',
      owner: 'empty',
      kind: 'scope',
      node: 'empty',
      permissions: ['metrics:read', 'logs:read', 'rules:read'],
      secret: embeddedSecret('empty'),
    },
  ];
}

/** A target that nobody answers: what is known of it is its labels. */
const jobOf = (owner: EmbeddedOwner) => ({
  name: `job-${embeddedWord(owner)}`,
  environment: `${owner}.shop.prod`,
  interval: '1s',
  targets: [{ targets: ['127.0.0.1:1'], labels: { secret: embeddedWord(owner) } }],
});
