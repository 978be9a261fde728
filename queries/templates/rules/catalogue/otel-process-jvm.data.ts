import type { UnitName } from '../../units.data.ts';
import { type RowLevels, row, type TemplateRow } from '../template-row.ts';
import { firstOf, GI, increase, MI, max, quantile, sum } from './fragments.data.ts';

const HEAP = [
  'Compare with -Xmx; steady growth after collections is a leak: take a heap dump.',
  '与 -Xmx 对比；回收后仍持续增长意味着泄漏，可导出堆转储分析。',
] as const;
const NON_HEAP = [
  'Class loading without end, or a large code cache: look at metaspace and the native memory.',
  '类加载无止境或代码缓存过大：检查元空间与本地内存。',
] as const;
const BUFFERS = [
  'Direct and mapped buffers are not on the heap: bound them with MaxDirectMemorySize, and look for leaks.',
  '直接与映射缓冲区不在堆上：通过 MaxDirectMemorySize 限制，并排查泄漏。',
] as const;
const CPU = [
  'Take a profile; much garbage collection also costs CPU.',
  '进行性能分析；频繁的垃圾回收也会消耗 CPU。',
] as const;
const GC = [
  'The heap is too small for what lives in it: look at allocation and at the old generation.',
  '堆内存不足：检查分配速率与老年代占用。',
] as const;
const CLASSES = [
  'Classes are made all the time: scripts, proxies or reflection that is not cached.',
  '持续生成类：可能是未缓存的脚本、代理或反射。',
] as const;
const SMALL = [
  'Less than most applications need: set it in the options of the process.',
  '低于多数应用的需求：请在启动参数中设置。',
] as const;

const PREFIX = 'process_runtime_jvm_';

/** With the unit in the name, as Prometheus 3 and newer collectors write it, and without. */
const named = (
  wrap: (series: string) => string,
  name: string,
  suffix: string,
  matcher = '',
): string => {
  const names = suffix === '' ? [name] : [name + suffix, name];
  return firstOf(...names.map((one) => wrap(`${PREFIX}${one}{${matcher}$f}`)));
};

const POOL = { more: ['pool'] } as const;

const memory = (
  rule: string,
  metric: string,
  area: 'heap' | 'non_heap',
  texts: TemplateRow['texts'],
  comparison: readonly ['<' | '>', RowLevels, string],
  advice: TemplateRow['advice'],
): TemplateRow =>
  row(
    PREFIX + rule,
    'bytes',
    texts,
    named(sum, metric, '_bytes', `type="${area}",`),
    comparison,
    advice,
    POOL,
  );

const MUCH: readonly ['>', RowLevels, string] = [
  '>',
  { critical: 16 * GI, warning: 6 * GI },
  '15m',
];
const LITTLE: readonly ['<', RowLevels, string] = ['<', { info: MI }, '10m'];

const buffers = (
  rule: string,
  unit: UnitName,
  suffix: string,
  texts: TemplateRow['texts'],
  levels: RowLevels,
): TemplateRow =>
  row(PREFIX + rule, unit, texts, named(sum, rule, suffix), ['>', levels, '15m'], BUFFERS, POOL);

const classes = (rule: string, texts: TemplateRow['texts']): TemplateRow =>
  row(
    PREFIX + rule,
    'count',
    texts,
    named(increase, rule, '_total'),
    ['>', { critical: 5_000, warning: 1_000 }, '15m'],
    CLASSES,
  );

const share = (rule: string, texts: TemplateRow['texts'], levels: RowLevels): TemplateRow =>
  row(PREFIX + rule, 'ratio', texts, named(max, rule, '_ratio'), ['>', levels, '10m'], CPU);

