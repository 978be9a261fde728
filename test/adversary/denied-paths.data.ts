/** Below `/scopes/{scope}/prometheus/`: everything of sections 2 and 3 that tenants may not have. */
export const DENIED_PROMETHEUS: readonly string[] = [
  ...['search/metric_names', 'search/label_names', 'search/label_values', 'features'],
  ...['targets/metadata', 'targets/relabel_steps', 'scrape_pools', 'scrape_pools/config'],
  ...['alertmanagers', 'notifications', 'notifications/live', 'openapi.yaml', 'read'],
  ...['otlp/v1/metrics', 'admin/tsdb/delete_series', 'admin/tsdb/snapshot'],
  ...['admin/tsdb/clean_tombstones', 'status/config', 'status/flags', 'status/runtimeinfo'],
  ...['status/tsdb', 'status/walreplay', 'status/active_queries', 'status/top_queries'],
  ...['cardinality/label_names', 'cardinality/active_series', 'export', 'export/csv'],
  ...['export/native', 'import', 'import/prometheus', 'series/count', 'stores', 'explain'],
  ...['query_explain', 'query_range_explain', 'user_limits', 'upload/block/x/start'],
].map((path) => `api/v1/${path}`);

export const DENIED_EVERYWHERE: readonly string[] = [
  ...['metrics', 'debug/pprof/heap', 'debug/pprof/profile', 'debug/vars', '-/reload', '-/quit'],
  ...['-/healthy', '-/ready', 'consoles/index.html.example', 'graph', 'classic/graph', 'config'],
  ...['flags', 'targets', 'rules', 'alerts', 'service-discovery', 'tsdb-status', 'static/x.js'],
  ...['render', 'metrics/find', 'tags/autoComplete/tags', 'api/v1/graphite/render'],
  ...['insert/0/prometheus', 'select/0/prometheus/api/v1/query', 'select/multitenant/prometheus'],
  ...['delete_series', 'resetRollupResultCache', 'snapshot/create', 'internal/force_merge'],
  ...['vmui/', 'vmalert/', 'ring', 'ingester/ring', 'distributor/ring', 'store-gateway/ring'],
  ...['compactor/ring', 'memberlist', 'runtime_config', 'multitenant_alertmanager/status'],
  ...['api/v1/user_stats', 'api/v1/rules/acme', 'config/v1/rules', 'api/v1/status/config'],
  ...['ingester/flush', 'ingester/shutdown', 'flush', 'log_level', 'services', 'ready'],
  ...['', '.', '..', '%2e', 'index.html', 'favicon.ico', 'robots.txt', '.git/config'],
];

/** Below `/scopes/{scope}/loki/`. */
export const DENIED_LOKI: readonly string[] = [
  ...['delete', 'cache/generation_numbers', 'index/shards', 'rules', 'rules/ns', 'rules/ns/g'],
  ...['drilldown-limits', 'status/config', 'alerts', 'query_exemplars', 'detected_field'],
  ...['volume', 'ingest', 'push/x', 'tail/x'].map((path) => path),
]
  .map((path) => `loki/api/v1/${path}`)
  .concat([
    ...['api/prom/query', 'api/prom/label', 'api/prom/label/x/values', 'api/prom/series'],
    ...['api/prom/tail', 'api/prom/push', 'api/prom/rules/ns', 'api/prom/rules/ns/g'],
    ...['api/prom/api/v1/rules', 'api/prom/api/v1/alerts', 'prometheus/api/v1/query'],
    ...['prometheus/api/v1/rules/x', 'otlp/v1/logs', 'loki/otlp/v1/logs', 'ui/', 'ui/api/v1/x'],
    ...['ingester/prepare_shutdown', 'ingester/prepare_partition_downscale', 'indexgateway/ring'],
    ...['loki/loki/api/v1/query', 'scheduler/ring', 'export/x', 'loki/api/v2/query'],
  ]);
