import { type Labels, labelsFromObject } from '../../platform/model/labels.ts';
import type { SeriesColumns, SeriesSource } from '../../queries/source/series-source.ts';
import type { SourceMatcher } from '../../queries/source/source-matcher.ts';
import type { Turn } from '../../queries/source/turn.ts';
import { TEMPLATE_SERIES } from './template-series.data.ts';

/**
 * Two tenants' data for every metric that the built-in rule templates read, generated: the same
 * numbers on every run. Samples each 30 s over the 15 min before `FIXTURE_NOW_MS`.
 *
 * - `normal`: nothing is wrong.
 * - `overload`: of everything there is too much, in the first tenant's namespace and on all hosts.
 * - `collapse`: too little, or it is down, or gone.
 */
export type FixtureVariant = 'normal' | 'overload' | 'collapse';

/** The instant to evaluate at. */
export const FIXTURE_NOW_MS = 1_700_000_000_000;
/** The namespaces of two tenants; only in the first one is anything ever wrong. */
export const FIXTURE_NAMESPACES = ['acme-shop', 'globex-web'] as const;

const STEP_MS = 30_000;
const SAMPLES = 31;
/** Where a series that is gone has its last sample: longer ago than an instant selector looks back. */
const GONE_AFTER = 15;
const NODES = ['node-a', 'node-b'] as const;

type LabelObject = Readonly<Record<string, string>>;

/**
 * All samples of a variant, as the evaluator reads them.
 *
 * @param more further lines of the same form
 */
export function templateSeries(variant: FixtureVariant, more = ''): readonly SeriesColumns[] {
  return (TEMPLATE_SERIES + more)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => seriesOf(line, variant));
}

/** A source that holds the samples of a variant, found by metric name. */
export function templateSource(variant: FixtureVariant, more = ''): SeriesSource {
  const byName = new Map<string, SeriesColumns[]>();
  for (const one of templateSeries(variant, more)) {
    const name = one.labels.get('__name__') ?? '';
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [one]);
    else known.push(one);
  }
  const found = (matchers: readonly SourceMatcher[]): readonly SeriesColumns[] => {
    const name = matchers.find((matcher) => matcher.name === '__name__' && matcher.op === '=');
    const some = name === undefined ? [...byName.values()].flat() : byName.get(name.value);
    return (some ?? []).filter(({ labels }) =>
      matchers.every((matcher) => matcher.matches(labels.get(matcher.name) ?? '')),
    );
  };
  const sets = (selectors: readonly (readonly SourceMatcher[])[]): readonly Labels[] =>
    (selectors.length === 0 ? found([]) : selectors.flatMap(found)).map(({ labels }) => labels);
  const sorted = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].sort();
  return {
    select: async ({ matchers, minMs, maxMs }) =>
      found(matchers).flatMap((one) => within(one, minMs, maxMs)),
    labelSets: async ({ selectors }) => sets(selectors),
    labelNames: async ({ selectors }) => sorted(sets(selectors).flatMap((set) => [...set.keys()])),
    labelValues: async (name, { selectors }) =>
      sorted(sets(selectors).flatMap((set) => set.get(name) ?? [])),
  };
}

/** A turn that is never due and has no limits. */
export const UNBOUNDED_TURN: Turn = {
  isDue: () => false,
  rest: async () => undefined,
  holdSamples: () => undefined,
  readBytes: () => undefined,
};

function within(one: SeriesColumns, minMs: number, maxMs: number): readonly SeriesColumns[] {
  const from = one.times.findIndex((time) => time >= minMs);
  const to = one.times.findLastIndex((time) => time <= maxMs) + 1;
  if (from < 0 || from >= to) return [];
  return [{ ...one, times: one.times.slice(from, to), values: one.values.slice(from, to) }];
}

/** Whose labels a base gives, per tenant's namespace, or once where it has none. */
const BASES: Readonly<Record<string, (detail: string) => readonly LabelObject[]>> = {
  '@plain': () => [{}],
  '@host': () => NODES.map((_, at) => ({ instance: instanceOf(at), job: 'node-exporter' })),
  '@uname': () =>
    NODES.map((nodename, at) => ({ instance: instanceOf(at), job: 'node-exporter', nodename })),
  '@node': () => NODES.map((node) => ({ node, job: 'kube-state-metrics' })),
  '@filler': () => [{ namespace: 'kube-system', node: 'node-a', job: 'kube-state-metrics' }],
  '@object': () => perNamespace({ job: 'kube-state-metrics' }),
  '@pod': () => perPod({ job: 'kube-state-metrics' }),
  '@onnode': () => perPod({ job: 'kubelet', node: 'node-a' }),
  '@volume': () =>
    perNamespace({ job: 'kubelet', node: 'node-a', persistentvolumeclaim: 'data-store-0' }),
  '@app': () => perPod({ job: 'otel-collector', service_name: 'shop' }),
  // Two versions of one workload beside each other.
  '@stable': () => perNamespace({ job: 'cart', pod: 'cart-5c4d-aaaaa', node: 'node-a' }),
  '@canary': () => perNamespace({ job: 'cart', pod: 'cart-6e7f-bbbbb', node: 'node-b' }),
  '@target': (service) =>
    perNamespace({ job: service, service, pod: `${service}-0`, instance: '10.1.0.7:9090' }),
};

