import type { Board, BoardQuery } from '../board.ts';
import {
  area,
  gauge,
  graph,
  heat,
  quantiles,
  quantilesOf,
  row,
  shareOf,
  stat,
  table,
  variable,
} from '../board-parts.ts';
import { byCode, failedOf } from './http-status.ts';
import { ofService, services } from './otel-service.ts';

const IN = 'namespace=~"$namespace"';
const ON = `${IN}, instance=~"$instance"`;
const places = (metric: string) => [
  variable('namespace', ['Namespace', '命名空间'], metric),
  variable('instance', ['Instance', '实例'], `${metric}{namespace=~"$namespace"}`),
];
const servicePlaces = (metric: string) => [
  variable('namespace', ['Namespace', '命名空间'], metric),
  variable('service', ['Service', '服务'], services(metric), { of: 'service_name', isQuery: true }),
];
/** The series of a metric of the chosen services, and what it counts per second. */
const served = (metric: string, more = ''): string =>
  ofService((matchers) => `${metric}{${more}${matchers}}`);
const servedRate = (metric: string, more = '', range = '$__rate_interval'): string =>
  ofService((matchers) => `rate(${metric}{${more}${matchers}}[${range}])`);
const answers = (range: string, more = ''): string =>
  `rate(http_requests_total{${more}${IN}, job=~"$job"}[${range}])`;
const failed = (range: string): string => failedOf((matchers) => answers(range, matchers));
const GOOD_SHARE = {
  steps: [
    [null, 'red'],
    [0.99, 'orange'],
    [0.999, 'green'],
  ],
} as const;

/** Services that count their own requests the usual way: latency, traffic, errors, saturation. */
export const HTTP: Board = {
  id: 'http',
  title: ['HTTP services', 'HTTP 服务'],
  description: [
    'The four golden signals of services that expose http_requests_total and http_request_duration_seconds.',
    '服务的四个黄金信号，需暴露 http_requests_total 与 http_request_duration_seconds。',
  ],
  tags: ['application', 'http'],
  audience: 'both',
  exporters: ['http-service', 'cadvisor'],
  needs: [['http_requests_total'], ['http_request_duration_seconds_count']],
  variables: [
    variable('namespace', ['Namespace', '命名空间'], 'http_requests_total'),
    variable('job', ['Service', '服务'], 'http_requests_total{namespace=~"$namespace"}'),
  ],
  rows: [
    row(
      ['Traffic and errors', '流量与错误'],
      stat(
        ['Requests per second', '每秒请求'],
        'reqps',
        [[`sum(${answers('$__rate_interval')})`, '']],
        { width: 8 },
      ),
      gauge(
        ['Answered without error', '成功率'],
        'percentunit',
        [[`1 - ${shareOf(`sum(${failed('5m')})`, `sum(${answers('5m')})`)}`, '']],
        { ...GOOD_SHARE, width: 8 },
      ),
      stat(
        ['Latency, 95 %', '延迟 95 %'],
        's',
        [
          [
            `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{${IN}, job=~"$job"}[$__rate_interval])))`,
            '',
          ],
        ],
        { width: 8 },
      ),
      area(['Requests by code', '按状态码的请求'], 'reqps', [
        [byCode(answers('$__rate_interval')), '{{code}}'],
      ]),
      graph(['Share of errors by service', '各服务错误占比'], 'percentunit', [
        [
          shareOf(
            `sum by (job) (${failed('$__rate_interval')})`,
            `sum by (job) (${answers('$__rate_interval')})`,
          ),
          '{{job}}',
        ],
      ]),
    ),
    row(
      ['Latency and saturation', '延迟与饱和度'],
      graph(
        ['Latency', '延迟'],
        's',
        quantiles(`http_request_duration_seconds_bucket{${IN}, job=~"$job"}`),
      ),
      heat(['How long requests took', '请求耗时分布'], 's', [
        [
          `sum by (le) (increase(http_request_duration_seconds_bucket{${IN}, job=~"$job"}[$__rate_interval]))`,
          '{{le}}',
        ],
      ]),
      graph(['In flight', '处理中'], 'short', [
        [`sum by (job) (http_requests_in_flight{${IN}, job=~"$job"})`, '{{job}}'],
      ]),
      graph(['CPU of the namespace', '命名空间的 CPU'], 'short', [
        [
          `sum by (namespace) (rate(container_cpu_usage_seconds_total{container!="", ${IN}}[$__rate_interval]))`,
          '{{namespace}}',
        ],
      ]),
    ),
  ],
};

