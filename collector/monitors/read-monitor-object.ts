import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { isJsonObject } from '../../platform/kubernetes/objects/json-object.ts';
import type { Labels } from '../../platform/model/labels.ts';
import { type LabelSelector, SELECTOR_OPERATORS } from '../discovery/kubernetes/label-selector.ts';
import type { MonitorLimits, MonitorSource } from './monitor.ts';
import { MONITOR_KINDS, stampSteps } from './monitor-object.ts';
import type { Prober } from './monitors-config.ts';
import { ObjectReader } from './object-reader.ts';
import { type EndpointFields, readEndpoint, readScrapeFields } from './read-endpoint.ts';

/** What an object says, before it is judged. */
export interface ReadMonitor {
  readonly name: string;
  readonly source: MonitorSource;
  readonly endpoints: EndpointFields;
  readonly limits: MonitorLimits;
  /** Namespaces that it selects targets in; null: its own. */
  readonly namespaces: readonly string[] | 'any' | null;
  /** Label of services or pods that names the job; empty: none does. Only of what was found. */
  readonly jobLabel: string;
}

export type MonitorReading =
  | { readonly kind: 'read'; readonly monitor: ReadMonitor }
  | { readonly kind: 'refused'; readonly findings: readonly ErrorDetail[] };

export interface ReadOptions {
  /** Where it has to lie. */
  readonly namespace: string;
  /** Our own last steps, which are passed over. */
  readonly tenancy: Labels;
  readonly probers: readonly Prober[];
  /**
   * `written`: by a person, for us; what cannot be kept is refused. `found`: in a cluster, for the
   * operator; `honorLabels` and the like are passed over, metadata is the cluster's own.
   */
  readonly mode: 'written' | 'found';
}

/** Reads a ServiceMonitor, PodMonitor, Probe or ScrapeConfig; every field is known or refused. */
export function readMonitorObject(value: unknown, options: ReadOptions): MonitorReading {
  const findings: ErrorDetail[] = [];
  if (!isJsonObject(value)) {
    return { kind: 'refused', findings: [{ path: '', message: 'expected an object' }] };
  }
  const root = new ObjectReader(value, '', findings);
  const kind = kindOf(root);
  const name = readMetadata(root, options);
  const spec = root.reader('spec');
  root.skip('status');
  root.finish();
  if (spec === null) root.refuse('spec', 'is missing');
  if (kind === null || spec === null) return { kind: 'refused', findings };
  const fields = { ...options, stamps: stampSteps(options.tenancy) };
  const monitor = { name, ...readSpec(kind, spec, fields), limits: readLimits(spec) };
  spec.finish(NOT_TAKEN);
  return findings.length === 0 ? { kind: 'read', monitor } : { kind: 'refused', findings };
}

type Kind = MonitorSource['kind'];

const NOT_TAKEN: Readonly<Record<string, string>> = {
  jobLabel: 'is not taken: job is the name of the monitor; a relabelling can change it',
  targetLabels: 'is not taken: copy labels of services by relabelling',
  podTargetLabels: 'is not taken: copy labels of pods by relabelling',
  scrapeClass: 'is not taken: it belongs to the administrator',
  oauth2: 'is not taken: use authorization or basicAuth',
  proxyUrl: 'is not taken: a collector asks its targets directly',
};

function kindOf(root: ObjectReader): Kind | null {
  const apiVersion = root.text('apiVersion');
  const kind = root.text('kind');
  for (const one of ['service', 'pod', 'probe', 'scrape'] as const) {
    const { group, version, kind: named } = MONITOR_KINDS[one];
    if (kind === named && apiVersion === `${group}/${version}`) return one;
  }
  const expected = Object.values(MONITOR_KINDS).map(
    (one) => `${one.kind} (${one.group}/${one.version})`,
  );
  root.refuse('kind', `expected one of ${expected.join(', ')}`);
  return null;
}

function readMetadata(root: ObjectReader, { namespace, mode }: ReadOptions): string {
  const metadata = root.reader('metadata');
  if (metadata === null) {
    root.refuse('metadata', 'is missing');
    return '';
  }
  const name = metadata.text('name');
  const given = metadata.text('namespace', namespace);
  if (given !== namespace) {
    metadata.refuse('namespace', `is ${given}; the environment's is ${namespace}`);
  }
  if (mode === 'found') return name;
  const why = 'is not taken: the settings of the cluster say it';
  metadata.finish({ labels: why, annotations: why });
  return name;
}

type SpecOptions = ReadOptions & { readonly stamps: Parameters<typeof readEndpoint>[2] };

