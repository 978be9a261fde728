import { assertNever } from '../../platform/model/assert-never.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import type { Labels } from '../../platform/model/labels.ts';
import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';
import type { RelabelRule } from '../relabel/relabel-rule.ts';
import {
  type DiscoverySpec,
  type ScrapeAuth,
  type ScrapeJob,
  scrapeJob,
} from '../scrape/scrape-job.ts';
import { limitsOf } from './limits-of.ts';
import type { MonitorContent, MonitorEndpoint, MonitorSource, SecretKey } from './monitor.ts';
import type { MonitorsConfig, Prober } from './monitors-config.ts';

/** Where the series of a monitor belong, and where its targets are found. */
export interface MonitorJobPlace {
  /** Begins the ids of its jobs, e.g. `monitor/<id>`. */
  readonly id: string;
  /** Whose store its samples go to. */
  readonly tenant: string;
  /** Labels of tenancy, stamped last. */
  readonly ownLabels: Labels;
  readonly cluster: string;
  /** Of the connection to it: another one finds anew. */
  readonly generation: number;
  readonly namespace: string;
  /** Before those of the monitor. */
  readonly steps?: readonly RelabelRule[];
  /** The namespace is a tenant's, not the platform's. */
  readonly isTenants: boolean;
}

export interface MonitorJobOptions {
  readonly config: MonitorsConfig;
  /** Of endpoints that name none. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Value of a Secret of the namespace; null: it cannot be read. */
  readonly secretOf: (secret: SecretKey) => string | null;
}

/** What a monitor comes to; a problem says why an endpoint is not scraped. */
export interface MonitorJobs {
  readonly jobs: readonly ScrapeJob[];
  readonly problems: readonly string[];
}

/** A monitor as jobs of the built-in collector: one for each endpoint. */
export function monitorJobs(
  content: MonitorContent,
  place: MonitorJobPlace,
  options: MonitorJobOptions,
): MonitorJobs {
  const jobs: ScrapeJob[] = [];
  const problems: string[] = [];
  for (const [index, endpoint] of content.endpoints.entries()) {
    const access = accessOf(endpoint, options);
    const wanted = wantedOf(content, endpoint, place, options);
    if (typeof access === 'string') problems.push(access);
    else if (typeof wanted === 'string') problems.push(wanted);
    else jobs.push(jobOf({ content, endpoint, place, options, access, wanted, index }));
  }
  return { jobs, problems };
}

interface JobParts {
  readonly content: MonitorContent;
  readonly endpoint: MonitorEndpoint;
  readonly place: MonitorJobPlace;
  readonly options: MonitorJobOptions;
  readonly access: Access;
  readonly wanted: Wanted;
  readonly index: number;
}

function jobOf({ content, endpoint, place, options, access, wanted, index }: JobParts): ScrapeJob {
  const limits = limitsOf(content.limits, options.config);
  const intervalMs = parseDurationMs(endpoint.interval) || options.intervalMs;
  const timeoutMs = parseDurationMs(endpoint.timeout) || Math.min(options.timeoutMs, intervalMs);
  const plain = scrapeJob({
    id: `${place.id}/${index}`,
    name: content.name,
    tenant: place.tenant,
    ownLabels: place.ownLabels,
    source: { kind: 'discovered', discoveries: wanted.discoveries },
  });
  return {
    ...plain,
    intervalMs: Math.max(1_000, intervalMs),
    timeoutMs: Math.min(timeoutMs, Math.max(1_000, intervalMs)),
    scheme: wanted.prober?.scheme ?? endpoint.scheme,
    metricsPath: wanted.prober?.path ?? endpoint.path,
    params: wanted.params,
    ...access,
    outbound: wanted.outbound,
    isProber: wanted.prober !== null,
    honorLabels: false,
    honorTimestamps: endpoint.honorTimestamps,
    limits: {
      ...plain.limits,
      samples: limits.samples,
      labels: limits.labels,
      labelNameBytes: limits.labelNameLength,
      labelValueBytes: limits.labelValueLength,
      targets: limits.targets,
    },
    relabel: [...wanted.steps, ...endpoint.relabelings],
    metricRelabel: endpoint.metricRelabelings,
  };
}

/** Where the targets come from, and what is done to them first. */
interface Wanted {
  readonly discoveries: readonly DiscoverySpec[];
  readonly params: ScrapeJob['params'];
  readonly steps: readonly RelabelRule[];
  readonly outbound: ScrapeJob['outbound'];
  readonly prober: Prober | null;
}

