import { row, type TemplateRow } from '../template-row.ts';
import { MI, max, min, quantile, rate, shareOf, sum } from './fragments.data.ts';

const HOST = { more: ['matched_host'] } as const;
const ROUTE = { more: ['route', 'type'] } as const;

const requests = (matcher = ''): string => rate(`apisix_http_status{${matcher}$f}`);
const share = (codes: string): string => shareOf(requests(`${codes},`), requests());
const latency = (quantileShare: number): string =>
  `${quantile(quantileShare, 'apisix_http_latency_bucket{$f}')} / 1000`;

const SERVER_ERRORS = [
  'Look at the upstream of the route: 502 and 504 mean that it is gone or slow, 500 and 503 come from it.',
  '查看路由的上游：502 与 504 表示上游不可用或过慢，500 与 503 来自上游本身。',
] as const;
const SLOW = [
  'Compare type upstream with type apisix: the former is the service, the latter plug-ins of the gateway.',
  '对比 upstream 与 apisix 两种类型：前者为后端服务，后者为网关插件。',
] as const;
const BUSY = [
  'Find the routes and consumers with most requests; limit them with limit-req or scale the gateway.',
  '找出请求最多的路由与消费者，通过 limit-req 限流或扩容网关。',
] as const;

export const APISIX_ROWS: readonly TemplateRow[] = [
  row(
    'apisixHttpStatusRate',
    'requests_per_second',
    [
      'Requests per host',
      '各域名请求速率',
      'Requests per second, per host.',
      '每秒请求数，按域名。',
    ],
    requests(),
    ['>', { critical: 10_000, warning: 3_000 }, '10m'],
    BUSY,
    HOST,
  ),
  row(
    'apisixConnections',
    'count',
    [
      'Connections',
      '连接数',
      'Connections of the gateway now, per state.',
      '网关当前的连接数，按状态。',
    ],
    sum('apisix_nginx_http_current_connections{$f}'),
    ['>', { critical: 20_000, warning: 5_000 }, '10m'],
    [
      'Many waiting ones are idle keep-alives; many active ones wait for a slow upstream.',
      'waiting 过多为空闲长连接；active 过多说明在等待慢上游。',
    ],
    {
      more: ['state'],
      filters: [{ label: 'state', op: '=', value: 'active' }],
    },
  ),
  row(
    'apisixEtcdIndexKeys',
    'count',
    [
      'etcd modification index',
      'etcd 修改索引',
      'Revision of etcd at which a kind of configuration was last changed.',
      '某类配置最近一次变更时的 etcd 修订号。',
    ],
    max('apisix_etcd_modify_indexes{$f}'),
    ['<', { warning: 1 }, '10m'],
    [
      'The gateway has read no configuration: check its connection to etcd.',
      '网关未读取到配置：检查其与 etcd 的连接。',
    ],
    { more: ['key'] },
  ),
  row(
    'apisixHttp4xx',
    'ratio',
    [
      'Share of 4xx',
      '4xx 比例',
      'Share of requests within the window that were answered 4xx, per host.',
      '时间窗口内返回 4xx 的请求比例，按域名。',
    ],
    share('code=~"4.."'),
    ['>', { critical: 0.5, warning: 0.2 }, '10m'],
    [
      'A client with wrong addresses or credentials, a removed route, or a limit (429).',
      '客户端地址或凭据错误、路由被删除，或触发限流（429）。',
    ],
    HOST,
  ),
  row(
    'apisixHttp5xx',
    'ratio',
    [
      'Share of 5xx',
      '5xx 比例',
      'Share of requests within the window that were answered 5xx, per host.',
      '时间窗口内返回 5xx 的请求比例，按域名。',
    ],
    share('code=~"5.."'),
    ['>', { critical: 0.1, warning: 0.02 }, '5m'],
    SERVER_ERRORS,
    HOST,
  ),
  row(
    'apisixHttpSucess',
    'ratio',
    [
      'Share of success per host',
      '各域名成功率',
      'Share of requests within the window answered neither 4xx nor 5xx, per host.',
      '时间窗口内未返回 4xx 与 5xx 的请求比例，按域名。',
    ],
    share('code!~"[45].."'),
    ['<', { critical: 0.5, warning: 0.9 }, '10m'],
    SERVER_ERRORS,
    HOST,
  ),
  row(
    'apisixEtcdReady',
    'yes_no',
    [
      'Gateway reaches etcd',
      '能否连接 etcd',
      'Whether the gateway reaches etcd; without it, changes do not arrive.',
      '网关能否连接 etcd；无法连接时配置变更不会生效。',
    ],
    min('apisix_etcd_reachable{$f}'),
    ['==', { critical: 0 }, '2m'],
    [
      'Check etcd, and the addresses and certificates in the configuration of the gateway.',
      '检查 etcd，以及网关配置中的地址与证书。',
    ],
  ),
  row(
    'apisixBandwidth',
    'bytes_per_second',
    ['Bandwidth', '带宽', 'Bytes per second, per direction.', '每秒字节数，按方向。'],
    rate('apisix_bandwidth{$f}'),
    ['>', { critical: 200 * MI, warning: 50 * MI }, '10m'],
    BUSY,
    { more: ['type'] },
  ),
  row(
    'apisixP95',
    'seconds',
    [
      'Latency, 95th percentile',
      '延迟 P95',
      'Latency that 95 of 100 requests stay below, per route and type.',
      '95% 的请求低于该延迟，按路由与类型。',
    ],
    latency(0.95),
    ['>', { critical: 2, warning: 0.75 }, '5m'],
    SLOW,
    ROUTE,
  ),
  row(
    'apisixP90',
    'seconds',
    [
      'Latency, 90th percentile',
      '延迟 P90',
      'Latency that 90 of 100 requests stay below, per route and type.',
      '90% 的请求低于该延迟，按路由与类型。',
    ],
    latency(0.9),
    ['>', { critical: 1.5, warning: 0.5 }, '5m'],
    SLOW,
    ROUTE,
  ),
  row(
    'apisixP50',
    'seconds',
    [
      'Latency, median',
      '延迟中位数 P50',
      'Latency that half of the requests stay below, per route and type.',
      '一半请求低于该延迟，按路由与类型。',
    ],
    latency(0.5),
    ['>', { critical: 0.75, warning: 0.25 }, '5m'],
    SLOW,
    ROUTE,
  ),
  row(
    'apisixTotalHttpSucess',
    'ratio',
    [
      'Share of success',
      '总体成功率',
      'Share of requests within the window answered neither 4xx nor 5xx, all hosts together.',
      '时间窗口内未返回 4xx 与 5xx 的请求比例，所有域名合计。',
    ],
    share('code!~"[45].."'),
    ['<', { critical: 0.5, warning: 0.9 }, '10m'],
    SERVER_ERRORS,
  ),
  row(
    'apisixTotalHttpStatusRate',
    'requests_per_second',
    [
      'Requests',
      '总请求速率',
      'Requests per second, all hosts together.',
      '每秒请求数，所有域名合计。',
    ],
    requests(),
    ['>', { critical: 20_000, warning: 5_000 }, '10m'],
    BUSY,
  ),
];
