import { type RowLevels, row, type TemplateRow } from '../template-row.ts';
import { firstOf, GI, increase, MI, max, quantile, rate, sum } from './fragments.data.ts';

const ID = { more: ['id'] } as const;

const HEAP = [
  'Compare with -Xmx; steady growth after collections is a leak: take a heap dump.',
  '与 -Xmx 对比；回收后仍持续增长意味着泄漏，可导出堆转储分析。',
] as const;
const NON_HEAP = [
  'Class loading without end, or large direct buffers: look at metaspace and the native memory.',
  '类加载无止境或直接缓冲区过大：检查元空间与本地内存。',
] as const;
const BUFFERS = [
  'Direct and mapped buffers are not on the heap: bound them with MaxDirectMemorySize, and look for leaks.',
  '直接与映射缓冲区不在堆上：通过 MaxDirectMemorySize 限制，并排查泄漏。',
] as const;
const GC = [
  'The heap is too small for what lives in it: look at allocation and at the old generation.',
  '堆内存不足：检查分配速率与老年代占用。',
] as const;
const CPU = [
  'Take a profile; much garbage collection also costs CPU.',
  '进行性能分析；频繁的垃圾回收也会消耗 CPU。',
] as const;
const THREADS = [
  'Take a thread dump: pools without a bound, or threads that wait for something that does not come.',
  '导出线程转储：线程池没有上限，或线程在无限等待。',
] as const;
const FILES = [
  'Look for files and sockets that are never closed (lsof), then at the limit.',
  '查找未关闭的文件与套接字（lsof），再检查上限。',
] as const;
const SMALL = [
  'Less than most applications need: set it in the options of the process.',
  '低于多数应用的需求：请在启动参数中设置。',
] as const;

/** With the unit in the name, as Prometheus 3 and newer collectors write it, and without. */
const named = (
  wrap: (series: string) => string,
  name: string,
  suffix: string,
  matcher = '',
): string => firstOf(...[name + suffix, name].map((one) => wrap(`${one}{${matcher}$f}`)));

const USED: RowLevels = { critical: 16 * GI, warning: 6 * GI };

const memory = (
  rule: string,
  what: 'used' | 'committed',
  area: 'heap' | 'nonheap',
  texts: TemplateRow['texts'],
): TemplateRow =>
  row(
    rule,
    'bytes',
    texts,
    named(sum, `jvm_memory_${what}`, '_bytes', `area="${area}",`),
    ['>', USED, '15m'],
    area === 'heap' ? HEAP : NON_HEAP,
    ID,
  );

const limit = (rule: string, area: 'heap' | 'nonheap', texts: TemplateRow['texts']): TemplateRow =>
  row(
    rule,
    'bytes',
    texts,
    // -1 means that there is no maximum.
    named((series) => sum(`${series} > 0`), 'jvm_memory_max', '_bytes', `area="${area}",`),
    ['<', { info: 16 * MI }, '10m'],
    SMALL,
    ID,
  );

const pauses = (rule: string, kind: 'major' | 'minor', texts: TemplateRow['texts']): TemplateRow =>
  row(
    rule,
    'count',
    texts,
    firstOf(
      ...[
        'jvm_gc_pause_milliseconds_count',
        'jvm_gc_pause_seconds_count',
        'jvm_gc_pause_count',
      ].map((name) => increase(`${name}{action="end of ${kind} GC",$f}`)),
    ),
    [
      '>',
      kind === 'major' ? { critical: 20, warning: 3 } : { critical: 1_000, warning: 300 },
      '10m',
    ],
    GC,
    { more: ['cause'] },
  );

const gauge = (
  rule: string,
  unit: 'count' | 'bytes' | 'ratio' | 'load',
  name: string,
  suffix: string,
  texts: TemplateRow['texts'],
  comparison: readonly ['<' | '>', RowLevels, string],
  advice: TemplateRow['advice'],
  more: readonly string[] = [],
): TemplateRow => row(rule, unit, texts, named(sum, name, suffix), comparison, advice, { more });

/** A share or a load: of several series the highest, never their sum. */
const share = (
  rule: string,
  unit: 'ratio' | 'load',
  name: string,
  suffix: string,
  texts: TemplateRow['texts'],
  levels: RowLevels,
): TemplateRow => row(rule, unit, texts, named(max, name, suffix), ['>', levels, '10m'], CPU);

