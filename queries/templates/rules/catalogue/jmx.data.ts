import { row, type TemplateRow } from '../template-row.ts';
import { above0, firstOf, GI, increase, max, rate } from './fragments.data.ts';

/** Names keep their case, or are lower-case where the exporter's configuration says so. */
const bean = (name: string): readonly [string, string] => [
  `java_lang_${name}{$f}`,
  `java_lang_${name.toLowerCase()}{$f}`,
];
const both = (wrap: (series: string) => string, name: string): string =>
  firstOf(...bean(name).map(wrap));
const now = (name: string): string => both(max, name);
const mean = (series: string): string => max(`avg_over_time(${series}[$window])`);

const NAME = { more: ['name'] } as const;

const HEAP = [
  'Compare with -Xmx; steady growth after collections is a leak: take a heap dump.',
  '与 -Xmx 对比；回收后仍持续增长意味着泄漏，可导出堆转储分析。',
] as const;
const NON_HEAP = [
  'Class loading without end, or large direct buffers: look at metaspace and the native memory.',
  '类加载无止境或直接缓冲区过大：检查元空间与本地内存。',
] as const;
const CPU = [
  'Take a thread dump or a profile; much garbage collection also costs CPU.',
  '导出线程转储或进行性能分析；频繁的垃圾回收也会消耗 CPU。',
] as const;
const GC = [
  'The heap is too small for what lives in it: look at allocation and at the old generation.',
  '堆内存不足：检查分配速率与老年代占用。',
] as const;
const THREADS = [
  'Take a thread dump: pools without a bound, or threads that wait for something that does not come.',
  '导出线程转储：线程池没有上限，或线程在无限等待。',
] as const;

const memory = (
  rule: string,
  name: string,
  texts: TemplateRow['texts'],
  advice: TemplateRow['advice'],
  options: { readonly more?: readonly string[] } = {},
): TemplateRow =>
  row(
    rule,
    'bytes',
    texts,
    now(name),
    ['>', { critical: 16 * GI, warning: 6 * GI }, '15m'],
    advice,
    options,
  );

