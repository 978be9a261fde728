import {
  DERIVED_DISKS,
  REAL_FILE_SYSTEMS,
  VIRTUAL_INTERFACES,
} from '../../templates/catalogue/fragments.data.ts';
import { above0, MI, nodeOf } from '../../templates/rules/catalogue/fragments.data.ts';
import type { SystemRuleRow } from '../system-rule-row.ts';

const NAMES = ['node_uname_info{instance="i1",nodename="n1"} 1x120'] as const;
const N1 = '{node="n1"}';
const BAD_GAUGE = '1x60';

const condition = (
  id: string,
  kubegems: readonly string[],
  name: string,
  texts: SystemRuleRow['texts'],
  runbook: SystemRuleRow['runbook'],
): SystemRuleRow => ({
  id,
  kubegems,
  texts,
  runbook,
  promql: `max by ($by) (kube_node_status_condition{condition="${name}",status="true"})`,
  labels: ['node'],
  unit: 'yes_no',
  when: ['==', { critical: [1, '5m'] }],
  fires: {
    at: '10m',
    series: [
      `kube_node_status_condition{node="n1",condition="${name}",status="true"} 1x60`,
      `kube_node_status_condition{node="n2",condition="${name}",status="true"} 0x60`,
    ],
    alerts: [`critical${N1}`],
  },
  calm: [
    `kube_node_status_condition{node="n1",condition="${name}",status="true"} 0x3 1x3 0x60`,
    `kube_node_status_condition{node="n1",condition="${name}",status="false"} ${BAD_GAUGE}`,
  ],
});

const diskRate = (
  id: string,
  kubegems: string,
  direction: 'read' | 'written',
  texts: SystemRuleRow['texts'],
): SystemRuleRow => ({
  id,
  kubegems: [kubegems],
  texts,
  runbook: [
    'See which pods read and write most on the node: a backup, a compaction or a cache that went cold is the usual cause.',
    '查看该节点上读写最多的 Pod，常见原因是备份、数据压缩或缓存失效。',
  ],
  promql: nodeOf(
    `sum by (instance) (rate(node_disk_${direction}_bytes_total{device!~"${DERIVED_DISKS}"}[5m]))`,
  ),
  labels: ['node'],
  unit: 'bytes_per_second',
  when: ['>', { warning: [50 * MI, '5m'] }],
  fires: {
    at: '20m',
    series: [
      ...NAMES,
      `node_disk_${direction}_bytes_total{instance="i1",device="sda"} 0+${60 * 60 * MI}x60`,
    ],
    alerts: [`warning${N1}`],
  },
  calm: [
    ...NAMES,
    `node_disk_${direction}_bytes_total{instance="i1",device="sda"} 0+${60 * 40 * MI}x60`,
  ],
});

const linkErrors = (
  id: string,
  kubegems: string,
  direction: 'receive' | 'transmit',
  texts: SystemRuleRow['texts'],
): SystemRuleRow => {
  const perDevice = (what: string): string =>
    `sum by (instance, device) (rate(node_network_${direction}_${what}_total{device!~"${VIRTUAL_INTERFACES}"}[5m]))`;
  const series = (errors: number): readonly string[] => [
    ...NAMES,
    `node_network_${direction}_errs_total{instance="i1",device="eth0"} 0+${errors}x60`,
    `node_network_${direction}_packets_total{instance="i1",device="eth0"} 0+6000x60`,
  ];
  return {
    id,
    kubegems: [kubegems],
    texts,
    runbook: [
      'Check the cable, the switch port, the driver and the duplex setting of the device.',
      '检查网线、交换机端口、网卡驱动与双工设置。',
    ],
    promql: nodeOf(`${perDevice('errs')} / ${above0(perDevice('packets'))}`),
    labels: ['node', 'device'],
    unit: 'ratio',
    when: ['>', { warning: [0.01, '1m'] }],
    fires: { at: '15m', series: series(120), alerts: ['warning{node="n1",device="eth0"}'] },
    calm: series(30),
  };
};

const FILE_SYSTEM = (metric: string): string =>
  `max by (instance, device) (${metric}{${REAL_FILE_SYSTEMS}})`;
const FREE_SHARE = `${FILE_SYSTEM('node_filesystem_avail_bytes')} / ${above0(FILE_SYSTEM('node_filesystem_size_bytes'))}`;
const disk = (metric: string, values: string): string =>
  `node_filesystem_${metric}{instance="i1",device="/dev/sda1",fstype="ext4",mountpoint="/"} ${values}`;