function wantedOf(
  { source }: MonitorContent,
  endpoint: MonitorEndpoint,
  place: MonitorJobPlace,
  { config }: MonitorJobOptions,
): Wanted | string {
  switch (source.kind) {
    case 'service':
    case 'pod':
      return foundTargets(source, endpoint, place);
    case 'probe': {
      const prober = config.probers.find((one) => one.name === source.prober);
      if (prober === undefined) return `there is no prober ${source.prober} any more`;
      const { address } = prober;
      const groups = source.targets.map((target) => ({
        targets: [address],
        labels: { ...source.labels, __param_target: target, instance: target },
      }));
      const discoveries = [{ kind: 'static' as const, groups }];
      const params = { module: [source.module] };
      return { discoveries, params, steps: [], outbound: 'administrator', prober };
    }
    case 'scrape': {
      const groups = [{ targets: source.targets, labels: source.labels }];
      const discoveries = [{ kind: 'static' as const, groups }];
      const { params } = endpoint;
      return { discoveries, params, steps: [], outbound: 'tenant', prober: null };
    }
    default:
      return assertNever(source);
  }
}

/** The addresses are those of pods that the cluster named, so the administrator's policy holds. */
function foundTargets(
  source: Extract<MonitorSource, { readonly kind: 'service' | 'pod' }>,
  endpoint: MonitorEndpoint,
  { cluster, generation, namespace, isTenants, steps = [] }: MonitorJobPlace,
): Wanted {
  const find = source.kind === 'service' ? 'endpoints' : 'pods';
  const search = { find, selector: source.selector, isTenants } as const;
  return {
    discoveries: [{ kind: 'kubernetes', cluster, generation, namespace, search }],
    params: endpoint.params,
    steps: [keepPort(source.kind, endpoint.port), ...SHOWN[source.kind].map(copied), ...steps],
    outbound: 'administrator',
    prober: null,
  };
}

const META = '__meta_kubernetes_';

function keepPort(kind: 'service' | 'pod', port: string): RelabelRule {
  const isNumber = /^\d+$/.test(port);
  const named = kind === 'service' ? 'endpointslice_port_name' : 'pod_container_port_name';
  const label = isNumber ? 'pod_container_port_number' : named;
  return { action: 'keep', sourceLabels: [`${META}${label}`], regex: port };
}

/** Labels that targets carry, as the operator's. */
const SHOWN: Readonly<Record<'service' | 'pod', readonly (readonly [string, string])[]>> = {
  service: [
    ['namespace', 'namespace'],
    ['service_name', 'service'],
    ['pod_name', 'pod'],
    ['pod_container_name', 'container'],
    ['endpointslice_port_name', 'endpoint'],
  ],
  pod: [
    ['namespace', 'namespace'],
    ['pod_name', 'pod'],
    ['pod_container_name', 'container'],
    ['pod_container_port_name', 'endpoint'],
  ],
};

function copied([from, to]: readonly [string, string]): RelabelRule {
  return { action: 'replace', sourceLabels: [`${META}${from}`], targetLabel: to };
}

type Access = Pick<ScrapeJob, 'auth' | 'tls'>;

/** A message instead of what cannot be read: nothing is scraped with less than was asked for. */
function accessOf(
  { auth, tls }: MonitorEndpoint,
  { secretOf }: MonitorJobOptions,
): Access | string {
  const missing: string[] = [];
  const value = (secret: SecretKey): string => {
    const found = secretOf(secret);
    if (found === null) missing.push(`key ${secret.key} of Secret ${secret.name}`);
    return found ?? '';
  };
  const read: Access = { auth: authOf(auth, value), tls: tls === null ? {} : tlsOf(tls, value) };
  return missing.length === 0 ? read : `cannot be read: ${[...new Set(missing)].join(', ')}`;
}

function authOf(auth: MonitorEndpoint['auth'], value: (secret: SecretKey) => string): ScrapeAuth {
  switch (auth.kind) {
    case 'none':
      return auth;
    case 'bearer':
      return { kind: 'bearer', token: value(auth.credentials).trim() };
    case 'basic':
      return {
        kind: 'basic',
        user: value(auth.username).trim(),
        password: value(auth.password).trim(),
      };
    default:
      return assertNever(auth);
  }
}

function tlsOf(
  { ca, cert, key, serverName, insecureSkipVerify }: NonNullable<MonitorEndpoint['tls']>,
  value: (secret: SecretKey) => string,
): TlsIdentity {
  return {
    ...(ca === null ? {} : { ca: value(ca) }),
    ...(cert === null ? {} : { cert: value(cert) }),
    ...(key === null ? {} : { key: value(key) }),
    ...(serverName === '' ? {} : { servername: serverName }),
    ...(insecureSkipVerify ? { rejectUnauthorized: false } : {}),
  };
}

/** The Secrets that a monitor refers to. */
export function secretsOf({ endpoints }: MonitorContent): readonly SecretKey[] {
  return endpoints.flatMap(({ auth, tls }) => [
    ...(auth.kind === 'bearer' ? [auth.credentials] : []),
    ...(auth.kind === 'basic' ? [auth.username, auth.password] : []),
    ...[tls?.ca, tls?.cert, tls?.key].flatMap((one) => (one ? [one] : [])),
  ]);
}