export const JMX_ROWS: readonly TemplateRow[] = [
  row(
    'javaOSLoadAverage',
    'load',
    [
      'Load average, 1 min',
      '1 分钟平均负载',
      'Load average of the host, 1 min.',
      '主机 1 分钟平均负载。',
    ],
    now('OperatingSystem_SystemLoadAverage'),
    ['>', { critical: 64, warning: 32 }, '10m'],
    CPU,
  ),
  row(
    'javaOSCPULoad',
    'ratio',
    [
      'CPU utilisation of the host',
      '主机 CPU 使用率',
      "Share of the host's CPU in use, mean over the window.",
      '主机 CPU 使用率，时间窗口内平均。',
    ],
    firstOf(both(mean, 'OperatingSystem_SystemCpuLoad'), both(mean, 'OperatingSystem_CpuLoad')),
    ['>', { critical: 0.95, warning: 0.8 }, '10m'],
    CPU,
  ),
  row(
    'javaOSProcessLoad',
    'ratio',
    [
      'CPU utilisation of the process',
      '进程 CPU 使用率',
      "Share of the host's CPU that the process uses, mean over the window.",
      '进程占主机 CPU 的比例，时间窗口内平均。',
    ],
    both(mean, 'OperatingSystem_ProcessCpuLoad'),
    ['>', { critical: 0.9, warning: 0.7 }, '10m'],
    CPU,
  ),
  row(
    'javaMemoryUitls',
    'ratio',
    [
      'Physical memory in use',
      '物理内存使用率',
      "Share of the host's physical memory in use, its file cache included.",
      '主机物理内存使用率，包含文件缓存。',
    ],
    firstOf(
      ...['PhysicalMemorySize', 'MemorySize'].flatMap((what) => {
        const free = bean(`OperatingSystem_Free${what}`);
        const total = bean(`OperatingSystem_Total${what}`);
        return free.map((one, at) => `1 - ${max(one)} / ${above0(max(total[at] ?? ''))}`);
      }),
    ),
    ['>', { critical: 0.98, warning: 0.95 }, '15m'],
    [
      'Cache counts as used: look at the available memory of the node before you act.',
      '缓存计入已用内存：处理前请先查看节点的可用内存。',
    ],
  ),
  row(
    'javaOSOpenFileDescriptor',
    'count',
    [
      'Open file descriptors',
      '打开的文件描述符数',
      'File descriptors that are open.',
      '已打开的文件描述符数量。',
    ],
    now('OperatingSystem_OpenFileDescriptorCount'),
    ['>', { critical: 50_000, warning: 10_000 }, '10m'],
    [
      'Look for files and sockets that are never closed (lsof), then at the limit.',
      '查找未关闭的文件与套接字（lsof），再检查上限。',
    ],
  ),
  memory(
    'javaHeapMemoryUsage',
    'Memory_HeapMemoryUsage_used',
    ['Heap used', '堆内存用量', 'Heap used.', '堆内存用量。'],
    HEAP,
  ),
  memory(
    'javaNoHeapMemoryUsage',
    'Memory_NonHeapMemoryUsage_used',
    ['Non-heap used', '非堆内存用量', 'Non-heap memory used.', '非堆内存用量。'],
    NON_HEAP,
  ),
  memory(
    'javaHeapCommittedMemory',
    'Memory_HeapMemoryUsage_committed',
    [
      'Heap committed',
      '堆内存已提交',
      'Heap that the process has taken from the system.',
      '进程已向系统申请的堆内存。',
    ],
    HEAP,
  ),
  memory(
    'javaNoHeapCommittedMemory',
    'Memory_NonHeapMemoryUsage_committed',
    [
      'Non-heap committed',
      '非堆内存已提交',
      'Non-heap memory that the process has taken from the system.',
      '进程已向系统申请的非堆内存。',
    ],
    NON_HEAP,
  ),
  memory(
    'javaMemoryPool',
    'MemoryPool_Usage_used',
    ['Memory pool used', '内存池用量', 'Memory used per pool.', '各内存池的用量。'],
    HEAP,
    NAME,
  ),
  memory(
    'javaCommittedMemoryPool',
    'MemoryPool_Usage_committed',
    [
      'Memory pool committed',
      '内存池已提交',
      'Memory committed per pool.',
      '各内存池已提交的内存。',
    ],
    HEAP,
    NAME,
  ),
  row(
    'javaGCCount',
    'count',
    [
      'Garbage collections',
      'GC 次数',
      'Garbage collections within the window, per collector.',
      '时间窗口内的垃圾回收次数，按回收器。',
    ],
    both(increase, 'GarbageCollector_CollectionCount'),
    ['>', { critical: 600, warning: 200 }, '10m'],
    GC,
    NAME,
  ),
  row(
    'javaGCDuration',
    'seconds_per_second',
    [
      'Time in garbage collection',
      'GC 耗时',
      'Seconds spent in garbage collection per second, per collector.',
      '每秒用于垃圾回收的秒数，按回收器。',
    ],
    firstOf(...bean('GarbageCollector_CollectionTime').map((series) => `${rate(series)} / 1000`)),
    ['>', { critical: 0.3, warning: 0.1 }, '10m'],
    GC,
    NAME,
  ),
  row(
    'javaThreadCount',
    'count',
    ['Threads', '线程数', 'Live threads.', '存活的线程数。'],
    now('Threading_ThreadCount'),
    ['>', { critical: 2_000, warning: 500 }, '10m'],
    THREADS,
  ),
  row(
    'javaDaemonThreadCount',
    'count',
    ['Daemon threads', '守护线程数', 'Live daemon threads.', '存活的守护线程数。'],
    now('Threading_DaemonThreadCount'),
    ['>', { critical: 2_000, warning: 500 }, '10m'],
    THREADS,
  ),
  row(
    'javaLoadedClassCount',
    'count',
    ['Classes loaded', '已加载类数', 'Classes that are loaded now.', '当前已加载的类数量。'],
    now('ClassLoading_LoadedClassCount'),
    ['>', { critical: 200_000, warning: 60_000 }, '30m'],
    NON_HEAP,
  ),
  row(
    'javaHeapUsagePercent',
    'ratio',
    [
      'Heap utilisation',
      '堆内存使用率',
      'Heap used as a share of its maximum.',
      '堆内存用量占最大值的比例。',
    ],
    firstOf(
      `${max('java_lang_Memory_HeapMemoryUsage_used{$f}')} / ${above0(max('java_lang_Memory_HeapMemoryUsage_max{$f}'))}`,
      `${max('java_lang_memory_heapmemoryusage_used{$f}')} / ${above0(max('java_lang_memory_heapmemoryusage_max{$f}'))}`,
    ),
    ['>', { critical: 0.95, warning: 0.85 }, '15m'],
    HEAP,
  ),
];
