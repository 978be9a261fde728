import type { SecretRef } from '../../platform/config/secret-ref.ts';
import { AppError, type ErrorDetail } from '../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import type { Labels } from '../../platform/model/labels.ts';
import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';
import { compileRelabel } from '../relabel/relabel.ts';
import type { JobConfig, ScrapeConfig } from './scrape-config.ts';
import type { DiscoverySpec, ScrapeAuth, ScrapeJob } from './scrape-job.ts';

/** Where the series of a job belong. */
export interface ScrapePlace {
  readonly tenant: string;
  readonly ownLabels: Labels;
}

/** What the configuration refers to. Each throws `AppError` where there is no such thing. */
export interface ScrapeReferences {
  /** @param environment `tenant.project.environment` */
  placeOf(environment: string): ScrapePlace;
  secretOf(ref: SecretRef, extent: 'line' | 'whole'): string;
}

/**
 * The jobs that the configuration declares; not those of the service and its host.
 * @throws AppError `invalid` whose details name every finding
 */
export function readScrapeConfig(
  config: ScrapeConfig,
  references: ScrapeReferences,
): readonly ScrapeJob[] {
  const findings: ErrorDetail[] = [];
  const jobs: ScrapeJob[] = [];
  const ids = new Set<string>();
  for (const [index, given] of config.jobs.entries()) {
    const path = `/collector/scrape/jobs/${index}`;
    try {
      const job = readJob(given, config, references);
      if (ids.has(job.id)) throw new AppError('invalid', `there are two jobs called ${job.name}`);
      ids.add(job.id);
      jobs.push(job);
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      findings.push({ path, message: thrown.message });
    }
  }
  if (findings.length === 0) return jobs;
  throw new AppError('invalid', 'the scrape jobs cannot be used', { details: findings });
}

function readJob(given: JobConfig, config: ScrapeConfig, references: ScrapeReferences): ScrapeJob {
  const times = readTimes(given, config);
  compileRelabel(given.relabel);
  compileRelabel(given.metricRelabel);
  return {
    id: `${given.environment}/${given.name}`,
    name: given.name,
    ...references.placeOf(given.environment),
    source: { kind: 'discovered', discoveries: readDiscoveries(given, config, references) },
    ...times,
    scheme: given.scheme,
    metricsPath: given.path,
    params: given.params,
    auth: readAuth(given.auth, references),
    tls: readTls(given.tls, references),
    outbound: 'administrator',
    isProber: false,
    honorLabels: given.honorLabels,
    honorTimestamps: given.honorTimestamps,
    trackTimestampsStaleness: given.trackTimestampsStaleness,
    fallbackProtocol: given.fallbackProtocol === 'none' ? null : given.fallbackProtocol,
    limits: {
      bodyBytes: given.bodySizeLimit,
      samples: given.sampleLimit,
      labels: given.labelLimit,
      labelNameBytes: given.labelNameLengthLimit,
      labelValueBytes: given.labelValueLengthLimit,
      targets: given.targetLimit,
    },
    extraMetrics: given.extraMetrics,
    relabel: given.relabel,
    metricRelabel: given.metricRelabel,
  };
}

/** A timeout that is not given is never longer than the interval. */
function readTimes(
  given: JobConfig,
  config: ScrapeConfig,
): { readonly intervalMs: number; readonly timeoutMs: number } {
  const intervalMs = readDuration('interval', given.interval ?? config.interval, 1_000);
  if (given.timeout === undefined) {
    const timeoutMs = readDuration('timeout', config.timeout, 1);
    return { intervalMs, timeoutMs: Math.min(timeoutMs, intervalMs) };
  }
  const timeoutMs = readDuration('timeout', given.timeout, 1);
  if (timeoutMs <= intervalMs) return { intervalMs, timeoutMs };
  throw new AppError('invalid', `the timeout ${given.timeout} is longer than the interval`);
}

function readDuration(name: string, text: string, leastMs: number): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined && ms >= leastMs) return ms;
  throw new AppError(
    'invalid',
    `${name}: expected a duration of at least ${leastMs}ms, got ${text}`,
  );
}

function readDiscoveries(
  given: JobConfig,
  config: ScrapeConfig,
  references: ScrapeReferences,
): readonly DiscoverySpec[] {
  const found: DiscoverySpec[] = [];
  if (given.targets.length > 0) found.push({ kind: 'static', groups: given.targets });
  if (given.files.length > 0) {
    const everyMs = readDuration('fileRefresh', config.fileRefresh, 100);
    found.push({ kind: 'file', files: given.files, everyMs });
  }
  for (const { url, refresh, auth, tls } of given.http) {
    if (!URL.canParse(url)) throw new AppError('invalid', `${url} is not a URL`);
    found.push({
      kind: 'http',
      url,
      everyMs: readDuration('refresh', refresh, 1_000),
      auth: readAuth(auth, references),
      tls: readTls(tls, references),
    });
  }
  return found;
}

function readAuth(given: JobConfig['auth'], { secretOf }: ScrapeReferences): ScrapeAuth {
  switch (given.kind) {
    case 'none':
      return given;
    case 'bearer':
      return { kind: 'bearer', token: secretOf(given.token, 'line') };
    case 'basic':
      return { kind: 'basic', user: given.user, password: secretOf(given.password, 'line') };
    default:
      return given satisfies never;
  }
}

function readTls(given: JobConfig['tls'], { secretOf }: ScrapeReferences): TlsIdentity {
  const { ca, clientCert, clientKey, serverName, insecureSkipVerify } = given;
  return {
    ...(ca === undefined ? {} : { ca: secretOf(ca, 'whole') }),
    ...(clientCert === undefined ? {} : { cert: secretOf(clientCert, 'whole') }),
    ...(clientKey === undefined ? {} : { key: secretOf(clientKey, 'whole') }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(insecureSkipVerify ? { rejectUnauthorized: false } : {}),
  };
}