export const OTEL_JVM_ROWS: readonly TemplateRow[] = [
  memory('jvm_memory_used_heap', 'used', 'heap', [
    'Heap used',
    '堆内存用量',
    'Heap used per region.',
    '各区域的堆内存用量。',
  ]),
  memory('jvm_memory_used_nonheap', 'used', 'nonheap', [
    'Non-heap used',
    '非堆内存用量',
    'Non-heap memory used per region.',
    '各区域的非堆内存用量。',
  ]),
  memory('jvm_memory_committed_heap', 'committed', 'heap', [
    'Heap committed',
    '堆内存已提交',
    'Heap that the process has taken from the system, per region.',
    '进程已向系统申请的堆内存，按区域。',
  ]),
  memory('jvm_memory_committed_nonheap', 'committed', 'nonheap', [
    'Non-heap committed',
    '非堆内存已提交',
    'Non-heap memory that the process has taken from the system, per region.',
    '进程已向系统申请的非堆内存，按区域。',
  ]),
  pauses('jvm_gc_pause_count_major', 'major', [
    'Major collections',
    '主要 GC 次数',
    'Major collections within the window, per cause.',
    '时间窗口内的主要垃圾回收次数，按原因。',
  ]),
  pauses('jvm_gc_pause_count_minor', 'minor', [
    'Minor collections',
    '次要 GC 次数',
    'Minor collections within the window, per cause.',
    '时间窗口内的次要垃圾回收次数，按原因。',
  ]),
  row(
    'jvm_gc_pause_duration',
    'seconds',
    [
      'Collection pause, 99th percentile',
      'GC 停顿 P99',
      'Pause that 99 of 100 collections within the window stay below.',
      '时间窗口内 99% 的垃圾回收停顿低于该值。',
    ],
    firstOf(
      `${quantile(0.99, 'jvm_gc_pause_milliseconds_bucket{$f}')} / 1000`,
      quantile(0.99, 'jvm_gc_pause_seconds_bucket{$f}'),
      `${quantile(0.99, 'jvm_gc_pause_bucket{$f}')} / 1000`,
    ),
    ['>', { critical: 1, warning: 0.3 }, '5m'],
    GC,
    { more: ['action'] },
  ),
  limit('jvm_memory_max', 'heap', [
    'Heap maximum',
    '堆内存上限',
    'Maximum of the heap per region; regions without one are left out.',
    '各区域的堆内存上限，不含没有上限的区域。',
  ]),
  limit('jvm_memory_max_nonheap', 'nonheap', [
    'Non-heap maximum',
    '非堆内存上限',
    'Maximum of the non-heap memory per region; regions without one are left out.',
    '各区域的非堆内存上限，不含没有上限的区域。',
  ]),
  gauge(
    'jvm_buffer_memory_used',
    'bytes',
    'jvm_buffer_memory_used',
    '_bytes',
    ['Buffer memory used', '缓冲区内存用量', 'Memory used by buffer pools.', '缓冲池使用的内存。'],
    ['>', { critical: 4 * GI, warning: GI }, '15m'],
    BUFFERS,
    ['id'],
  ),
  gauge(
    'jvm_buffer_total_capacity',
    'bytes',
    'jvm_buffer_total_capacity',
    '_bytes',
    ['Buffer capacity', '缓冲区容量', 'Capacity of buffer pools.', '缓冲池的容量。'],
    ['>', { critical: 4 * GI, warning: GI }, '15m'],
    BUFFERS,
    ['id'],
  ),
  gauge(
    'jvm_threads_states',
    'count',
    'jvm_threads_states',
    '_threads',
    ['Threads per state', '各状态线程数', 'Threads per state.', '各状态的线程数。'],
    ['>', { critical: 2_000, warning: 500 }, '10m'],
    THREADS,
    ['state'],
  ),
  gauge(
    'jvm_buffer_count',
    'count',
    'jvm_buffer_count',
    '_buffers',
    ['Buffers', '缓冲区数量', 'Buffers in the pool.', '缓冲池中的缓冲区数量。'],
    ['>', { critical: 100_000, warning: 20_000 }, '15m'],
    BUFFERS,
    ['id'],
  ),
  gauge(
    'jvm_threads_live',
    'count',
    'jvm_threads_live',
    '_threads',
    [
      'Live threads',
      '存活线程数',
      'Threads that live, daemons included.',
      '存活的线程数，包含守护线程。',
    ],
    ['>', { critical: 2_000, warning: 500 }, '10m'],
    THREADS,
  ),
  gauge(
    'jvm_threads_peak',
    'count',
    'jvm_threads_peak',
    '_threads',
    [
      'Peak threads',
      '线程峰值',
      'Most threads that lived at once since the start.',
      '启动以来同时存活线程数的峰值。',
    ],
    ['>', { critical: 4_000, warning: 1_000 }, '10m'],
    THREADS,
  ),
  gauge(
    'jvm_classes_loaded',
    'count',
    'jvm_classes_loaded',
    '_classes',
    ['Classes loaded', '已加载类数', 'Classes that are loaded now.', '当前已加载的类数量。'],
    ['>', { critical: 200_000, warning: 60_000 }, '30m'],
    NON_HEAP,
  ),
  gauge(
    'jvm_threads_daemon',
    'count',
    'jvm_threads_daemon',
    '_threads',
    ['Daemon threads', '守护线程数', 'Daemon threads that live.', '存活的守护线程数。'],
    ['>', { critical: 2_000, warning: 500 }, '10m'],
    THREADS,
  ),
  gauge(
    'jvm_gc_live_data_size',
    'bytes',
    'jvm_gc_live_data_size',
    '_bytes',
    [
      'Old generation after collection',
      '老年代存活数据',
      'Size of the old generation after a full collection: what really lives.',
      '完整回收后老年代的大小，即真正存活的数据。',
    ],
    ['>', { critical: 12 * GI, warning: 4 * GI }, '15m'],
    HEAP,
  ),
  gauge(
    'jvm_gc_max_data_size',
    'bytes',
    'jvm_gc_max_data_size',
    '_bytes',
    ['Old generation maximum', '老年代上限', 'Maximum of the old generation.', '老年代的上限。'],
    ['<', { info: 64 * MI }, '10m'],
    SMALL,
  ),
  gauge(
    'process_files_max',
    'count',
    'process_files_max',
    '_files',
    [
      'File descriptor limit',
      '文件描述符上限',
      'File descriptors that may be open.',
      '可打开的文件描述符上限。',
    ],
    ['<', { info: 4_096 }, '10m'],
    FILES,
  ),
  gauge(
    'process_files_open',
    'count',
    'process_files_open',
    '_files',
    [
      'Open file descriptors',
      '打开的文件描述符数',
      'File descriptors that are open.',
      '已打开的文件描述符数量。',
    ],
    ['>', { critical: 50_000, warning: 10_000 }, '10m'],
    FILES,
  ),
  share(
    'system_cpu_usage',
    'ratio',
    'system_cpu_usage',
    '_ratio',
    [
      'CPU utilisation of the host',
      '主机 CPU 使用率',
      "Share of the host's CPU in use.",
      '主机 CPU 使用率。',
    ],
    { critical: 0.95, warning: 0.8 },
  ),
  share(
    'system_load_average_1m',
    'load',
    'system_load_average_1m',
    '_ratio',
    [
      'Load average, 1 min',
      '1 分钟平均负载',
      'Load average of the host, 1 min.',
      '主机 1 分钟平均负载。',
    ],
    { critical: 64, warning: 32 },
  ),
  share(
    'process_cpu_usage',
    'ratio',
    'process_cpu_usage',
    '_ratio',
    [
      'CPU utilisation of the process',
      '进程 CPU 使用率',
      "Share of the host's CPU that the process uses.",
      '进程占主机 CPU 的比例。',
    ],
    { critical: 0.9, warning: 0.7 },
  ),
  row(
    'jvm_gc_memory_allocated',
    'bytes_per_second',
    ['Allocation', '内存分配速率', 'Bytes allocated per second.', '每秒分配的字节数。'],
    firstOf(
      rate('jvm_gc_memory_allocated_bytes_total{$f}'),
      rate('jvm_gc_memory_allocated_total{$f}'),
    ),
    ['>', { critical: 2 * GI, warning: 500 * MI }, '10m'],
    GC,
  ),
  row(
    'jvm_gc_memory_promoted',
    'bytes_per_second',
    [
      'Promotion',
      '晋升速率',
      'Bytes promoted to the old generation per second.',
      '每秒晋升到老年代的字节数。',
    ],
    firstOf(
      rate('jvm_gc_memory_promoted_bytes_total{$f}'),
      rate('jvm_gc_memory_promoted_total{$f}'),
    ),
    ['>', { critical: 200 * MI, warning: 50 * MI }, '10m'],
    GC,
  ),
];