/** Of a bean's metric in the case that jmx_exporter gives it, or in lower case, which many set it to. */
const eitherCase = (name: string, series: (name: string) => string): string =>
  `(${series(name)} or ${series(name.toLowerCase())})`;
const bean = (name: string): string => eitherCase(name, (one) => `${one}{${ON}}`);
const beanRate = (name: string): string =>
  eitherCase(name, (one) => `rate(${one}{${ON}}[$__rate_interval])`);
const HEAP_USED = eitherCase('java_lang_Memory_HeapMemoryUsage_used', (name) => name);
/** A metric of Prometheus's Java client by its name of 1.x, or of before. */
const client = (names: readonly string[], more = '', suffix = ''): string =>
  `(${names.map((name) => `${name}{${more}${ON}}${suffix}`).join(' or ')})`;
/** Micrometer has the same names, for each pool: it has a dashboard of its own. */
const clientMemory = (what: 'used' | 'max', area: 'heap' | 'nonheap'): string =>
  client(
    [`jvm_memory_${what}_bytes`, `jvm_memory_bytes_${what}`],
    `id="", area="${area}", `,
    what === 'max' ? ' > 0' : '',
  );
/**
 * By instance, and by `name`: of the beans, of the Java client where there are none. As an agent
 * jmx_exporter exposes both, which must not be added up.
 */
const beanOrClient = (
  by: 'instance' | 'instance, name',
  ofBean: string,
  ofClient: string,
  combine: 'sum' | 'max' = 'sum',
): string => `${combine} by (${by}) (${ofBean}) or ${combine} by (${by}) (${ofClient})`;
const named = (series: string, label: string): string =>
  `label_replace(${series}, "name", "$1", "${label}", "(.+)")`;
const CLIENT_IS = 'jvm_threads_current';

export const JVM: Board = {
  id: 'jvm',
  title: ['JVM', 'JVM'],
  description: [
    'Heap, garbage collection, threads and classes, by jmx_exporter or the Java client of Prometheus.',
    '堆、垃圾回收、线程与类，来自 jmx_exporter 或 Prometheus 的 Java 客户端。',
  ],
  tags: ['application', 'runtime'],
  audience: 'both',
  exporters: ['jmx-exporter', 'java-client'],
  needs: [
    ['java_lang_Memory_HeapMemoryUsage_used', 'java_lang_memory_heapmemoryusage_used', CLIENT_IS],
  ],
  variables: [
    variable(
      'namespace',
      ['Namespace', '命名空间'],
      `group by (namespace) (${HEAP_USED} or ${CLIENT_IS})`,
      {
        isQuery: true,
      },
    ),
    variable(
      'instance',
      ['Instance', '实例'],
      `group by (instance) (${eitherCase('java_lang_Memory_HeapMemoryUsage_used', (name) => `${name}{${IN}}`)} or ${CLIENT_IS}{${IN}})`,
      { isQuery: true },
    ),
  ],
  rows: [
    row(
      ['Memory', '内存'],
      graph(['Heap', '堆'], 'bytes', [
        [
          beanOrClient(
            'instance',
            bean('java_lang_Memory_HeapMemoryUsage_used'),
            clientMemory('used', 'heap'),
          ),
          ['used {{instance}}', '已用 {{instance}}'],
        ],
        [
          beanOrClient(
            'instance',
            bean('java_lang_Memory_HeapMemoryUsage_max'),
            clientMemory('max', 'heap'),
          ),
          ['at most {{instance}}', '上限 {{instance}}'],
        ],
      ]),
      graph(['Beside the heap', '非堆'], 'bytes', [
        [
          beanOrClient(
            'instance',
            bean('java_lang_Memory_NonHeapMemoryUsage_used'),
            clientMemory('used', 'nonheap'),
          ),
          '{{instance}}',
        ],
      ]),
      area(['Memory pools', '内存池'], 'bytes', [
        [
          `sum by (name) (${beanOrClient('instance, name', bean('java_lang_MemoryPool_Usage_used'), named(client(['jvm_memory_pool_used_bytes', 'jvm_memory_pool_bytes_used']), 'pool'))})`,
          '{{name}}',
        ],
      ]),
      graph(['Time in garbage collection', '垃圾回收占比'], 'percentunit', [
        [
          beanOrClient(
            'instance, name',
            `${beanRate('java_lang_GarbageCollector_CollectionTime')} / 1000`,
            named(`rate(jvm_gc_collection_seconds_sum{${ON}}[$__rate_interval])`, 'gc'),
          ),
          '{{instance}} {{name}}',
        ],
      ]),
    ),
    row(
      ['Threads and CPU', '线程与 CPU'],
      graph(['Threads', '线程'], 'short', [
        [
          beanOrClient('instance', bean('java_lang_Threading_ThreadCount'), `${CLIENT_IS}{${ON}}`),
          '{{instance}}',
        ],
      ]),
      graph(['CPU of the process', '进程 CPU'], 'percentunit', [
        [`max by (instance) (${bean('java_lang_OperatingSystem_ProcessCpuLoad')})`, '{{instance}}'],
      ]),
      graph(['Classes loaded', '已加载的类'], 'short', [
        [
          beanOrClient(
            'instance',
            bean('java_lang_ClassLoading_LoadedClassCount'),
            client(['jvm_classes_currently_loaded', 'jvm_classes_loaded']),
            'max',
          ),
          '{{instance}}',
        ],
      ]),
      graph(['Open files', '打开的文件'], 'short', [
        [
          beanOrClient(
            'instance',
            bean('java_lang_OperatingSystem_OpenFileDescriptorCount'),
            `process_open_fds{${ON}} and on (namespace, instance) ${CLIENT_IS}{${ON}}`,
            'max',
          ),
          '{{instance}}',
        ],
      ]),
    ),
  ],
};

