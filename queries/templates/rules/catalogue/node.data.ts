import {
  DERIVED_DISKS,
  REAL_FILE_SYSTEMS,
  VIRTUAL_INTERFACES,
} from '../../catalogue/fragments.data.ts';
import { type RowLevels, row, type TemplateRow } from '../template-row.ts';
import { above0, firstOf, GI, MI, max, nodeOf } from './fragments.data.ts';

const JOINED = { joined: ['node'] } as const;

const perHost = (series: string): string => `sum by (instance) (rate(${series}[$window]))`;
const BUSY = perHost('node_cpu_seconds_total{mode!~"idle|iowait"}');
const CORES = 'count by (instance) (node_cpu_seconds_total{mode="idle"})';
const TOTAL = 'max by (instance) (node_memory_MemTotal_bytes)';
const AVAILABLE = 'max by (instance) (node_memory_MemAvailable_bytes)';

const disk = (metric: string): string => nodeOf(perHost(`${metric}{device!~"${DERIVED_DISKS}"}`));
/** Each device once, however often it is mounted. */
const fileSystem = (metric: string): string =>
  `max by (instance, device) (${metric}{${REAL_FILE_SYSTEMS},device=~"$device"})`;
const SIZE = fileSystem('node_filesystem_size_bytes');
const FREE = fileSystem('node_filesystem_avail_bytes');
const OF_DEVICE = { more: ['device'], joined: ['node'] } as const;

const network = (direction: 'receive' | 'transmit'): string =>
  nodeOf(perHost(`node_network_${direction}_bytes_total{device!~"${VIRTUAL_INTERFACES}"}`));

const errors = (direction: 'receive' | 'transmit'): string => {
  const perDevice = (what: string): string =>
    `sum by (instance, device) (rate(node_network_${direction}_${what}_total{instance=~"$instance",device=~"$device"}[$window]))`;
  return nodeOf(`${perDevice('errs')} / ${above0(perDevice('packets'))}`);
};

const POD_NODE = 'max by (namespace, pod, node) (kube_pod_info{node!="",node=~"$node"})';
const RUNNING = `sum by ($by) (max by (namespace, pod) (kube_pod_status_phase{phase="Running"}) * on (namespace, pod) group_left (node) ${POD_NODE})`;

const DISK_BUSY = [
  'See which pods read and write most on the node; a full cache, a backup or a compaction is the usual cause.',
  '查看该节点上读写最多的 Pod，常见原因是缓存失效、备份或数据压缩。',
] as const;
const NETWORK_BUSY = [
  'Compare with the speed of the link, and see which pods of the node make the traffic.',
  '与网卡带宽对比，并查看该节点上哪些 Pod 产生流量。',
] as const;
const LINK_FAULT = [
  'Check the cable, the switch port, the driver and the duplex setting of the device.',
  '检查网线、交换机端口、网卡驱动与双工设置。',
] as const;
const DISK_FULL = [
  'Delete old logs and images, or enlarge the disk, before the kubelet evicts pods.',
  '在 kubelet 驱逐 Pod 之前清理旧日志与镜像，或扩容磁盘。',
] as const;
const LOADED = [
  'Compare with the number of cores: more runnable tasks than cores wait. See which processes are busy or blocked on disks.',
  '与核数对比：可运行任务多于核数时会排队。查看繁忙或阻塞在磁盘上的进程。',
] as const;

const load = (minutes: 1 | 5 | 15): TemplateRow =>
  row(
    `load${minutes}`,
    'load',
    [
      `Load average, ${minutes} min`,
      `${minutes} 分钟平均负载`,
      `Tasks that run or wait on the node, averaged over ${minutes} min.`,
      `节点上运行或等待的任务数，${minutes} 分钟平均。`,
    ],
    nodeOf(`max by (instance) (node_load${minutes})`),
    ['>', { critical: 64, warning: 32 }, '5m'],
    LOADED,
    JOINED,
  );

const traffic = (
  rule: string,
  texts: TemplateRow['texts'],
  direction: 'receive' | 'transmit',
): TemplateRow =>
  row(
    rule,
    'bytes_per_second',
    texts,
    network(direction),
    ['>', { critical: 500 * MI, warning: 100 * MI }, '10m'],
    NETWORK_BUSY,
    JOINED,
  );

const linkErrors = (
  rule: string,
  texts: TemplateRow['texts'],
  direction: 'receive' | 'transmit',
): TemplateRow =>
  row(
    rule,
    'ratio',
    texts,
    errors(direction),
    ['>', { critical: 0.05, warning: 0.01 }, '5m'],
    LINK_FAULT,
    { more: ['instance', 'device'], joined: ['node'] },
  );