function instanceOf(at: number): string {
  return `10.0.0.${at + 1}:9100`;
}

function perNamespace(labels: LabelObject): readonly LabelObject[] {
  return FIXTURE_NAMESPACES.map((namespace) => ({ namespace, ...labels }));
}

function perPod(labels: LabelObject): readonly LabelObject[] {
  return perNamespace(labels).flatMap((one) =>
    ['shop-7d9f-abcde', 'shop-7d9f-fghij'].map((pod) => ({ ...one, pod })),
  );
}

function seriesOf(line: string, variant: FixtureVariant): readonly SeriesColumns[] {
  const [kind = '', names = '', base = '', dimensions = '', ...values] = line.split(' ');
  const [owner = '', detail = ''] = base.split(':');
  const bases = BASES[owner];
  if (bases === undefined || values.length !== 3) throw new Error(`not a line of series: ${line}`);
  return bases(detail).flatMap((labels) => {
    const isSpared = labels.namespace === FIXTURE_NAMESPACES[1];
    const value = values[isSpared ? 0 : ['normal', 'overload', 'collapse'].indexOf(variant)] ?? '';
    return names
      .split(',')
      .flatMap((name) =>
        combinations(dimensions).flatMap((dimension) =>
          columnsOf(kind, name, { ...labels, ...dimension }, value),
        ),
      );
  });
}

/** `a=1,2;b=3` as label sets; `x-{1..3}` counts. */
function combinations(text: string): readonly LabelObject[] {
  if (text === '-') return [{}];
  return text.split(';').reduce<readonly LabelObject[]>(
    (sets, part) => {
      const at = part.indexOf('=');
      const name = part.slice(0, at);
      const values = part
        .slice(at + 1)
        .split(',')
        .flatMap(counted);
      return sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value })));
    },
    [{}],
  );
}

function counted(value: string): readonly string[] {
  const [, before = '', from = '', to = ''] = /^(.*)\{(\d+)\.\.(\d+)\}$/.exec(value) ?? [];
  if (to === '') return [value.replaceAll('~', ' ')];
  const first = Number(from);
  return Array.from({ length: Number(to) - first + 1 }, (_, at) => `${before}${first + at}`);
}

function columnsOf(
  kind: string,
  name: string,
  labels: LabelObject,
  value: string,
): readonly SeriesColumns[] {
  if (value === 'none') return [];
  if (value === 'gone') return [columns(name, labels, () => 1, GONE_AFTER)];
  switch (kind) {
    case 'g':
      return [columns(name, labels, () => numberOf(value))];
    case 'c':
      return [counter(name, labels, numberOf(value))];
    case 't':
      return [columns(name, labels, () => FIXTURE_NOW_MS / 1000 + numberOf(value))];
    case 'hm':
      return histogram(name, labels, value, 1);
    case 'hs':
      return histogram(name, labels, value, 0.001);
    case 'hb':
      return histogram(name, labels, value, 1_000);
    default:
      throw new Error(`no kind of series: ${kind}`);
  }
}

const BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 3e4, 6e4, 1e5, 1e6];

/** Classic buckets of an exponential distribution: `mean@rate`. */
function histogram(
  name: string,
  labels: LabelObject,
  value: string,
  scale: number,
): readonly SeriesColumns[] {
  const [mean = 0, rate = 0] = value.split('@').map(numberOf);
  const buckets = BOUNDS.map((bound) => {
    const le = Number((bound * scale).toPrecision(6));
    return counter(
      `${name}_bucket`,
      { ...labels, le: String(le) },
      rate * (1 - Math.exp(-le / mean)),
    );
  });
  return [
    ...buckets,
    counter(`${name}_bucket`, { ...labels, le: '+Inf' }, rate),
    counter(`${name}_sum`, labels, rate * mean),
    counter(`${name}_count`, labels, rate),
  ];
}

function counter(name: string, labels: LabelObject, perSecond: number): SeriesColumns {
  // Counts for long enough that no rate is cut short at a zero within the range.
  return columns(name, labels, (at) => perSecond * (3_600 + (at * STEP_MS) / 1000));
}

function columns(
  name: string,
  labels: LabelObject,
  valueAt: (at: number) => number,
  samples = SAMPLES,
): SeriesColumns {
  const firstMs = FIXTURE_NOW_MS - (SAMPLES - 1) * STEP_MS;
  return {
    labels: labelsFromObject({ ...labels, __name__: name }),
    times: Float64Array.from({ length: samples }, (_, at) => firstMs + at * STEP_MS),
    values: Float64Array.from({ length: samples }, (_, at) => valueAt(at)),
    stale: null,
  };
}

const POWERS: Readonly<Record<string, number>> = { M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

function numberOf(text: string): number {
  const power = POWERS[text.at(-1) ?? ''];
  return power === undefined ? Number(text) : Number(text.slice(0, -1)) * power;
}