export const GO: Board = {
  id: 'go',
  title: ['Go runtime', 'Go 运行时'],
  description: [
    'Goroutines, memory and garbage collection of Go programs.',
    'Go 程序的协程、内存与垃圾回收。',
  ],
  tags: ['application', 'runtime'],
  audience: 'both',
  exporters: ['go-client', 'tocsin'],
  needs: [['go_goroutines']],
  variables: places('go_goroutines'),
  rows: [
    row(
      ['Runtime', '运行时'],
      graph(['Goroutines', '协程'], 'short', [
        [`sum by (instance) (go_goroutines{${ON}})`, '{{instance}}'],
      ]),
      graph(['OS threads', '系统线程'], 'short', [
        [`sum by (instance) (go_threads{${ON}})`, '{{instance}}'],
      ]),
      graph(['Heap', '堆'], 'bytes', [
        [
          `sum by (instance) (go_memstats_heap_alloc_bytes{${ON}})`,
          ['in use {{instance}}', '使用中 {{instance}}'],
        ],
        [
          `sum by (instance) (go_memstats_next_gc_bytes{${ON}})`,
          ['next collection at {{instance}}', '下次回收 {{instance}}'],
        ],
      ]),
      graph(['Allocated', '分配速率'], 'Bps', [
        [
          `sum by (instance) (rate(go_memstats_alloc_bytes_total{${ON}}[$__rate_interval]))`,
          '{{instance}}',
        ],
      ]),
      graph(['Garbage collection pauses', '垃圾回收停顿'], 's', [
        [
          `max by (instance) (go_gc_duration_seconds{quantile="1", ${ON}})`,
          ['longest {{instance}}', '最长 {{instance}}'],
        ],
      ]),
      graph(['Garbage collections', '垃圾回收次数'], 'ops', [
        [
          `sum by (instance) (rate(go_gc_duration_seconds_count{${ON}}[$__rate_interval]))`,
          '{{instance}}',
        ],
      ]),
    ),
    row(
      ['Process', '进程'],
      graph(['CPU', 'CPU'], 'short', [
        [
          `sum by (instance) (rate(process_cpu_seconds_total{${ON}}[$__rate_interval]))`,
          '{{instance}}',
        ],
      ]),
      graph(['Resident memory', '常驻内存'], 'bytes', [
        [`sum by (instance) (process_resident_memory_bytes{${ON}})`, '{{instance}}'],
      ]),
      graph(
        ['Open files', '打开文件占比'],
        'percentunit',
        [[`max by (instance) (process_open_fds{${ON}} / process_max_fds{${ON}})`, '{{instance}}']],
        { maximum: 1 },
      ),
    ),
  ],
};

