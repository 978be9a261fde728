import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import { isDnsLabel } from '../../platform/model/dns-label.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import type { LabelSelector } from '../discovery/kubernetes/label-selector.ts';
import { type AddressGuard, judgeHostPort, judgeProbeTarget } from './guard-address.ts';
import { guardRelabel, type RelabelStage } from './guard-relabel.ts';
import { limitsOf } from './limits-of.ts';
import type {
  MonitorContent,
  MonitorEndpoint,
  MonitorLimits,
  MonitorSource,
  SecretKey,
} from './monitor.ts';
import type { MonitorsConfig } from './monitors-config.ts';

/** Against what a monitor is judged. */
export interface MonitorRules {
  readonly config: MonitorsConfig;
  /** Names of the labels of tenancy on the cluster's series. */
  readonly tenancy: ReadonlySet<string>;
  readonly guard: AddressGuard;
}

const MAX_ENDPOINTS = 20;
const MAX_ADDRESSES = 200;
const MAX_PARAMS = 20;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const CONTROL = /[\p{Cc}\p{Cs}]/u;
const SECRET_NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;
const SECRET_KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/** What keeps a monitor from being let in; paths are JSON pointers into its content. */
export function validateMonitor(
  content: MonitorContent,
  rules: MonitorRules,
): readonly ErrorDetail[] {
  const { name, source, endpoints, limits } = content;
  const stage = source.kind === 'probe' ? 'probe' : 'target';
  return [
    ...unless(
      isDnsLabel(name) && name.length <= 50,
      '/name',
      'lower-case letters, digits and hyphens, at most 50',
    ),
    ...sourceFindings(source, rules),
    ...countFindings(source, endpoints.length),
    ...endpoints.flatMap((endpoint, index) =>
      endpointFindings(endpoint, { ...rules, stage, source, at: `/endpoints/${index}` }),
    ),
    ...limitFindings(limits, rules.config),
  ];
}

function countFindings(source: MonitorSource, count: number): readonly ErrorDetail[] {
  const most = source.kind === 'service' || source.kind === 'pod' ? MAX_ENDPOINTS : 1;
  const expected = most === 1 ? 'exactly one' : `one to ${most}`;
  return unless(count >= 1 && count <= most, '/endpoints', `expected ${expected}`);
}

function sourceFindings(source: MonitorSource, rules: MonitorRules): readonly ErrorDetail[] {
  switch (source.kind) {
    case 'service':
    case 'pod':
      return selectorFindings(source.selector);
    case 'probe': {
      const known = rules.config.probers.map(({ name }) => name);
      const choice = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
      return [
        ...unless(
          known.includes(source.prober),
          '/source/prober',
          `expected a prober that the administrator lists in collector.monitors.probers; ${choice}`,
        ),
        ...unless(
          /^[A-Za-z0-9_.-]{1,100}$/.test(source.module),
          '/source/module',
          'expected the name of a module, e.g. http_2xx',
        ),
        ...addressFindings(source.targets, (text) => judgeProbeTarget(text, rules.guard)),
        ...labelFindings(source.labels, rules.tenancy),
      ];
    }
    case 'scrape':
      return [
        ...addressFindings(source.targets, (text) => judgeHostPort(text, rules.guard)),
        ...labelFindings(source.labels, rules.tenancy),
      ];
    default:
      return assertNever(source);
  }
}

function addressFindings(
  targets: readonly string[],
  judge: (text: string) => ReturnType<typeof judgeHostPort>,
): readonly ErrorDetail[] {
  if (targets.length === 0 || targets.length > MAX_ADDRESSES) {
    return [{ path: '/source/targets', message: `expected 1 to ${MAX_ADDRESSES} targets` }];
  }
  return targets.flatMap((text, index) => {
    const path = `/source/targets/${index}`;
    if (text.length > 1_000 || CONTROL.test(text)) return [{ path, message: 'is no address' }];
    if (targets.indexOf(text) < index) return [{ path, message: `${text} stands twice` }];
    const outcome = judge(text);
    return outcome.kind === 'refused' ? [{ path, message: outcome.message }] : [];
  });
}

