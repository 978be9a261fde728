import { type RowLevels, row, type TemplateRow } from '../template-row.ts';
import { above0, firstOf, MI, quantile, rate, relabelled, sum } from './fragments.data.ts';

const SLOW_SERVER = [
  'See which route is slow, then its database and its outgoing calls.',
  '查看哪条路由变慢，再检查其数据库与对外调用。',
] as const;
const SLOW_CLIENT = [
  'See which peer is slow; set timeouts so that it does not hold up this service.',
  '查看哪个对端变慢，并设置超时以避免拖累本服务。',
] as const;
const LARGE = [
  'Bodies this large cost memory on both sides: page, compress or stream them.',
  '过大的报文会占用双方内存：请分页、压缩或使用流式传输。',
] as const;

const APPLICATION = 'namespace=~"$namespace",pod=~"$pod",service_name=~"$service_name"';

interface Side {
  /** `http_client` or `http_server`. */
  readonly name: string;
  /** The peer's or host's label as it was called up to version 1.20 of the conventions. */
  readonly label: string;
  /** Labels beside it that both generations have. */
  readonly also: readonly string[];
}

/** Series of the stable conventions, which call the label `server_address`. */
const stable = (metric: string, { label, also }: Side, matcher = ''): string => {
  const others = also.map((name) => `,${name}=~"$${name}"`).join('');
  return relabelled(
    `rate(${metric}{${matcher}${APPLICATION},server_address=~"$${label}"${others}}[$window])`,
    'server_address',
    label,
  );
};

const stableQuantile = (share: number, metric: string, side: Side): string =>
  `histogram_quantile(${share}, sum by ($by, le) (${stable(metric, side)}))`;

const duration = (side: Side): string =>
  firstOf(
    `${quantile(0.9, `${side.name}_duration_milliseconds_bucket{$f}`)} / 1000`,
    `${quantile(0.9, `${side.name}_duration_bucket{$f}`)} / 1000`,
    stableQuantile(0.9, `${side.name}_request_duration_seconds_bucket`, side),
  );

const size = (side: Side, what: 'request' | 'response'): string =>
  firstOf(
    quantile(0.99, `${side.name}_${what}_size_bytes_bucket{$f}`),
    quantile(0.99, `${side.name}_${what}_size_bucket{$f}`),
    stableQuantile(0.99, `${side.name}_${what}_body_size_bytes_bucket`, side),
  );

const mean = (side: Side): string => {
  const old = (name: string): string =>
    `${rate(`${name}_sum{$f}`)} / ${above0(rate(`${name}_count{$f}`))} / 1000`;
  const metric = `${side.name}_request_duration_seconds`;
  return firstOf(
    old(`${side.name}_duration_milliseconds`),
    old(`${side.name}_duration`),
    `${sum(stable(`${metric}_sum`, side))} / ${above0(sum(stable(`${metric}_count`, side)))}`,
  );
};

const CLIENT: Side = { name: 'http_client', label: 'net_peer_name', also: [] };
const SERVER: Side = { name: 'http_server', label: 'net_host_name', also: [] };
const ROUTED: Side = { name: 'http_server', label: 'net_host_name', also: ['http_route'] };

const SECONDS: RowLevels = { critical: 2, warning: 0.5 };
const BYTES: RowLevels = { critical: 8 * MI, warning: MI };

const sizes = (
  rule: string,
  side: Side,
  what: 'request' | 'response',
  texts: TemplateRow['texts'],
): TemplateRow =>
  row(rule, 'bytes', texts, size(side, what), ['>', BYTES, '10m'], LARGE, { more: [side.label] });

export const OTEL_HTTP_ROWS: readonly TemplateRow[] = [
  row(
    'http_client_duration',
    'seconds',
    [
      'Outgoing calls, 90th percentile',
      '对外调用耗时 P90',
      'Duration that 90 of 100 outgoing calls stay below.',
      '90% 的对外调用耗时低于该值。',
    ],
    duration(CLIENT),
    ['>', SECONDS, '5m'],
    SLOW_CLIENT,
    { more: ['net_peer_name'] },
  ),
  sizes('http_client_request_size', CLIENT, 'request', [
    'Outgoing requests, size',
    '对外请求大小 P99',
    'Size that 99 of 100 outgoing requests stay below.',
    '99% 的对外请求大小低于该值。',
  ]),
  sizes('http_client_response_size', CLIENT, 'response', [
    'Responses to outgoing calls, size',
    '对外调用响应大小 P99',
    'Size that 99 of 100 responses to outgoing calls stay below.',
    '99% 的对外调用响应大小低于该值。',
  ]),
  row(
    'http_server_duration',
    'seconds',
    [
      'Served requests, 90th percentile',
      '请求处理耗时 P90',
      'Duration that 90 of 100 served requests stay below, per route.',
      '90% 的请求处理耗时低于该值，按路由。',
    ],
    duration(ROUTED),
    ['>', SECONDS, '5m'],
    SLOW_SERVER,
    { more: ['net_host_name', 'http_route'] },
  ),
  sizes('http_server_request_size', SERVER, 'request', [
    'Served requests, size',
    '请求大小 P99',
    'Size that 99 of 100 served requests stay below.',
    '99% 的请求大小低于该值。',
  ]),
  sizes('http_server_response_size', SERVER, 'response', [
    'Responses, size',
    '响应大小 P99',
    'Size that 99 of 100 responses stay below.',
    '99% 的响应大小低于该值。',
  ]),
  row(
    'http_server_active_requests',
    'count',
    [
      'Requests in flight',
      '处理中的请求数',
      'Requests that are being served.',
      '正在处理的请求数。',
    ],
    firstOf(
      sum('http_server_active_requests{$f}'),
      sum(
        relabelled(
          `http_server_active_requests{${APPLICATION},server_address=~"$net_host_name",net_host_name=""}`,
          'server_address',
          'net_host_name',
        ),
      ),
    ),
    ['>', { critical: 1_000, warning: 200 }, '5m'],
    [
      'Requests pile up: something that they wait for is slow. Look at durations and pools.',
      '请求正在堆积：所等待的资源变慢，请检查耗时与连接池。',
    ],
    { more: ['net_host_name'] },
  ),
  row(
    'http_client_duration_avg',
    'seconds',
    [
      'Outgoing calls, mean',
      '对外调用平均耗时',
      'Mean duration of outgoing calls within the window.',
      '时间窗口内对外调用的平均耗时。',
    ],
    mean(CLIENT),
    ['>', { critical: 1, warning: 0.3 }, '5m'],
    SLOW_CLIENT,
    { more: ['net_peer_name'] },
  ),
  row(
    'http_server_duration_avg',
    'seconds',
    [
      'Served requests, mean',
      '请求处理平均耗时',
      'Mean duration of served requests within the window, per route.',
      '时间窗口内请求处理的平均耗时，按路由。',
    ],
    mean(ROUTED),
    ['>', { critical: 1, warning: 0.3 }, '5m'],
    SLOW_SERVER,
    { more: ['net_host_name', 'http_route'] },
  ),
];