export const NODEJS: Board = {
  id: 'nodejs',
  title: ['Node.js runtime', 'Node.js 运行时'],
  description: [
    'Event loop, heap and garbage collection of Node.js programs with prom-client.',
    '使用 prom-client 的 Node.js 程序的事件循环、堆与垃圾回收。',
  ],
  tags: ['application', 'runtime'],
  audience: 'both',
  exporters: ['node-client', 'tocsin'],
  needs: [['nodejs_eventloop_lag_p99_seconds']],
  variables: places('nodejs_eventloop_lag_p99_seconds'),
  rows: [
    row(
      ['Runtime', '运行时'],
      graph(['Event loop lag', '事件循环延迟'], 's', [
        [`max by (instance) (nodejs_eventloop_lag_p50_seconds{${ON}})`, 'p50 {{instance}}'],
        [`max by (instance) (nodejs_eventloop_lag_p99_seconds{${ON}})`, 'p99 {{instance}}'],
      ]),
      graph(['CPU', 'CPU'], 'short', [
        [
          `sum by (instance) (rate(process_cpu_seconds_total{${ON}}[$__rate_interval]))`,
          '{{instance}}',
        ],
      ]),
      graph(['Heap', '堆'], 'bytes', [
        [
          `sum by (instance) (nodejs_heap_size_used_bytes{${ON}})`,
          ['used {{instance}}', '已用 {{instance}}'],
        ],
        [
          `sum by (instance) (nodejs_heap_size_total_bytes{${ON}})`,
          ['reserved {{instance}}', '预留 {{instance}}'],
        ],
      ]),
      graph(['Memory', '内存'], 'bytes', [
        [
          `sum by (instance) (process_resident_memory_bytes{${ON}})`,
          ['resident {{instance}}', '常驻 {{instance}}'],
        ],
        [
          `sum by (instance) (nodejs_external_memory_bytes{${ON}})`,
          ['external {{instance}}', '外部 {{instance}}'],
        ],
      ]),
      graph(['Time in garbage collection', '垃圾回收占比'], 'percentunit', [
        [
          `sum by (instance, kind) (rate(nodejs_gc_duration_seconds_sum{${ON}}[$__rate_interval]))`,
          '{{instance}} {{kind}}',
        ],
      ]),
      graph(['Handles and requests', '句柄与请求'], 'short', [
        [
          `sum by (instance) (nodejs_active_handles_total{${ON}})`,
          ['handles {{instance}}', '句柄 {{instance}}'],
        ],
        [
          `sum by (instance) (nodejs_active_requests_total{${ON}})`,
          ['requests {{instance}}', '请求 {{instance}}'],
        ],
      ]),
    ),
  ],
};

const SERVED = 'http_server_request_duration_seconds';
const MADE = 'http_client_request_duration_seconds';
/** Of what came and what went. */
const bodies = (request: string, response: string): readonly BoardQuery[] => {
  const of = (name: string) =>
    `histogram_quantile(0.9, sum by (le, service_name) (${servedRate(`${name}_bytes_bucket`)}))`;
  return [
    [of(request), ['request {{service_name}}', '请求 {{service_name}}']],
    [of(response), ['response {{service_name}}', '响应 {{service_name}}']],
  ];
};