function readSpec(
  kind: Kind,
  spec: ObjectReader,
  options: SpecOptions,
): Pick<ReadMonitor, 'source' | 'endpoints' | 'namespaces' | 'jobLabel'> {
  const { mode, stamps } = options;
  if (mode === 'found') spec.skip(...PASSED_OVER);
  if (kind === 'service' || kind === 'pod') {
    const jobLabel = mode === 'found' ? spec.text('jobLabel') : '';
    const namespaces = readNamespaces(spec, options);
    const selector = readSelector(spec);
    const listed = spec.readers(kind === 'service' ? 'endpoints' : 'podMetricsEndpoints');
    const endpoints = listed.map((one) => readEndpoint(one, mode, stamps));
    return { source: { kind, selector }, endpoints, namespaces, jobLabel };
  }
  const endpoint = readScrapeFields(kind, spec, mode, stamps);
  const source = kind === 'probe' ? readProbe(spec, options) : readStatic(spec);
  return { source, endpoints: [endpoint], namespaces: null, jobLabel: '' };
}

/** Of the cluster's own objects: what changes nothing of where data goes. */
const PASSED_OVER = [
  'jobLabel',
  'targetLabels',
  'podTargetLabels',
  'attachMetadata',
  'scrapeProtocols',
  'fallbackScrapeProtocol',
  'keepDroppedTargets',
  'selectorMechanism',
  'serviceDiscoveryRole',
] as const;

function readNamespaces(
  spec: ObjectReader,
  { namespace, mode }: ReadOptions,
): ReadMonitor['namespaces'] {
  const selector = spec.reader('namespaceSelector');
  if (selector === null) return null;
  const any = selector.flag('any', false);
  const names = selector.texts('matchNames');
  selector.finish();
  const isOwn = !any && names.every((name) => name === namespace);
  if (isOwn) return null;
  if (mode === 'found') return any ? 'any' : names;
  selector.refuse('', `may not leave the environment's namespace ${namespace}`);
  return null;
}

function readSelector(spec: ObjectReader): LabelSelector {
  const selector = spec.reader('selector');
  if (selector === null) {
    spec.refuse('selector', 'is missing; {} selects everything in the namespace');
    return { matchLabels: {}, matchExpressions: [] };
  }
  const matchLabels = selector.textMap('matchLabels');
  const matchExpressions = selector.readers('matchExpressions').flatMap((one) => {
    const operator = SELECTOR_OPERATORS.find((known) => known === one.text('operator'));
    const expression = { key: one.text('key'), values: one.texts('values') };
    if (operator === undefined) one.refuse('operator', `expected ${SELECTOR_OPERATORS.join(', ')}`);
    one.finish();
    return operator === undefined ? [] : [{ ...expression, operator }];
  });
  selector.finish();
  return { matchLabels, matchExpressions };
}

function readProbe(spec: ObjectReader, { probers }: ReadOptions): MonitorSource {
  spec.skip('jobName');
  const prober = spec.reader('prober');
  const url = prober?.text('url') ?? '';
  const path = prober?.text('path', '/probe') ?? '/probe';
  const scheme = (prober?.text('scheme', 'http') ?? 'http').toLowerCase();
  prober?.finish();
  const known = probers.find(
    (one) => one.address === url && one.path === path && one.scheme === scheme,
  );
  if (known === undefined) {
    const choices = probers.map(({ address }) => address).join(', ') || 'there is none';
    spec.refuse('prober', `expected a prober that the administrator lists: ${choices}`);
  }
  const targets = spec.reader('targets');
  const fixed = targets?.reader('staticConfig') ?? null;
  const source = {
    kind: 'probe',
    prober: known?.name ?? '',
    module: spec.text('module'),
    targets: fixed?.texts('static') ?? [],
    labels: fixed?.textMap('labels') ?? {},
  } as const;
  fixed?.skip('relabelingConfigs');
  fixed?.finish();
  targets?.finish({ ingress: 'is not taken: list the addresses' });
  if (fixed === null) spec.refuse('targets/staticConfig', 'is missing');
  return source;
}

function readStatic(spec: ObjectReader): MonitorSource {
  spec.skip('jobName');
  const configs = spec.readers('staticConfigs');
  if (configs.length !== 1) spec.refuse('staticConfigs', 'expected exactly one');
  const [first] = configs;
  const source = {
    kind: 'scrape',
    targets: first?.texts('targets') ?? [],
    labels: first?.textMap('labels') ?? {},
  } as const;
  first?.finish();
  for (const name of spec.names()) {
    if (name.endsWith('SDConfigs'))
      spec.refuse(name, 'is not taken: list the targets in staticConfigs');
  }
  spec.skip(...spec.names().filter((name) => name.endsWith('SDConfigs')));
  return source;
}

function readLimits(spec: ObjectReader): MonitorLimits {
  return {
    samples: spec.count('sampleLimit'),
    targets: spec.count('targetLimit'),
    labels: spec.count('labelLimit'),
    labelNameLength: spec.count('labelNameLengthLimit'),
    labelValueLength: spec.count('labelValueLengthLimit'),
  };
}
