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

const passedQuery = {
  kind: 'passed',
  longForms: 'POST',
  several: 'refuse',
  isRange: false,
} as const;

const ruleFilters: Readonly<Record<string, ParameterRule>> = {
  type: { kind: 'choice', values: ['', 'alert', 'record'] },
  'rule_name[]': { kind: 'texts' },
  'rule_group[]': { kind: 'texts' },
  'match[]': { kind: 'selectors', required: false },
  exclude_alerts: { kind: 'choice', values: ['', 'true', 'false'] },
  'file[]': { kind: 'ignored' },
  group_limit: { kind: 'ignored' },
  group_next_token: { kind: 'ignored' },
};

/** The Prometheus endpoints that a scope serves. Source: Prometheus HTTP API, 2.42 to 3.x. */
export const PROMETHEUS_ROUTES: readonly ScopedRoute[] = [
  {
    path: 'api/v1/query',
    methods: ['GET', 'POST'],
    permission: 'metrics:read',
    parameters: parameters({ ...evaluation, time: { kind: 'instant' } }),
    answer: passedQuery,
    summary: 'Evaluates a query at one instant',
  },
  {
    path: 'api/v1/query_range',
    methods: ['GET', 'POST'],
    permission: 'metrics:read',
    parameters: parameters({
      ...evaluation,
      start: { kind: 'instant' },
      end: { kind: 'instant' },
      step: { kind: 'step' },
    }),
    answer: { ...passedQuery, isRange: true },
    summary: 'Evaluates a query over a range of time',
  },
  {
    path: 'api/v1/query_exemplars',
    methods: ['GET', 'POST'],
    permission: 'metrics:read',
    parameters: parameters({
      query: { kind: 'query' },
      start: { kind: 'instant' },
      end: { kind: 'instant' },
    }),
    answer: { ...passedQuery, needsSelectors: true },
    summary: 'Finds exemplars of the series in a query',
  },
  {
    path: 'api/v1/series',
    methods: ['GET', 'POST'],
    permission: 'metrics:read',
    parameters: parameters({ ...metadata, 'match[]': { kind: 'selectors', required: true } }),
    answer: { kind: 'passed', longForms: 'POST', several: 'label-sets', isRange: false },
    summary: 'Finds series by selectors',
  },
  {
    path: 'api/v1/labels',
    methods: ['GET', 'POST'],
    permission: 'metrics:read',
    parameters: parameters({ ...metadata, 'match[]': { kind: 'selectors', required: false } }),
    answer: { kind: 'passed', longForms: 'POST', several: 'texts', isRange: false },
    summary: 'Lists label names',
  },
  {
    path: 'api/v1/label/{name}/values',
    methods: ['GET'],
    permission: 'metrics:read',
    parameters: parameters({ ...metadata, 'match[]': { kind: 'selectors', required: false } }),
    answer: { kind: 'passed', longForms: 'GET', several: 'texts', isRange: false },
    summary: 'Lists the values of a label',
  },
  {
    path: 'federate',
    methods: ['GET'],
    permission: 'metrics:read',
    parameters: parameters({ 'match[]': { kind: 'selectors', required: false } }),
    answer: { kind: 'exposition' },
    summary: 'The latest samples as text for another Prometheus',
  },
  {
    path: 'api/v1/rules',
    methods: ['GET'],
    permission: 'rules:read',
    parameters: parameters(ruleFilters),
    answer: { kind: 'filtered', filter: 'rules' },
    summary: 'Lists rules: those of the scope, and others by their alerts in it',
  },
  {
    path: 'api/v1/alerts',
    methods: ['GET'],
    permission: 'rules:read',
    parameters: parameters({}),
    answer: { kind: 'filtered', filter: 'alerts' },
    summary: 'Lists the active alerts of the scope',
  },
  {
    path: 'api/v1/targets',
    methods: ['GET'],
    permission: 'metrics:read',
    parameters: parameters({
      state: { kind: 'choice', values: ['', 'any', 'active', 'dropped'] },
      scrapePool: { kind: 'texts' },
    }),
    answer: { kind: 'filtered', filter: 'targets' },
    summary: 'Lists the targets that carry the labels of the scope',
  },
  {
    path: 'api/v1/metadata',
    methods: ['GET'],
    permission: 'metrics:read',
    parameters: parameters({
      metric: { kind: 'texts' },
      limit: { kind: 'count' },
      limit_per_metric: { kind: 'count' },
    }),
    answer: { kind: 'filtered', filter: 'metadata' },
    summary: 'Type, help and unit of the metrics of the scope',
  },
  {
    path: 'api/v1/format_query',
    methods: ['GET', 'POST'],
    permission: 'metrics:read',
    parameters: parameters({ query: { kind: 'query' } }),
    answer: { kind: 'local', compute: 'format_query' },
    summary: 'Prints a query in its canonical form',
  },
  {
    path: 'api/v1/parse_query',
    methods: ['GET', 'POST'],
    permission: 'metrics:read',
    parameters: parameters({ query: { kind: 'query' } }),
    answer: { kind: 'local', compute: 'parse_query' },
    summary: 'The syntax tree of a query',
  },
  {
    path: 'api/v1/status/buildinfo',
    methods: ['GET'],
    permission: 'metrics:read',
    parameters: parameters({}),
    answer: { kind: 'local', compute: 'buildinfo' },
    summary: 'Who answers here, for clients that probe',
  },
];