export const OTEL_HTTP: Board = {
  id: 'otel-http',
  title: ['OpenTelemetry HTTP', 'OpenTelemetry HTTP'],
  description: [
    'Requests served and made, by the semantic conventions of OpenTelemetry 1.23 and later.',
    '收到与发出的请求，依 OpenTelemetry 1.23 及更新的语义约定。',
  ],
  tags: ['application', 'http', 'opentelemetry'],
  audience: 'both',
  exporters: ['opentelemetry'],
  needs: [['http_server_request_duration_seconds_count']],
  variables: servicePlaces(`${SERVED}_count`),
  rows: [
    row(
      ['Served', '服务端'],
      area(['Requests by status', '按状态码的请求'], 'reqps', [
        [
          // What was broken off has no status.
          `label_replace(sum by (http_response_status_code) (${servedRate(`${SERVED}_count`)}), "http_response_status_code", "-", "http_response_status_code", "")`,
          '{{http_response_status_code}}',
        ],
      ]),
      graph(['Latency', '延迟'], 's', quantilesOf(servedRate(`${SERVED}_bucket`))),
      graph(['Share of errors', '错误占比'], 'percentunit', [
        [
          shareOf(
            `sum by (service_name) (${servedRate(`${SERVED}_count`, 'http_response_status_code=~"5..", ')})`,
            `sum by (service_name) (${servedRate(`${SERVED}_count`)})`,
          ),
          '{{service_name}}',
        ],
      ]),
      graph(['In flight', '处理中'], 'short', [
        [`sum by (service_name) (${served('http_server_active_requests')})`, '{{service_name}}'],
      ]),
      table(['Routes', '路由'], 'reqps', [
        [
          `sum by (service_name, http_route) (${servedRate(`${SERVED}_count`, '', '5m')})`,
          ['Requests per second', '每秒请求'],
        ],
        [
          `sum by (service_name, http_route) (${servedRate(`${SERVED}_sum`, '', '5m')}) / sum by (service_name, http_route) (${servedRate(`${SERVED}_count`, '', '5m')})`,
          ['Mean latency', '平均延迟'],
          's',
        ],
      ]),
    ),
    row(
      ['Made', '客户端'],
      graph(['Requests', '请求'], 'reqps', [
        [`sum by (service_name) (${servedRate(`${MADE}_count`)})`, '{{service_name}}'],
      ]),
      graph(['Latency', '延迟'], 's', quantilesOf(servedRate(`${MADE}_bucket`))),
    ),
    row(
      ['Sizes', '大小'],
      graph(
        ['Bodies served, 90 %', '服务端正文 90 %'],
        'bytes',
        bodies('http_server_request_body_size', 'http_server_response_body_size'),
      ),
      graph(
        ['Bodies of requests made, 90 %', '客户端正文 90 %'],
        'bytes',
        bodies('http_client_request_body_size', 'http_client_response_body_size'),
      ),
    ),
  ],
};

