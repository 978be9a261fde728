import type { LokiAnswer, LokiParameterRule, LokiRoute } from './loki-route.ts';

/** Parameters of Loki's own components and of old clients; never passed on. */
const FOREIGN = [
  'shards',
  'storeChunks',
  'regexp',
  'timeout',
  'stats',
  'cache',
  'engine',
  'explain',
  'supportingQueryType',
  '_',
] as const;

type Parameters = Readonly<Record<string, LokiParameterRule>>;

function parameters(own: Parameters): ReadonlyMap<string, LokiParameterRule> {
  const foreign = FOREIGN.map((name): [string, LokiParameterRule] => [name, { kind: 'ignored' }]);
  return new Map([...foreign, ...Object.entries(own)]);
}

const range: Parameters = {
  start: { kind: 'instant' },
  end: { kind: 'instant' },
  since: { kind: 'duration' },
};

const direction: LokiParameterRule = {
  kind: 'choice',
  values: ['', 'forward', 'backward', 'FORWARD', 'BACKWARD'],
};

const volume: Parameters = {
  ...range,
  query: { kind: 'streams' },
  limit: { kind: 'count', max: 10_000 },
  targetLabels: { kind: 'names' },
  aggregateBy: { kind: 'choice', values: ['', 'series', 'labels'] },
};

const fields: Parameters = {
  ...range,
  query: { kind: 'streams' },
  step: { kind: 'step' },
  limit: { kind: 'count', max: 10_000 },
  field_limit: { kind: 'count', max: 10_000 },
  line_limit: { kind: 'lines' },
};

const ruleFilters: Parameters = {
  type: { kind: 'choice', values: ['', 'alert', 'record'] },
  'rule_name[]': { kind: 'texts' },
  'rule_group[]': { kind: 'texts' },
  rule_name: { kind: 'texts' },
  rule_group: { kind: 'texts' },
  exclude_alerts: { kind: 'choice', values: ['', 'true', 'false'] },
  'file[]': { kind: 'ignored' },
  file: { kind: 'ignored' },
  group_limit: { kind: 'ignored' },
  group_next_token: { kind: 'ignored' },
};

const BOTH = ['GET', 'POST'] as const;

function read(
  path: string,
  own: Parameters,
  answer: LokiAnswer,
  summary: string,
  takesFlags = false,
): LokiRoute {
  const known = parameters(own);
  return {
    path,
    methods: BOTH,
    permission: 'logs:read',
    parameters: known,
    takesFlags,
    answer,
    summary,
  };
}

const texts: LokiAnswer = { kind: 'envelope', several: 'texts', empty: 'list' };

