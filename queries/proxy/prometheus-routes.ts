import type { ParameterRule, ScopedRoute } from './scoped-route.ts';

const HOUR_MS = 3_600_000;

/** Parameters of Thanos, VictoriaMetrics and Mimir that clients send along; never passed on. */
const FOREIGN = [
  'dedup',
  'partial_response',
  'max_source_resolution',
  'replicaLabels[]',
  'storeMatch[]',
  'engine',
  'explain',
  'analyze',
  'extra_label',
  'extra_filters',
  'extra_filters[]',
  'nocache',
  'round_digits',
  'trace',
  '_',
] as const;

function parameters(
  own: Readonly<Record<string, ParameterRule>>,
): ReadonlyMap<string, ParameterRule> {
  const foreign = FOREIGN.map((name): [string, ParameterRule] => [name, { kind: 'ignored' }]);
  return new Map([...foreign, ...Object.entries(own)]);
}

const evaluation: Readonly<Record<string, ParameterRule>> = {
  query: { kind: 'query' },
  timeout: { kind: 'duration', maxMs: HOUR_MS },
  limit: { kind: 'count' },
  lookback_delta: { kind: 'duration', maxMs: HOUR_MS },
  stats: { kind: 'choice', values: ['', 'true', 'all'] },
};

const metadata: Readonly<Record<string, ParameterRule>> = {
  start: { kind: 'instant' },
  end: { kind: 'instant' },
  limit: { kind: 'count' },
};

/** The Prometheus endpoints that a scope serves. Source: Prometheus HTTP API, 2.42 to 3.x. */
export const PROMETHEUS_ROUTES: readonly ScopedRoute[] = [
  {
    path: 'query',
    methods: ['GET', 'POST'],
    permission: 'metrics:read',
    longForms: 'POST',
    parameters: parameters({ ...evaluation, time: { kind: 'instant' } }),
    several: 'refuse',
    summary: 'Evaluates a query at one instant',
  },
  {
    path: 'query_range',
    methods: ['GET', 'POST'],
    permission: 'metrics:read',
    longForms: 'POST',
    parameters: parameters({
      ...evaluation,
      start: { kind: 'instant' },
      end: { kind: 'instant' },
      step: { kind: 'step' },
    }),
    several: 'refuse',
    summary: 'Evaluates a query over a range of time',
  },
  {
    path: 'series',
    methods: ['GET', 'POST'],
    permission: 'metrics:read',
    longForms: 'POST',
    parameters: parameters({ ...metadata, 'match[]': { kind: 'selectors', required: true } }),
    several: 'label-sets',
    summary: 'Finds series by selectors',
  },
  {
    path: 'labels',
    methods: ['GET', 'POST'],
    permission: 'metrics:read',
    longForms: 'POST',
    parameters: parameters({ ...metadata, 'match[]': { kind: 'selectors', required: false } }),
    several: 'texts',
    summary: 'Lists label names',
  },
  {
    path: 'label/{name}/values',
    methods: ['GET'],
    permission: 'metrics:read',
    longForms: 'GET',
    parameters: parameters({ ...metadata, 'match[]': { kind: 'selectors', required: false } }),
    several: 'texts',
    summary: 'Lists the values of a label',
  },
];