/** By the names of the Java agent's Prometheus exporter, and of a collector that writes its OTLP. */
export const OTEL_JVM: Board = {
  id: 'otel-jvm',
  title: ['OpenTelemetry JVM', 'OpenTelemetry JVM'],
  description: [
    'Memory, garbage collection, threads, classes and CPU, by the OpenTelemetry Java agent 2.x.',
    '内存、垃圾回收、线程、类与 CPU，来自 OpenTelemetry Java 代理 2.x。',
  ],
  tags: ['application', 'runtime', 'opentelemetry'],
  audience: 'both',
  exporters: ['otel-java'],
  needs: [['jvm_memory_limit_bytes'], ['jvm_memory_used_bytes']],
  variables: servicePlaces('jvm_memory_limit_bytes'),
  rows: [
    row(
      ['Memory', '内存'],
      graph(['Heap', '堆'], 'bytes', [
        [
          `sum by (service_name) (${served('jvm_memory_used_bytes', 'jvm_memory_type="heap", ')})`,
          ['used {{service_name}}', '已用 {{service_name}}'],
        ],
        [
          `sum by (service_name) (${served('jvm_memory_committed_bytes', 'jvm_memory_type="heap", ')})`,
          ['committed {{service_name}}', '已提交 {{service_name}}'],
        ],
        [
          `sum by (service_name) (${served('jvm_memory_limit_bytes', 'jvm_memory_type="heap", ')})`,
          ['at most {{service_name}}', '上限 {{service_name}}'],
        ],
      ]),
      graph(['Beside the heap', '非堆'], 'bytes', [
        [
          `sum by (service_name) (${served('jvm_memory_used_bytes', 'jvm_memory_type="non_heap", ')})`,
          '{{service_name}}',
        ],
      ]),
      area(['Pools', '内存池'], 'bytes', [
        [
          // Of Micrometer and the Java agent only the agent's series say what kind of memory theirs is.
          `sum by (jvm_memory_pool_name) (${served('jvm_memory_used_bytes', 'jvm_memory_type=~".+", ')})`,
          '{{jvm_memory_pool_name}}',
        ],
      ]),
      graph(['Heap after the last collection', '上次回收后的堆'], 'bytes', [
        [
          `sum by (service_name) (${served('jvm_memory_used_after_last_gc_bytes', 'jvm_memory_type="heap", ')})`,
          '{{service_name}}',
        ],
      ]),
    ),
    row(
      ['Garbage collection', '垃圾回收'],
      graph(['Time in garbage collection', '垃圾回收占比'], 'percentunit', [
        [
          `sum by (service_name, jvm_gc_name) (${servedRate('jvm_gc_duration_seconds_sum')})`,
          '{{service_name}} {{jvm_gc_name}}',
        ],
      ]),
      graph(['Collections', '回收次数'], 'ops', [
        [
          `sum by (service_name, jvm_gc_action) (${servedRate('jvm_gc_duration_seconds_count')})`,
          '{{service_name}} {{jvm_gc_action}}',
        ],
      ]),
      graph(
        ['Duration of a collection', '单次回收耗时'],
        's',
        quantilesOf(servedRate('jvm_gc_duration_seconds_bucket')),
        { width: 24 },
      ),
    ),
    row(
      ['Threads, classes and CPU', '线程、类与 CPU'],
      area(['Threads by state', '按状态的线程'], 'short', [
        [`sum by (jvm_thread_state) (${served('jvm_thread_count')})`, '{{jvm_thread_state}}'],
      ]),
      graph(['Daemon threads', '守护线程'], 'short', [
        [
          `sum by (service_name) (${served('jvm_thread_count', 'jvm_thread_daemon="true", ')})`,
          '{{service_name}}',
        ],
      ]),
      graph(['CPU of the process', '进程 CPU'], 'percentunit', [
        [
          `max by (service_name) (${served('jvm_cpu_recent_utilization_ratio')})`,
          '{{service_name}}',
        ],
      ]),
      graph(['CPU seconds per second', '每秒 CPU 秒数'], 'short', [
        [
          `sum by (service_name) (${servedRate('jvm_cpu_time_seconds_total')})`,
          ['used {{service_name}}', '已用 {{service_name}}'],
        ],
        [
          `sum by (service_name) (${served('jvm_cpu_count')})`,
          ['processors {{service_name}}', '处理器 {{service_name}}'],
        ],
      ]),
      graph(['Classes', '类'], 'short', [
        [`max by (service_name) (${served('jvm_class_count')})`, '{{service_name}}'],
      ]),
      graph(['Classes loaded', '加载的类'], 'ops', [
        [`sum by (service_name) (${servedRate('jvm_class_loaded_total')})`, '{{service_name}}'],
      ]),
    ),
  ],
};

const OLD_SERVED = 'http_server_duration_milliseconds';
const OLD_MADE = 'http_client_duration_milliseconds';
const OLD_MEMORY = 'process_runtime_jvm_memory_usage_bytes';
const OLD_NEEDS = [`${OLD_SERVED}_count`, `${OLD_MADE}_bucket`, OLD_MEMORY];