const diskRate = (
  rule: string,
  unit: 'bytes_per_second' | 'operations_per_second',
  texts: TemplateRow['texts'],
  metric: string,
  levels: RowLevels,
): TemplateRow => row(rule, unit, texts, disk(metric), ['>', levels, '10m'], DISK_BUSY, JOINED);

const BYTES = { critical: 200 * MI, warning: 50 * MI } as const;
const OPERATIONS = { critical: 5_000, warning: 2_000 } as const;

export const NODE_ROWS: readonly TemplateRow[] = [
  row(
    'cpuTotal',
    'cores',
    ['CPU cores', 'CPU 总核数', 'CPU cores of the node.', '节点的 CPU 核数。'],
    firstOf(max('kube_node_status_capacity{resource="cpu",unit="core",$f}'), nodeOf(CORES)),
    ['<', { info: 2 }, '10m'],
    [
      'A node with so few cores runs little beside the system pods: check that it is the machine that you ordered.',
      '核数过少的节点除系统 Pod 外几乎无法运行其他负载，请确认机器规格。',
    ],
  ),
  row(
    'cpuUsage',
    'cores',
    ['CPU usage', 'CPU 用量', 'CPU cores in use on the node.', '节点正在使用的 CPU 核数。'],
    nodeOf(BUSY),
    ['>', { critical: 24, warning: 12 }, '10m'],
    [
      'See which pods use the CPU of the node; move or limit them. The share of its cores tells more than the amount.',
      '查看占用该节点 CPU 的 Pod，进行迁移或限制；使用率比用量更能说明问题。',
    ],
    JOINED,
  ),
  row(
    'cpuUsagePercent',
    'ratio',
    [
      'CPU utilisation',
      'CPU 使用率',
      "CPU in use as a share of the node's cores.",
      '已用 CPU 占节点核数的比例。',
    ],
    nodeOf(`${BUSY} / ${above0(CORES)}`),
    ['>', { critical: 0.95, warning: 0.8 }, '5m'],
    [
      'See which pods use the CPU of the node; give them requests and limits, or add nodes.',
      '查看占用该节点 CPU 的 Pod，为其设置 requests 与 limits，或增加节点。',
    ],
    JOINED,
  ),
  diskRate(
    'diskReadBPS',
    'bytes_per_second',
    ['Disk read', '磁盘读取速率', 'Bytes read from disks per second.', '每秒从磁盘读取的字节数。'],
    'node_disk_read_bytes_total',
    BYTES,
  ),
  diskRate(
    'diskReadIOPS',
    'operations_per_second',
    ['Disk reads', '磁盘读 IOPS', 'Disk reads per second.', '每秒磁盘读操作次数。'],
    'node_disk_reads_completed_total',
    OPERATIONS,
  ),
  row(
    'diskTotal',
    'bytes',
    ['Disk space', '磁盘总量', 'File system size per device.', '每个设备的文件系统大小。'],
    nodeOf(SIZE, 'sum'),
    ['<', { info: 256 * MI }, '10m'],
    [
      'A file system this small fills up at once: check the partitions of the node.',
      '文件系统过小会很快写满，请检查节点分区。',
    ],
    OF_DEVICE,
  ),
  row(
    'diskUsage',
    'bytes',
    ['Disk space used', '磁盘用量', 'Bytes used per device.', '每个设备已用的字节数。'],
    nodeOf(`${SIZE} - ${FREE}`, 'sum'),
    ['>', { critical: 2048 * GI, warning: 1024 * GI }, '10m'],
    DISK_FULL,
    OF_DEVICE,
  ),
  row(
    'diskUsagePercent',
    'ratio',
    [
      'Disk utilisation',
      '磁盘使用率',
      'Share of the file system that is not available to users, per device.',
      '每个设备文件系统中用户不可用空间的比例。',
    ],
    nodeOf(`1 - ${FREE} / ${above0(SIZE)}`),
    ['>', { critical: 0.9, warning: 0.8 }, '5m'],
    DISK_FULL,
    OF_DEVICE,
  ),
  diskRate(
    'diskWriteBPS',
    'bytes_per_second',
    [
      'Disk written',
      '磁盘写入速率',
      'Bytes written to disks per second.',
      '每秒写入磁盘的字节数。',
    ],
    'node_disk_written_bytes_total',
    BYTES,
  ),
  diskRate(
    'diskWriteIOPS',
    'operations_per_second',
    ['Disk writes', '磁盘写 IOPS', 'Disk writes per second.', '每秒磁盘写操作次数。'],
    'node_disk_writes_completed_total',
    OPERATIONS,
  ),
  load(1),
  load(15),
  load(5),
  row(
    'load5PerCore',
    'load_per_core',
    [
      'Load average per core, 5 min',
      '5 分钟每核平均负载',
      'Tasks that run or wait for each core of the node, averaged over 5 min; above 1 they queue.',
      '节点每个核上运行或等待的任务数，5 分钟平均；大于 1 时任务排队。',
    ],
    nodeOf(`max by (instance) (node_load5) / ${above0(CORES)}`),
    ['>', { critical: 1.5, warning: 1 }, '5m'],
    LOADED,
    JOINED,
  ),
  row(
    'memoryTotal',
    'bytes',
    ['Memory', '内存总量', 'Memory of the node.', '节点的内存总量。'],
    nodeOf(TOTAL),
    ['<', { info: 2 * GI }, '10m'],
    [
      'A node with so little memory runs little beside the system pods: check that it is the machine that you ordered.',
      '内存过小的节点除系统 Pod 外几乎无法运行其他负载，请确认机器规格。',
    ],
    JOINED,
  ),
  row(
    'memoryUsage',
    'bytes',
    [
      'Memory usage',
      '内存用量',
      'Memory that is not available to new work.',
      '不可用于新任务的内存。',
    ],
    nodeOf(`${TOTAL} - ${AVAILABLE}`),
    ['>', { critical: 120 * GI, warning: 60 * GI }, '10m'],
    [
      "See which pods use the memory of the node. The share of the node's memory tells more than the amount.",
      '查看占用该节点内存的 Pod；使用率比用量更能说明问题。',
    ],
    JOINED,
  ),
  row(
    'memoryUsagePercent',
    'ratio',
    [
      'Memory utilisation',
      '内存使用率',
      "Share of the node's memory that is not available to new work.",
      '节点内存中不可用于新任务的比例。',
    ],
    nodeOf(`1 - ${AVAILABLE} / ${above0(TOTAL)}`),
    ['>', { critical: 0.95, warning: 0.85 }, '5m'],
    [
      'Move or limit the pods that use most, before the kernel kills one of them.',
      '在内核终止进程之前迁移或限制占用内存最多的 Pod。',
    ],
    JOINED,
  ),
  traffic(
    'networkInBPS',
    ['Network received', '网络接收速率', 'Bytes received per second.', '每秒接收的字节数。'],
    'receive',
  ),
  linkErrors(
    'networkInErrPercent',
    [
      'Receive errors',
      '网络接收错误率',
      'Receive errors for each packet received, per device.',
      '每个设备接收错误数与接收包数之比。',
    ],
    'receive',
  ),
  traffic(
    'networkOutBPS',
    ['Network sent', '网络发送速率', 'Bytes sent per second.', '每秒发送的字节数。'],
    'transmit',
  ),
  linkErrors(
    'networkOutErrPercent',
    [
      'Send errors',
      '网络发送错误率',
      'Send errors for each packet sent, per device.',
      '每个设备发送错误数与发送包数之比。',
    ],
    'transmit',
  ),
  row(
    'runningPodCount',
    'count',
    ['Running pods', '运行中的 Pod 数', 'Pods that run on the node.', '节点上运行的 Pod 数量。'],
    RUNNING,
    ['>', { critical: 200, warning: 100 }, '30m'],
    [
      'Add nodes, or raise maxPods of the kubelet if the node has room.',
      '增加节点；若节点资源充足，可提高 kubelet 的 maxPods。',
    ],
    JOINED,
  ),
  row(
    'runningPodPercent',
    'ratio',
    [
      'Pod slots in use',
      'Pod 数使用率',
      'Running pods as a share of the pods that the node may run.',
      '运行中的 Pod 占节点可运行 Pod 数的比例。',
    ],
    `${RUNNING} / ${above0(max('kube_node_status_allocatable{resource="pods",$f}'))}`,
    ['>', { critical: 0.95, warning: 0.9 }, '30m'],
    [
      'Add nodes before new pods stay pending, or raise maxPods of the kubelet.',
      '在新 Pod 无法调度之前增加节点，或提高 kubelet 的 maxPods。',
    ],
  ),
  row(
    'statusCondition',
    'yes_no',
    [
      'Node condition',
      '节点状态',
      '1 for the status that a condition of the node has now, 0 for the others. By default: is it ready?',
      '节点某项状态的当前取值为 1，其余为 0。默认检查节点是否就绪。',
    ],
    max('kube_node_status_condition{$f}'),
    ['==', { critical: 0 }, '5m'],
    [
      'Look at the events of the node and at its kubelet; pods move away after some minutes.',
      '查看节点事件与 kubelet 日志；数分钟后 Pod 会被迁移。',
    ],
    {
      more: ['condition', 'status'],
      filters: [
        { label: 'condition', op: '=', value: 'Ready' },
        { label: 'status', op: '=', value: 'true' },
      ],
    },
  ),
];