/** The Loki endpoints that a scope serves. Source: Loki HTTP API, 2.9 to 3.7. */
export const LOKI_ROUTES: readonly LokiRoute[] = [
  read(
    'loki/api/v1/query',
    {
      query: { kind: 'query', mode: 'metric' },
      time: { kind: 'instant' },
      limit: { kind: 'lines' },
      direction,
    },
    { kind: 'envelope', several: 'refuse', empty: 'vector' },
    'Evaluates a metric query at one instant',
    true,
  ),
  read(
    'loki/api/v1/query_range',
    {
      ...range,
      query: { kind: 'query', mode: 'any' },
      step: { kind: 'step' },
      interval: { kind: 'interval' },
      limit: { kind: 'lines' },
      direction,
    },
    { kind: 'envelope', several: 'refuse', empty: 'streams', isRange: true },
    'Finds log lines, or evaluates a metric query over a range of time',
    true,
  ),
  read('loki/api/v1/labels', { ...range, query: { kind: 'selector' } }, texts, 'Lists label names'),
  read(
    'loki/api/v1/label',
    { ...range, query: { kind: 'selector' } },
    texts,
    'Lists label names; the older spelling',
  ),
  read(
    'loki/api/v1/label/{name}/values',
    { ...range, query: { kind: 'selector' } },
    texts,
    'Lists the values of a label',
  ),
  read(
    'loki/api/v1/series',
    { ...range, match: { kind: 'selectors' }, 'match[]': { kind: 'selectors' } },
    { kind: 'envelope', several: 'label-sets', empty: 'list' },
    'Finds streams by selectors',
  ),
  read(
    'loki/api/v1/index/stats',
    { ...range, query: { kind: 'streams' } },
    {
      kind: 'bare',
      several: 'sum',
      members: ['streams', 'chunks', 'bytes', 'entries'],
      empty: { streams: 0, chunks: 0, bytes: 0, entries: 0 },
    },
    'Counts streams, chunks, bytes and entries',
  ),
  read(
    'loki/api/v1/index/volume',
    volume,
    { kind: 'envelope', several: 'refuse', empty: 'vector' },
    'Bytes by label or series',
  ),
  read(
    'loki/api/v1/index/volume_range',
    { ...volume, step: { kind: 'step' } },
    { kind: 'envelope', several: 'refuse', empty: 'matrix' },
    'Bytes by label or series over a range of time',
  ),
  read(
    'loki/api/v1/patterns',
    { ...range, query: { kind: 'streams' }, step: { kind: 'step' } },
    { kind: 'envelope', several: 'refuse', empty: 'list' },
    'Patterns that lines have in common',
  ),
  read(
    'loki/api/v1/detected_labels',
    { ...range, query: { kind: 'selector' }, limit: { kind: 'count', max: 10_000 } },
    {
      kind: 'bare',
      several: 'refuse',
      members: ['detectedLabels'],
      empty: { detectedLabels: [] },
    },
    'Label names with the number of their values',
  ),
  read(
    'loki/api/v1/detected_fields',
    fields,
    {
      kind: 'bare',
      several: 'refuse',
      members: ['fields', 'limit'],
      empty: { fields: [], limit: 0 },
    },
    'Fields found in lines',
  ),
  read(
    'loki/api/v1/detected_field/{name}/values',
    fields,
    {
      kind: 'bare',
      several: 'refuse',
      members: ['values', 'limit'],
      empty: { values: [], limit: 0 },
    },
    'Values of a field found in lines',
  ),
  read(
    'loki/api/v1/format_query',
    { query: { kind: 'query', mode: 'any' } },
    { kind: 'local', compute: 'format_query' },
    'Prints a query in its canonical form',
  ),
  {
    path: 'loki/api/v1/status/buildinfo',
    methods: ['GET'],
    permission: 'logs:read',
    parameters: parameters({}),
    takesFlags: false,
    answer: { kind: 'local', compute: 'buildinfo' },
    summary: 'Who answers here, for clients that probe',
  },
  {
    path: 'loki/api/v1/tail',
    methods: ['GET'],
    permission: 'logs:read',
    parameters: parameters({
      query: { kind: 'query', mode: 'log' },
      start: { kind: 'instant' },
      limit: { kind: 'lines' },
      delay_for: { kind: 'count', max: 5 },
    }),
    takesFlags: true,
    answer: { kind: 'tail' },
    summary: 'New lines as they come, over a WebSocket',
  },
  {
    path: 'loki/api/v1/push',
    methods: ['POST'],
    permission: 'logs:write',
    parameters: parameters({}),
    takesFlags: false,
    answer: { kind: 'push' },
    summary: 'Stores lines with the labels of the scope',
  },
  {
    path: 'prometheus/api/v1/rules',
    methods: ['GET'],
    permission: 'rules:read',
    parameters: parameters(ruleFilters),
    takesFlags: false,
    answer: { kind: 'filtered', filter: 'rules' },
    summary: 'Lists rules: those of the scope, and others by their alerts in it',
  },
  {
    path: 'prometheus/api/v1/alerts',
    methods: ['GET'],
    permission: 'rules:read',
    parameters: parameters({}),
    takesFlags: false,
    answer: { kind: 'filtered', filter: 'alerts' },
    summary: 'Lists the active alerts of the scope',
  },
  {
    path: 'export',
    methods: ['GET'],
    permission: 'logs:read',
    parameters: parameters({
      ...range,
      query: { kind: 'query', mode: 'log' },
      direction,
      format: { kind: 'choice', values: ['', 'ndjson', 'csv', 'text'] },
      limit: { kind: 'count', max: 1_000_000 },
      cursor: { kind: 'texts' },
      checkpoints: { kind: 'choice', values: ['', 'true', 'false'] },
    }),
    takesFlags: false,
    answer: { kind: 'export' },
    summary: 'Log lines as NDJSON, CSV or text, to a million at a time',
  },
];