/** What SDKs and Java agents of before 2024 send. */
export const OTEL_OLD: Board = {
  id: 'otel-old',
  title: ['OpenTelemetry, older names', 'OpenTelemetry（旧名称）'],
  description: [
    'HTTP and JVM by the semantic conventions before 1.23, such as those of the Java agent 1.x.',
    '旧语义约定（1.23 之前，如 Java 代理 1.x）下的 HTTP 与 JVM。',
  ],
  tags: ['application', 'http', 'runtime', 'opentelemetry'],
  audience: 'both',
  exporters: ['opentelemetry'],
  needs: [OLD_NEEDS],
  variables: [
    variable(
      'namespace',
      ['Namespace', '命名空间'],
      `group by (namespace) (${OLD_NEEDS.join(' or ')})`,
      { isQuery: true },
    ),
    variable('service', ['Service', '服务'], OLD_NEEDS.map(services).join(' or '), {
      of: 'service_name',
      isQuery: true,
    }),
  ],
  rows: [
    row(
      ['HTTP', 'HTTP'],
      area(['Requests by status', '按状态码的请求'], 'reqps', [
        [
          `label_replace(sum by (http_status_code) (${servedRate(`${OLD_SERVED}_count`)}), "http_status_code", "-", "http_status_code", "")`,
          '{{http_status_code}}',
        ],
      ]),
      graph(['Share of errors', '错误占比'], 'percentunit', [
        [
          shareOf(
            `sum by (service_name) (${servedRate(`${OLD_SERVED}_count`, 'http_status_code=~"5..", ')})`,
            `sum by (service_name) (${servedRate(`${OLD_SERVED}_count`)})`,
          ),
          '{{service_name}}',
        ],
      ]),
      graph(['Latency', '延迟'], 'ms', quantilesOf(servedRate(`${OLD_SERVED}_bucket`))),
      graph(
        ['Latency of requests made', '发出请求的延迟'],
        'ms',
        quantilesOf(servedRate(`${OLD_MADE}_bucket`)),
      ),
    ),
    row(
      ['JVM', 'JVM'],
      graph(['Heap', '堆'], 'bytes', [
        [
          `sum by (service_name) (${served(OLD_MEMORY, 'type="heap", ')})`,
          ['used {{service_name}}', '已用 {{service_name}}'],
        ],
        [
          `sum by (service_name) (${served('process_runtime_jvm_memory_limit_bytes', 'type="heap", ')})`,
          ['at most {{service_name}}', '上限 {{service_name}}'],
        ],
      ]),
      area(['Pools', '内存池'], 'bytes', [[`sum by (pool) (${served(OLD_MEMORY)})`, '{{pool}}']]),
      graph(['Time in garbage collection', '垃圾回收占比'], 'percentunit', [
        [
          `sum by (service_name, gc) (${servedRate('process_runtime_jvm_gc_duration_milliseconds_sum')}) / 1000`,
          '{{service_name}} {{gc}}',
        ],
      ]),
      graph(['Threads', '线程'], 'short', [
        [
          `sum by (service_name) (${served('process_runtime_jvm_threads_count')})`,
          '{{service_name}}',
        ],
      ]),
      graph(['Buffers', '缓冲区'], 'bytes', [
        [
          `sum by (service_name, pool) (${served('process_runtime_jvm_buffer_usage_bytes')})`,
          '{{service_name}} {{pool}}',
        ],
      ]),
      graph(['CPU of the process', '进程 CPU'], 'percentunit', [
        [
          `max by (service_name) (${served('process_runtime_jvm_cpu_utilization_ratio')})`,
          '{{service_name}}',
        ],
      ]),
    ),
  ],
};

const JOB = `${IN}, job=~"$job"`;

/** By Micrometer's own names, which its Prometheus registry gives. */
export const MICROMETER_JVM: Board = {
  id: 'micrometer-jvm',
  title: ['JVM by Micrometer', 'JVM（Micrometer）'],
  description: [
    'Memory, garbage collection, threads and connection pools, by Micrometer, as Spring Boot has it.',
    '内存、垃圾回收、线程与连接池，来自 Micrometer（如 Spring Boot）。',
  ],
  tags: ['application', 'runtime'],
  audience: 'both',
  exporters: ['micrometer'],
  // Prometheus's Java client has the same names without pools.
  needs: [['jvm_memory_max_bytes'], ['jvm_memory_used_bytes']],
  variables: [
    variable('namespace', ['Namespace', '命名空间'], 'jvm_memory_max_bytes{id!=""}'),
    variable('job', ['Service', '服务'], 'jvm_memory_max_bytes{id!="", namespace=~"$namespace"}'),
  ],
  rows: [
    row(
      ['Memory', '内存'],
      graph(['Heap', '堆'], 'bytes', [
        [
          `sum by (job) (jvm_memory_used_bytes{id!="", area="heap", ${JOB}})`,
          ['used {{job}}', '已用 {{job}}'],
        ],
        [
          `sum by (job) (jvm_memory_max_bytes{id!="", area="heap", ${JOB}} > 0)`,
          ['at most {{job}}', '上限 {{job}}'],
        ],
      ]),
      area(['Pools', '内存池'], 'bytes', [
        [`sum by (id) (jvm_memory_used_bytes{id!="", area=~".+", ${JOB}})`, '{{id}}'],
      ]),
      graph(['Time in garbage collection', '垃圾回收占比'], 'percentunit', [
        [`sum by (job) (rate(jvm_gc_pause_seconds_sum{${JOB}}[$__rate_interval]))`, '{{job}}'],
      ]),
      graph(['Allocated', '分配速率'], 'Bps', [
        [
          `sum by (job) (rate(jvm_gc_memory_allocated_bytes_total{${JOB}}[$__rate_interval]))`,
          '{{job}}',
        ],
      ]),
    ),
    row(
      ['Threads and pools', '线程与连接池'],
      area(['Threads by state', '按状态的线程'], 'short', [
        [`sum by (state) (jvm_threads_states_threads{${JOB}})`, '{{state}}'],
      ]),
      graph(['Database connections', '数据库连接'], 'short', [
        [
          `sum by (pool) (hikaricp_connections_active{${JOB}})`,
          ['active {{pool}}', '活动 {{pool}}'],
        ],
        [
          `sum by (pool) (hikaricp_connections_pending{${JOB}})`,
          ['waiting {{pool}}', '等待 {{pool}}'],
        ],
        [`sum by (pool) (hikaricp_connections_max{${JOB}})`, ['at most {{pool}}', '上限 {{pool}}']],
      ]),
    ),
  ],
};