export const OTEL_PROCESS_JVM_ROWS: readonly TemplateRow[] = [
  row(
    `${PREFIX}gc_duration_count`,
    'count',
    [
      'Garbage collections',
      'GC 次数',
      'Garbage collections within the window, per action.',
      '时间窗口内的垃圾回收次数，按动作。',
    ],
    firstOf(
      increase(`${PREFIX}gc_duration_milliseconds_count{$f}`),
      increase(`${PREFIX}gc_duration_count{$f}`),
    ),
    ['>', { critical: 600, warning: 200 }, '10m'],
    GC,
    { more: ['action'] },
  ),
  buffers(
    'buffer_count',
    'count',
    '',
    ['Buffers', '缓冲区数量', 'Buffers in the pool.', '缓冲池中的缓冲区数量。'],
    { critical: 100_000, warning: 20_000 },
  ),
  buffers(
    'buffer_limit',
    'bytes',
    '_bytes',
    ['Buffer capacity', '缓冲区容量', 'Capacity of buffer pools.', '缓冲池的容量。'],
    { critical: 4 * GI, warning: GI },
  ),
  buffers(
    'buffer_usage',
    'bytes',
    '_bytes',
    ['Buffer memory used', '缓冲区内存用量', 'Memory used by buffer pools.', '缓冲池使用的内存。'],
    { critical: 4 * GI, warning: GI },
  ),
  classes('classes_loaded', [
    'Classes loaded',
    '加载类数',
    'Classes loaded within the window.',
    '时间窗口内加载的类数量。',
  ]),
  share(
    'cpu_utilization',
    [
      'CPU utilisation of the process',
      '进程 CPU 使用率',
      "Share of the host's CPU that the process uses.",
      '进程占主机 CPU 的比例。',
    ],
    { critical: 0.9, warning: 0.7 },
  ),
  classes('classes_unloaded', [
    'Classes unloaded',
    '卸载类数',
    'Classes unloaded within the window.',
    '时间窗口内卸载的类数量。',
  ]),
  memory(
    'memory_committed',
    'memory_committed',
    'heap',
    [
      'Heap committed',
      '堆内存已提交',
      'Heap that the process has taken from the system, per pool.',
      '进程已向系统申请的堆内存，按内存池。',
    ],
    MUCH,
    HEAP,
  ),
  memory(
    'memory_committed_nonheap',
    'memory_committed',
    'non_heap',
    [
      'Non-heap committed',
      '非堆内存已提交',
      'Non-heap memory that the process has taken from the system, per pool.',
      '进程已向系统申请的非堆内存，按内存池。',
    ],
    MUCH,
    NON_HEAP,
  ),
  memory(
    'memory_usage',
    'memory_usage',
    'heap',
    ['Heap used', '堆内存用量', 'Heap used per pool.', '各内存池的堆内存用量。'],
    MUCH,
    HEAP,
  ),
  memory(
    'memory_usage_nonheap',
    'memory_usage',
    'non_heap',
    ['Non-heap used', '非堆内存用量', 'Non-heap memory used per pool.', '各内存池的非堆内存用量。'],
    MUCH,
    NON_HEAP,
  ),
  row(
    `${PREFIX}system_cpu_load_1m`,
    'load',
    [
      'Load average, 1 min',
      '1 分钟平均负载',
      'Load average of the host, 1 min.',
      '主机 1 分钟平均负载。',
    ],
    named(max, 'system_cpu_load_1m', '_ratio'),
    ['>', { critical: 64, warning: 32 }, '10m'],
    CPU,
  ),
  share(
    'system_cpu_utilization',
    [
      'CPU utilisation of the host',
      '主机 CPU 使用率',
      "Share of the host's CPU in use.",
      '主机 CPU 使用率。',
    ],
    { critical: 0.95, warning: 0.8 },
  ),
  row(
    `${PREFIX}threads_count`,
    'count',
    ['Threads', '线程数', 'Threads, daemon or not.', '线程数，区分是否守护线程。'],
    named(sum, 'threads_count', ''),
    ['>', { critical: 2_000, warning: 500 }, '10m'],
    [
      'Take a thread dump: pools without a bound, or threads that wait for something that does not come.',
      '导出线程转储：线程池没有上限，或线程在无限等待。',
    ],
    { more: ['daemon'] },
  ),
  row(
    `${PREFIX}memory_usage_after_last_gc`,
    'bytes',
    [
      'Memory after the last collection',
      'GC 后内存用量',
      'Memory used per pool after the last collection: what really lives.',
      '最近一次回收后各内存池的用量，即真正存活的数据。',
    ],
    named(sum, 'memory_usage_after_last_gc', '_bytes'),
    ['>', { critical: 12 * GI, warning: 4 * GI }, '15m'],
    HEAP,
    POOL,
  ),
  memory(
    'memory_init',
    'memory_init',
    'heap',
    [
      'Heap at start',
      '堆内存初始值',
      'Initial size of the heap per pool.',
      '各内存池的堆内存初始大小。',
    ],
    MUCH,
    HEAP,
  ),
  memory(
    'memory_init_nonheap',
    'memory_init',
    'non_heap',
    [
      'Non-heap at start',
      '非堆内存初始值',
      'Initial size of the non-heap memory per pool.',
      '各内存池的非堆内存初始大小。',
    ],
    MUCH,
    NON_HEAP,
  ),
  memory(
    'memory_limit',
    'memory_limit',
    'heap',
    ['Heap limit', '堆内存上限', 'Limit of the heap per pool.', '各内存池的堆内存上限。'],
    LITTLE,
    SMALL,
  ),
  memory(
    'memory_limit_nonheap',
    'memory_limit',
    'non_heap',
    [
      'Non-heap limit',
      '非堆内存上限',
      'Limit of the non-heap memory per pool.',
      '各内存池的非堆内存上限。',
    ],
    LITTLE,
    SMALL,
  ),
  row(
    `${PREFIX}gc_duration`,
    'seconds',
    [
      'Collection, 99th percentile',
      'GC 耗时 P99',
      'Duration that 99 of 100 collections within the window stay below, per action.',
      '时间窗口内 99% 的垃圾回收耗时低于该值，按动作。',
    ],
    firstOf(
      `${quantile(0.99, `${PREFIX}gc_duration_milliseconds_bucket{$f}`)} / 1000`,
      `${quantile(0.99, `${PREFIX}gc_duration_bucket{$f}`)} / 1000`,
    ),
    ['>', { critical: 1, warning: 0.3 }, '5m'],
    GC,
    { more: ['action'] },
  ),
];