const OF_DEVICE = '{node="n1",device="/dev/sda1"}';
const FREE_SPACE: SystemRuleRow['runbook'] = [
  'Delete old logs and images or enlarge the disk before the kubelet evicts pods.',
  '在 kubelet 驱逐 Pod 之前清理旧日志与镜像，或扩容磁盘。',
];

export const NODE_RULES: readonly SystemRuleRow[] = [
  {
    id: 'node-not-ready',
    kubegems: ['kubernetes-node-not-ready'],
    texts: [
      'Node is not ready',
      '节点未就绪',
      'Whether the node is ready to run pods. 0: it is not, or its kubelet no longer reports.',
      '节点是否可以运行 Pod。0 表示未就绪，或 kubelet 不再上报状态。',
    ],
    runbook: [
      'Look at the events of the node and at its kubelet. Pods move away after some minutes.',
      '查看节点事件与 kubelet 日志；数分钟后 Pod 会被迁移。',
    ],
    promql: 'max by ($by) (kube_node_status_condition{condition="Ready",status="true"})',
    labels: ['node'],
    unit: 'yes_no',
    when: ['==', { critical: [0, '0s'] }],
    fires: {
      at: '5m',
      series: [
        'kube_node_status_condition{node="n1",condition="Ready",status="true"} 1x3 0x60',
        'kube_node_status_condition{node="n2",condition="Ready",status="true"} 1x60',
      ],
      alerts: [`critical${N1}`],
    },
    calm: [
      'kube_node_status_condition{node="n1",condition="Ready",status="true"} 1x60',
      'kube_node_status_condition{node="n1",condition="Ready",status="false"} 0x60',
    ],
  },
  {
    id: 'node-ready-unstable',
    texts: [
      'Node keeps changing between ready and not ready',
      '节点就绪状态反复变化',
      'How often the node became ready or not ready within 15 minutes.',
      '15 分钟内节点就绪状态变化的次数。',
    ],
    runbook: [
      'Look for a kubelet that restarts, a network that drops, or a disk that stalls.',
      '检查 kubelet 是否重启、网络是否丢包、磁盘是否卡顿。',
    ],
    promql:
      'max by ($by) (changes(kube_node_status_condition{condition="Ready",status="true"}[15m]))',
    labels: ['node'],
    unit: 'count',
    when: ['>', { warning: [2, '5m'] }],
    fires: {
      at: '30m',
      series: [
        'kube_node_status_condition{node="n1",condition="Ready",status="true"} 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0 1 1 0',
      ],
      alerts: [`warning${N1}`],
    },
    calm: ['kube_node_status_condition{node="n1",condition="Ready",status="true"} 1x20 0x2 1x60'],
  },
  condition(
    'node-memory-pressure',
    ['kubernetes-memory-pressure'],
    'MemoryPressure',
    [
      'Node is short of memory',
      '节点内存压力',
      'Whether the kubelet says that memory runs out; it then evicts pods.',
      'kubelet 是否报告内存不足；此时会驱逐 Pod。',
    ],
    [
      'Move or limit the pods that use most memory on the node, or add nodes.',
      '迁移或限制该节点上占用内存最多的 Pod，或增加节点。',
    ],
  ),
  condition(
    'node-disk-pressure',
    ['kubernetes-disk-pressure'],
    'DiskPressure',
    [
      'Node is short of disk space',
      '节点磁盘压力',
      'Whether the kubelet says that disk space or inodes run out; it then deletes images and evicts pods.',
      'kubelet 是否报告磁盘空间或 inode 不足；此时会清理镜像并驱逐 Pod。',
    ],
    FREE_SPACE,
  ),
  condition(
    'node-out-of-disk',
    ['kubernetes-out-of-disk'],
    'OutOfDisk',
    [
      'Node is out of disk space',
      '节点磁盘耗尽',
      'Whether an older kubelet says that there is no disk space for new pods. Newer ones report disk pressure.',
      '旧版 kubelet 是否报告没有磁盘空间运行新的 Pod；新版改为报告磁盘压力。',
    ],
    FREE_SPACE,
  ),
  condition(
    'node-pid-pressure',
    [],
    'PIDPressure',
    [
      'Node is short of process ids',
      '节点进程数压力',
      'Whether the kubelet says that there are too many processes.',
      'kubelet 是否报告进程数过多。',
    ],
    [
      'Find the pod that starts so many processes or threads, and set a limit of process ids.',
      '查找创建大量进程或线程的 Pod，并设置进程数上限。',
    ],
  ),
  condition(
    'node-network-unavailable',
    [],
    'NetworkUnavailable',
    [
      'Network of the node is not set up',
      '节点网络不可用',
      'Whether the network plug-in has not set up the network of the node.',
      '网络插件是否尚未配置好节点网络。',
    ],
    [
      'Look at the pods of the network plug-in on the node and at the routes of the cloud.',
      '查看该节点上网络插件的 Pod 以及云平台路由。',
    ],
  ),
  {
    id: 'node-unreachable',
    texts: [
      'Node cannot be reached',
      '节点不可达',
      'Whether the control plane has marked the node as unreachable.',
      '控制面是否将节点标记为不可达。',
    ],
    runbook: [
      'See whether the machine runs and can reach the API server.',
      '确认主机是否运行，以及能否访问 API Server。',
    ],
    promql:
      'max by ($by) (kube_node_spec_taint{key="node.kubernetes.io/unreachable",effect="NoSchedule"})',
    labels: ['node'],
    unit: 'yes_no',
    when: ['==', { critical: [1, '2m'] }],
    fires: {
      at: '10m',
      series: [
        'kube_node_spec_taint{node="n1",key="node.kubernetes.io/unreachable",effect="NoSchedule"} 1x60',
      ],
      alerts: [`critical${N1}`],
    },
    calm: ['kube_node_spec_taint{node="n1",key="dedicated",effect="NoSchedule"} 1x60'],
  },
  {
    id: 'node-pods-nearly-full',
    kubegems: ['kubernetes-pod-number-too-high'],
    texts: [
      'Node has nearly no room for pods',
      '节点 Pod 数接近上限',
      'Running pods as a share of the pods that the node may run.',
      '运行中的 Pod 占节点可运行 Pod 数的比例。',
    ],
    runbook: [
      'Add nodes before new pods stay pending, or raise maxPods of the kubelet.',
      '在新 Pod 无法调度之前增加节点，或提高 kubelet 的 maxPods。',
    ],
    promql:
      'sum by ($by) (max by (namespace, pod) (kube_pod_status_phase{phase="Running"}) * on (namespace, pod) group_left (node) max by (namespace, pod, node) (kube_pod_info{node!=""})) / on ($by) (max by ($by) (kube_node_status_allocatable{resource="pods"}) > 0)',
    labels: ['node'],
    unit: 'ratio',
    when: ['>', { critical: [0.9, '1h'] }],
    fires: {
      at: '70m',
      series: [
        'kube_node_status_allocatable{node="n1",resource="pods",unit="integer"} 1x70',
        'kube_node_status_allocatable{node="n2",resource="pods",unit="integer"} 110x70',
        'kube_pod_status_phase{namespace="shop",pod="a",phase="Running"} 1x70',
        'kube_pod_status_phase{namespace="shop",pod="b",phase="Running"} 1x70',
        'kube_pod_info{namespace="shop",pod="a",node="n1"} 1x70',
        'kube_pod_info{namespace="shop",pod="b",node="n2"} 1x70',
      ],
      alerts: [`critical${N1}`],
    },
    calm: [
      'kube_node_status_allocatable{node="n1",resource="pods",unit="integer"} 2x70',
      'kube_pod_status_phase{namespace="shop",pod="a",phase="Running"} 1x70',
      'kube_pod_status_phase{namespace="shop",pod="b",phase="Running"} 0x70',
      'kube_pod_info{namespace="shop",pod="a",node="n1"} 1x70',
      'kube_pod_info{namespace="shop",pod="b",node="n1"} 1x70',
    ],
  },
  {
    id: 'node-cpu-busy',
    kubegems: ['host-high-cpu-load'],
    texts: [
      'CPU of the node is busy',
      '节点 CPU 使用率高',
      "CPU in use as a share of the node's cores.",
      '已用 CPU 占节点核数的比例。',
    ],
    runbook: [
      'See which pods use the CPU of the node; give them requests and limits, or add nodes.',
      '查看占用该节点 CPU 的 Pod，为其设置 requests 与 limits，或增加节点。',
    ],
    promql: nodeOf('1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))'),
    labels: ['node'],
    unit: 'ratio',
    when: ['>', { warning: [0.8, '1m'] }],
    fires: {
      at: '15m',
      series: [...NAMES, 'node_cpu_seconds_total{instance="i1",cpu="0",mode="idle"} 0+6x60'],
      alerts: [`warning${N1}`],
    },
    calm: [...NAMES, 'node_cpu_seconds_total{instance="i1",cpu="0",mode="idle"} 0+30x60'],
  },
  {
    id: 'node-memory-used',
    kubegems: ['host-high-memory-load'],
    texts: [
      'Memory of the node is nearly used up',
      '节点内存使用率高',
      "Share of the node's memory that is not available to new work.",
      '节点内存中不可用于新任务的比例。',
    ],
    runbook: [
      'Move or limit the pods that use most, before the kernel kills one of them.',
      '在内核终止进程之前迁移或限制占用内存最多的 Pod。',
    ],
    promql: nodeOf(
      '1 - max by (instance) (node_memory_MemAvailable_bytes) / (max by (instance) (node_memory_MemTotal_bytes) > 0)',
    ),
    labels: ['node'],
    unit: 'ratio',
    when: ['>', { warning: [0.9, '5m'] }],
    fires: {
      at: '15m',
      series: [
        ...NAMES,
        'node_memory_MemAvailable_bytes{instance="i1"} 5x60',
        'node_memory_MemTotal_bytes{instance="i1"} 100x60',
      ],
      alerts: [`warning${N1}`],
    },
    calm: [
      ...NAMES,
      'node_memory_MemAvailable_bytes{instance="i1"} 40x60',
      'node_memory_MemTotal_bytes{instance="i1"} 100x60',
    ],
  },
  diskRate('node-disk-reads-heavy', 'host-unusual-disk-read-rate', 'read', [
    'Node reads unusually much from disk',
    '节点磁盘读取速率异常',
    'Bytes read from disks per second.',
    '每秒从磁盘读取的字节数。',
  ]),
  diskRate('node-disk-writes-heavy', 'host-unusual-disk-write-rate', 'written', [
    'Node writes unusually much to disk',
    '节点磁盘写入速率异常',
    'Bytes written to disks per second.',
    '每秒写入磁盘的字节数。',
  ]),
  linkErrors('node-network-receive-errors', 'host-network-receive-errors', 'receive', [
    'Node receives broken packets',
    '节点网络接收错误',
    'Receive errors for each packet received, per device.',
    '每个设备接收错误数与接收包数之比。',
  ]),
  linkErrors('node-network-transmit-errors', 'host-network-transmit-errors', 'transmit', [
    'Node fails to send packets',
    '节点网络发送错误',
    'Send errors for each packet sent, per device.',
    '每个设备发送错误数与发送包数之比。',
  ]),
  {
    id: 'node-load-high',
    kubegems: ['host-high-load5'],
    texts: [
      'Load of the node is high',
      '节点负载高',
      'Tasks that run or wait for each core, averaged over 5 minutes; above 1 they queue.',
      '每个核上运行或等待的任务数，5 分钟平均；大于 1 时任务排队。',
    ],
    runbook: [
      'See which processes are busy or blocked on disks; move pods, or add nodes.',
      '查看繁忙或阻塞在磁盘上的进程；迁移 Pod 或增加节点。',
    ],
    promql: nodeOf(
      'max by (instance) (node_load5) / (count by (instance) (node_cpu_seconds_total{mode="idle"}) > 0)',
    ),
    labels: ['node'],
    unit: 'load_per_core',
    when: ['>', { critical: [1.5, '1m'], warning: [1, '1m'] }],
    fires: {
      at: '5m',
      series: [
        ...NAMES,
        'node_load5{instance="i1"} 2x60',
        'node_cpu_seconds_total{instance="i1",cpu="0",mode="idle"} 0+6x60',
      ],
      alerts: [`critical${N1}`, `warning${N1}`],
    },
    calm: [
      ...NAMES,
      'node_load5{instance="i1"} 1x60',
      'node_cpu_seconds_total{instance="i1",cpu="0",mode="idle"} 0+6x60',
      'node_cpu_seconds_total{instance="i1",cpu="1",mode="idle"} 0+6x60',
    ],
  },
  {
    id: 'node-without-container-metrics',
    kubegems: ['node-no-container-metrics'],
    texts: [
      'Node has no metrics of containers',
      '节点缺少容器指标',
      'Series of container memory from the node. 0: nothing is known about its containers.',
      '该节点的容器内存序列数。0 表示完全没有其容器的指标。',
    ],
    runbook: [
      'See whether the kubelet of the node is scraped at /metrics/cadvisor, with the label node.',
      '检查该节点 kubelet 的 /metrics/cadvisor 是否被采集，并带有 node 标签。',
    ],
    promql:
      'count by ($by) (container_memory_working_set_bytes{node!=""}) or on ($by) 0 * max by ($by) (kube_node_info)',
    labels: ['node'],
    unit: 'count',
    when: ['==', { critical: [0, '5m'] }],
    fires: {
      at: '10m',
      series: [
        'kube_node_info{node="n1"} 1x60',
        'kube_node_info{node="n2"} 1x60',
        'container_memory_working_set_bytes{node="n2",namespace="shop",pod="a",container="c"} 9x60',
      ],
      alerts: [`critical${N1}`],
    },
    calm: [
      'kube_node_info{node="n1"} 1x60',
      'container_memory_working_set_bytes{node="n1",namespace="shop",pod="a",container="c"} 9x60',
    ],
  },
  {
    id: 'node-file-system-filling',
    texts: [
      'File system of the node is nearly full',
      '节点文件系统空间不足',
      'Share of the file system that is not available to users, per device.',
      '每个设备文件系统中用户不可用空间的比例。',
    ],
    runbook: FREE_SPACE,
    promql: nodeOf(`1 - ${FREE_SHARE}`),
    labels: ['node', 'device'],
    unit: 'ratio',
    when: ['>', { critical: [0.95, '15m'], warning: [0.85, '15m'] }],
    fires: {
      at: '20m',
      series: [...NAMES, disk('avail_bytes', '10x60'), disk('size_bytes', '100x60')],
      alerts: [`warning${OF_DEVICE}`],
    },
    calm: [...NAMES, disk('avail_bytes', '30x60'), disk('size_bytes', '100x60')],
  },
  {
    id: 'node-file-system-full-soon',
    texts: [
      'File system of the node will be full within a day',
      '节点文件系统一天内将写满',
      'Free bytes in 24 hours if it goes on as in the last 6, where less than 40 % are free now.',
      '按最近 6 小时的趋势预测 24 小时后的剩余字节数，仅针对当前剩余不足 40% 的设备。',
    ],
    runbook: FREE_SPACE,
    promql: nodeOf(
      `max by (instance, device) (predict_linear(node_filesystem_avail_bytes{${REAL_FILE_SYSTEMS}}[6h], 86400)) and on (instance, device) ${FREE_SHARE} < 0.4`,
    ),
    labels: ['node', 'device'],
    unit: 'bytes',
    range: { min: null, max: null },
    when: ['<', { warning: [0, '1h'] }],
    fires: {
      at: '110m',
      series: [...NAMES, disk('avail_bytes', '3900-10x120'), disk('size_bytes', '10000x120')],
      alerts: [`warning${OF_DEVICE}`],
    },
    calm: [...NAMES, disk('avail_bytes', '9000-10x120'), disk('size_bytes', '10000x120')],
  },
  {
    id: 'node-inodes-nearly-used-up',
    texts: [
      'File system of the node has nearly no inodes',
      '节点文件系统 inode 不足',
      'Share of the inodes in use, per device. Without inodes no file can be made, whatever space there is.',
      '每个设备已用 inode 的比例。inode 用尽时即使有空间也无法创建文件。',
    ],
    runbook: [
      'Find the folder with very many small files, often a cache or a mail queue.',
      '查找包含大量小文件的目录，常见为缓存或邮件队列。',
    ],
    promql: nodeOf(
      `1 - ${FILE_SYSTEM('node_filesystem_files_free')} / ${above0(FILE_SYSTEM('node_filesystem_files'))}`,
    ),
    labels: ['node', 'device'],
    unit: 'ratio',
    when: ['>', { critical: [0.97, '15m'], warning: [0.9, '15m'] }],
    fires: {
      at: '20m',
      series: [...NAMES, disk('files_free', '1x60'), disk('files', '100x60')],
      alerts: [`critical${OF_DEVICE}`, `warning${OF_DEVICE}`],
    },
    calm: [...NAMES, disk('files_free', '50x60'), disk('files', '100x60')],
  },
  {
    id: 'node-clock-off',
    texts: [
      'Clock of the node is wrong',
      '节点时钟偏移',
      'Seconds between the clock of the node and that of its time server, either way.',
      '节点时钟与时间服务器相差的秒数（绝对值）。',
    ],
    runbook: [
      'Check that the time service runs on the node and reaches its servers.',
      '检查节点时间同步服务是否运行并能访问时间服务器。',
    ],
    promql: nodeOf('max by (instance) (abs(node_timex_offset_seconds))'),
    labels: ['node'],
    unit: 'seconds',
    when: ['>', { warning: [0.05, '10m'] }],
    fires: {
      at: '15m',
      series: [...NAMES, 'node_timex_offset_seconds{instance="i1"} -0.2x60'],
      alerts: [`warning${N1}`],
    },
    calm: [...NAMES, 'node_timex_offset_seconds{instance="i1"} 0.001x60'],
  },
  {
    id: 'node-clock-not-synchronised',
    texts: [
      'Clock of the node is not synchronised',
      '节点时钟未同步',
      'Whether the kernel says that its clock follows a time server.',
      '内核是否报告时钟已与时间服务器同步。',
    ],
    runbook: [
      'Start the time service of the node (chrony, timesyncd) and check its servers.',
      '启动节点时间同步服务（chrony、timesyncd）并检查其服务器。',
    ],
    promql: nodeOf('max by (instance) (node_timex_sync_status)'),
    labels: ['node'],
    unit: 'yes_no',
    when: ['==', { warning: [0, '15m'] }],
    fires: {
      at: '20m',
      series: [...NAMES, 'node_timex_sync_status{instance="i1"} 0x60'],
      alerts: [`warning${N1}`],
    },
    calm: [...NAMES, 'node_timex_sync_status{instance="i1"} 0x5 1x60'],
  },
  {
    id: 'node-connections-nearly-used-up',
    texts: [
      'Node can track nearly no more connections',
      '节点连接跟踪表接近上限',
      'Connections that the firewall tracks as a share of those that it can; above, new ones are dropped.',
      '连接跟踪表已用比例；用尽后新连接会被丢弃。',
    ],
    runbook: [
      'Find the pod that opens so many connections, or raise net.netfilter.nf_conntrack_max.',
      '查找创建大量连接的 Pod，或调高 net.netfilter.nf_conntrack_max。',
    ],
    promql: nodeOf(
      'max by (instance) (node_nf_conntrack_entries) / (max by (instance) (node_nf_conntrack_entries_limit) > 0)',
    ),
    labels: ['node'],
    unit: 'ratio',
    when: ['>', { critical: [0.95, '5m'], warning: [0.8, '5m'] }],
    fires: {
      at: '10m',
      series: [
        ...NAMES,
        'node_nf_conntrack_entries{instance="i1"} 90x60',
        'node_nf_conntrack_entries_limit{instance="i1"} 100x60',
      ],
      alerts: [`warning${N1}`],
    },
    calm: [
      ...NAMES,
      'node_nf_conntrack_entries{instance="i1"} 20x60',
      'node_nf_conntrack_entries_limit{instance="i1"} 100x60',
    ],
  },
  {
    id: 'node-raid-degraded',
    texts: [
      'Disk array of the node has lost a disk',
      '节点磁盘阵列有磁盘故障',
      'Failed disks per array.',
      '每个阵列中故障磁盘的数量。',
    ],
    runbook: [
      'Replace the failed disk; until the array is rebuilt another loss may cost the data.',
      '更换故障磁盘；在重建完成前再次故障可能导致数据丢失。',
    ],
    promql: nodeOf('max by (instance, device) (node_md_disks{state="failed"})'),
    labels: ['node', 'device'],
    unit: 'count',
    when: ['>', { critical: [0, '1m'] }],
    fires: {
      at: '5m',
      series: [...NAMES, 'node_md_disks{instance="i1",device="md0",state="failed"} 1x60'],
      alerts: ['critical{node="n1",device="md0"}'],
    },
    calm: [...NAMES, 'node_md_disks{instance="i1",device="md0",state="failed"} 0x60'],
  },
];