/** As the side that answers tells it; in ambient mode that is the waypoint. */
const MESH =
  'destination_workload_namespace=~"$target", destination_workload=~"$workload", reporter=~"destination|waypoint"';

export const MESH_BOARD: Board = {
  id: 'service-mesh',
  title: ['Service mesh', '服务网格'],
  description: [
    'Requests between workloads, by Istio’s standard metrics.',
    '工作负载之间的请求，来自 Istio 标准指标。',
  ],
  tags: ['application', 'http', 'mesh'],
  audience: 'both',
  exporters: ['istio'],
  needs: [['istio_requests_total']],
  variables: [
    variable('target', ['Namespace', '命名空间'], 'istio_requests_total', {
      of: 'destination_workload_namespace',
    }),
    variable(
      'workload',
      ['Workload', '工作负载'],
      'istio_requests_total{destination_workload_namespace=~"$target"}',
      { of: 'destination_workload' },
    ),
  ],
  rows: [
    row(
      ['Requests', '请求'],
      area(['By workload', '按工作负载'], 'reqps', [
        [
          `sum by (destination_workload) (rate(istio_requests_total{${MESH}}[$__rate_interval]))`,
          '{{destination_workload}}',
        ],
      ]),
      area(['By code', '按状态码'], 'reqps', [
        [
          `sum by (response_code) (rate(istio_requests_total{${MESH}}[$__rate_interval]))`,
          '{{response_code}}',
        ],
      ]),
      graph(['Share of errors', '错误占比'], 'percentunit', [
        [
          shareOf(
            `sum by (destination_workload) (rate(istio_requests_total{response_code=~"5..", ${MESH}}[$__rate_interval]))`,
            `sum by (destination_workload) (rate(istio_requests_total{${MESH}}[$__rate_interval]))`,
          ),
          '{{destination_workload}}',
        ],
      ]),
      graph(
        ['Latency', '延迟'],
        'ms',
        quantiles(`istio_request_duration_milliseconds_bucket{${MESH}}`),
      ),
      table(['Who calls whom', '调用关系'], 'reqps', [
        [
          `sum by (source_workload, destination_workload) (rate(istio_requests_total{${MESH}}[5m]))`,
          ['Requests per second', '每秒请求'],
        ],
      ]),
    ),
    row(
      ['TCP', 'TCP'],
      graph(['Traffic', '流量'], 'Bps', [
        [
          `sum by (destination_workload) (rate(istio_tcp_received_bytes_total{${MESH}}[$__rate_interval]))`,
          ['received {{destination_workload}}', '接收 {{destination_workload}}'],
        ],
        [
          `sum by (destination_workload) (rate(istio_tcp_sent_bytes_total{${MESH}}[$__rate_interval]))`,
          ['sent {{destination_workload}}', '发送 {{destination_workload}}'],
        ],
      ]),
      graph(['Connections opened', '新建连接'], 'ops', [
        [
          `sum by (destination_workload) (rate(istio_tcp_connections_opened_total{${MESH}}[$__rate_interval]))`,
          '{{destination_workload}}',
        ],
      ]),
    ),
  ],
};
