import type { MetricRow } from '../named-metric.ts';

/** What ingress-nginx counts per ingress, with the ingress's own namespace in the namespace label. */
const REQUESTS = 'nginx_ingress_controller_requests';
const DURATION = 'nginx_ingress_controller_request_duration_seconds';

const requests = (matcher = ''): string =>
  `sum by ($by) (rate(${REQUESTS}{${matcher}$filters}[$window]))`;
const counted = (matcher: string): string =>
  `sum by ($by) (increase(${REQUESTS}{${matcher}$filters}[$window])) or 0 * ${requests()}`;
const rate = (metric: string): string => `sum by ($by) (rate(${metric}{$filters}[$window]))`;

const quantile = (name: string, value: string): MetricRow => ({
  level: 'ingress',
  item: `request_duration_${name}percentage`,
  unit: 'seconds',
  en: `Request duration, ${name}th percentile`,
  zh: `请求耗时 P${name}`,
  promql: `histogram_quantile(${value}, sum by ($by, le) (rate(${DURATION}_bucket{$filters}[$window])))`,
});

/** Of the controller's process: no ingress, only the pod that serves them. */
const ofController = (
  item: string,
  unit: 'count' | 'bytes' | 'cores',
  en: string,
  zh: string,
  series: string,
): MetricRow => ({
  level: 'ingress',
  item,
  unit,
  en,
  zh,
  labels: ['namespace', 'controller_pod'],
  promql: `sum by (namespace, controller_pod) (${series})`,
});
const CONTROLLER = 'namespace=~"$namespace",job=~"$job"';

export const INGRESS_ROWS: readonly MetricRow[] = [
  {
    level: 'ingress',
    item: 'request_count',
    unit: 'count',
    en: 'Requests in the window',
    zh: '时间窗内请求数',
    promql: counted(''),
  },
  {
    level: 'ingress',
    item: 'request_4xx_count',
    unit: 'count',
    en: 'Requests answered 4xx in the window',
    zh: '时间窗内 4xx 请求数',
    promql: counted('status=~"4..",'),
  },
  {
    level: 'ingress',
    item: 'request_5xx_count',
    unit: 'count',
    en: 'Requests answered 5xx in the window',
    zh: '时间窗内 5xx 请求数',
    promql: counted('status=~"5..",'),
  },
  {
    level: 'ingress',
    item: 'success_rate',
    unit: 'ratio',
    en: 'Share of requests answered neither 4xx nor 5xx',
    zh: '请求成功率',
    promql: `1 - (${requests('status=~"[45]..",')} or 0 * ${requests()}) / ${requests()}`,
  },
  {
    level: 'ingress',
    item: 'request_duration_average',
    unit: 'seconds',
    en: 'Request duration, mean',
    zh: '平均请求耗时',
    promql: `${rate(`${DURATION}_sum`)} / ${rate(`${DURATION}_count`)}`,
  },
  quantile('50', '0.5'),
  quantile('95', '0.95'),
  quantile('99', '0.99'),
  {
    level: 'ingress',
    item: 'request_volume',
    unit: 'requests_per_second',
    labels: ['namespace'],
    en: 'Requests per second, all ingresses of a namespace',
    zh: '命名空间每秒请求数',
    promql: `sum by (namespace) (rate(${REQUESTS}{$filters}[$window]))`,
  },
  {
    level: 'ingress',
    item: 'request_volume_by_ingress',
    unit: 'requests_per_second',
    en: 'Requests per second',
    zh: '每秒请求数',
    promql: requests(),
  },
  {
    level: 'ingress',
    item: 'request_network_sent',
    unit: 'bytes_per_second',
    en: 'Network sent to clients',
    zh: '发送流量',
    promql: rate('nginx_ingress_controller_response_size_sum'),
  },
  {
    level: 'ingress',
    item: 'request_network_received',
    unit: 'bytes_per_second',
    en: 'Network received from clients',
    zh: '接收流量',
    promql: rate('nginx_ingress_controller_request_size_sum'),
  },
  ofController(
    'active_connections',
    'count',
    'Active connections of the controller',
    '控制器活跃连接数',
    `nginx_ingress_controller_nginx_process_connections{state="active",${CONTROLLER}}`,
  ),
  ofController(
    'controller_memory_usage',
    'bytes',
    'Memory of the controller',
    '控制器内存用量',
    `nginx_ingress_controller_nginx_process_resident_memory_bytes{${CONTROLLER}}`,
  ),
  ofController(
    'controller_cpu_usage',
    'cores',
    'CPU of the controller',
    '控制器 CPU 用量',
    `rate(nginx_ingress_controller_nginx_process_cpu_seconds_total{${CONTROLLER}}[$window])`,
  ),
];