/** Labels of static targets. */
function labelFindings(
  labels: Readonly<Record<string, string>>,
  tenancy: ReadonlySet<string>,
): readonly ErrorDetail[] {
  const entries = Object.entries(labels);
  if (entries.length > 30) return [{ path: '/source/labels', message: 'at most 30 labels' }];
  return entries.flatMap(([name, value]) => {
    const path = `/source/labels/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!LABEL_NAME.test(name) || name.startsWith('__')) {
      return [{ path, message: 'expected a label name that does not begin with __' }];
    }
    if (tenancy.has(name)) return [{ path, message: 'a label of tenancy is set for you' }];
    return unless(value.length <= 1_000 && !CONTROL.test(value), path, 'is no label value');
  });
}

const KUBERNETES_NAME = /^(?:[a-z0-9.-]{1,253}\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const KUBERNETES_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

function selectorFindings(selector: LabelSelector): readonly ErrorDetail[] {
  const at = '/source/selector';
  const { matchExpressions } = selector;
  const matchLabels = Object.entries(selector.matchLabels);
  const fits = matchLabels.length <= 30 && matchExpressions.length <= 30;
  return [
    ...unless(fits, at, 'at most 30 labels and 30 expressions'),
    ...matchLabels.flatMap(([name, value]) =>
      unless(
        KUBERNETES_NAME.test(name) && KUBERNETES_VALUE.test(value),
        `${at}/matchLabels`,
        `${JSON.stringify(name)}: expected a label of Kubernetes`,
      ),
    ),
    ...matchExpressions.flatMap(({ key, operator, values }, index) => {
      const hasValues = operator === 'In' || operator === 'NotIn';
      const path = `${at}/matchExpressions/${index}`;
      return [
        ...unless(KUBERNETES_NAME.test(key), `${path}/key`, 'expected the name of a label'),
        ...unless(
          hasValues ? values.length > 0 && values.length <= 50 : values.length === 0,
          `${path}/values`,
          hasValues ? `${operator} needs values` : `${operator} takes no values`,
        ),
        ...unless(
          values.every((value) => KUBERNETES_VALUE.test(value)),
          `${path}/values`,
          'expected values of labels',
        ),
      ];
    }),
  ];
}

interface EndpointRules extends MonitorRules {
  readonly stage: RelabelStage;
  readonly source: MonitorSource;
  readonly at: string;
}

function endpointFindings(
  endpoint: MonitorEndpoint,
  { config, tenancy, stage, source, at }: EndpointRules,
): readonly ErrorDetail[] {
  const { path, auth, tls, relabelings, metricRelabelings } = endpoint;
  return [
    ...portFindings(endpoint.port, source, at),
    ...unless(
      path.startsWith('/') && path.length <= 1_000 && !/[\p{Cc}\p{Cs}\s?#]/u.test(path),
      `${at}/path`,
      'expected a path such as /metrics, without a query',
    ),
    ...timeFindings(endpoint, config, at),
    ...paramFindings(endpoint.params, source, at),
    ...(auth.kind === 'bearer' ? secretFindings(auth.credentials, `${at}/auth/credentials`) : []),
    ...(auth.kind === 'basic'
      ? [
          ...secretFindings(auth.username, `${at}/auth/username`),
          ...secretFindings(auth.password, `${at}/auth/password`),
        ]
      : []),
    ...unless(
      source.kind !== 'probe' || (auth.kind === 'none' && tls === null),
      at,
      'a prober is asked without credentials',
    ),
    ...(['ca', 'cert', 'key'] as const).flatMap((part) => {
      const secret = tls?.[part] ?? null;
      return secret === null ? [] : secretFindings(secret, `${at}/tls/${part}`);
    }),
    ...unless(
      tls === null || (tls.cert === null) === (tls.key === null),
      `${at}/tls`,
      'a certificate needs its key, and a key its certificate',
    ),
    ...unless(
      tls === null || /^[A-Za-z0-9._-]{0,253}$/.test(tls.serverName),
      `${at}/tls/serverName`,
      'expected the name in the certificate',
    ),
    ...guardRelabel(relabelings, stage, tenancy, `${at}/relabelings`),
    ...guardRelabel(metricRelabelings, 'series', tenancy, `${at}/metricRelabelings`),
  ];
}

function portFindings(port: string, source: MonitorSource, at: string): readonly ErrorDetail[] {
  const path = `${at}/port`;
  if (source.kind === 'probe' || source.kind === 'scrape') {
    return unless(port === '', path, 'the targets name their ports themselves');
  }
  const number = /^\d+$/.test(port) ? Number(port) : null;
  const isPort =
    number === null ? isDnsLabel(port) && port.length <= 63 : number >= 1 && number <= 65_535;
  return unless(isPort, path, 'expected the name or the number of a port');
}

function timeFindings(
  { interval, timeout }: MonitorEndpoint,
  config: MonitorsConfig,
  at: string,
): readonly ErrorDetail[] {
  const intervalMs = interval === '' ? null : parseDurationMs(interval);
  const timeoutMs = timeout === '' ? null : parseDurationMs(timeout);
  const leastMs = parseDurationMs(config.minInterval) ?? 0;
  return [
    ...unless(
      intervalMs !== undefined && (intervalMs === null || intervalMs >= leastMs),
      `${at}/interval`,
      `expected a duration of at least ${config.minInterval}`,
    ),
    ...unless(
      timeoutMs !== undefined && timeoutMs !== 0,
      `${at}/timeout`,
      'expected a duration above 0',
    ),
    ...unless(
      !timeoutMs || (intervalMs ? timeoutMs <= intervalMs : false),
      `${at}/timeout`,
      'is at most the interval, which has to be given with it',
    ),
  ];
}

/** The prober's own parameters say what it asks: those are the targets and the module. */
function paramFindings(
  params: MonitorEndpoint['params'],
  source: MonitorSource,
  at: string,
): readonly ErrorDetail[] {
  const entries = Object.entries(params);
  const path = `${at}/params`;
  if (source.kind === 'probe' && entries.length > 0) {
    return [{ path, message: 'a probe takes its parameters from targets and module' }];
  }
  if (entries.length > MAX_PARAMS) return [{ path, message: `at most ${MAX_PARAMS} parameters` }];
  return entries.flatMap(([name, values]) =>
    unless(
      /^[a-zA-Z_][a-zA-Z0-9_.[\]-]{0,99}$/.test(name) &&
        values.length > 0 &&
        values.length <= 50 &&
        values.every((value) => value.length <= 1_000 && !CONTROL.test(value)),
      path,
      `${JSON.stringify(name)}: expected a parameter with 1 to 50 values`,
    ),
  );
}

function secretFindings({ name, key }: SecretKey, path: string): readonly ErrorDetail[] {
  return [
    ...unless(SECRET_NAME.test(name), `${path}/name`, 'expected the name of a Secret'),
    ...unless(!/^tocsin(?:-|$)/.test(name), `${path}/name`, 'belongs to tocsin itself'),
    ...unless(SECRET_KEY.test(key), `${path}/key`, 'expected a key of the Secret'),
  ];
}

function limitFindings(limits: MonitorLimits, config: MonitorsConfig): readonly ErrorDetail[] {
  const most = limitsOf(
    { samples: 0, targets: 0, labels: 0, labelNameLength: 0, labelValueLength: 0 },
    config,
  );
  return (Object.keys(most) as (keyof MonitorLimits)[]).flatMap((name) =>
    unless(
      Number.isInteger(limits[name]) && limits[name] >= 0 && limits[name] <= most[name],
      `/limits/${name}`,
      `expected at most ${most[name]}, as the administrator set it; 0: that`,
    ),
  );
}

function unless(holds: boolean, path: string, message: string): readonly ErrorDetail[] {
  return holds ? [] : [{ path, message }];
}
