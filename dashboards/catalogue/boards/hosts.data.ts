import type { Board } from '../board.ts';
import { area, bars, gauge, graph, row, stat, table, variable } from '../board-parts.ts';
import { ofLivingPods, onChosenNodes } from './chosen-pods.ts';

const ON = 'instance=~"$instance"';
const REAL = `${ON}, fstype!~"tmpfs|overlay|squashfs|ramfs|iso9660|nsfs|fuse.lxcfs"`;
const DISK = `${ON}, device!~"dm-.+|loop.+|md.+|ram.+|sr.+"`;
const WIRE = `${ON}, device!~"lo|veth.+|cali.+|cni.+|flannel.+|docker.+|br-.+|virbr.+"`;
const NODE = 'node=~"$node"';

/** Hosts as node_exporter, or the built-in collector, sees them. */
export const HOST: Board = {
  id: 'host',
  title: ['Host', '主机'],
  description: [
    'CPU, memory, disks, file systems and network of hosts.',
    '主机的 CPU、内存、磁盘、文件系统与网络。',
  ],
  tags: ['host'],
  audience: 'both',
  exporters: ['node-exporter'],
  needs: [['node_cpu_seconds_total']],
  variables: [variable('instance', ['Host', '主机'], 'node_memory_MemTotal_bytes')],
  rows: [
    row(
      ['Now', '当前'],
      stat(['Hosts', '主机数'], 'short', [[`count(node_memory_MemTotal_bytes{${ON}})`, '']]),
      stat(['CPU cores', 'CPU 核数'], 'short', [
        [`count(node_cpu_seconds_total{mode="idle", ${ON}})`, ''],
      ]),
      gauge(['CPU busy', 'CPU 使用率'], 'percentunit', [
        [`1 - avg(rate(node_cpu_seconds_total{mode="idle", ${ON}}[$__rate_interval]))`, ''],
      ]),
      gauge(['Memory used', '内存使用率'], 'percentunit', [
        [
          `1 - sum(node_memory_MemAvailable_bytes{${ON}}) / sum(node_memory_MemTotal_bytes{${ON}})`,
          '',
        ],
      ]),
      gauge(['Fullest file system', '最满的文件系统'], 'percentunit', [
        [`max(1 - node_filesystem_avail_bytes{${REAL}} / node_filesystem_size_bytes{${REAL}})`, ''],
      ]),
      stat(['Up since', '运行时间'], 's', [
        [`min(node_time_seconds{${ON}} - node_boot_time_seconds{${ON}})`, ''],
      ]),
    ),
    row(
      ['CPU and memory', 'CPU 与内存'],
      graph(
        ['CPU busy', 'CPU 使用率'],
        'percentunit',
        [
          [
            `1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle", ${ON}}[$__rate_interval]))`,
            '{{instance}}',
          ],
        ],
        { maximum: 1 },
      ),
      area(['CPU by mode', '按模式的 CPU'], 'short', [
        [
          `sum by (mode) (rate(node_cpu_seconds_total{mode!="idle", ${ON}}[$__rate_interval]))`,
          '{{mode}}',
        ],
      ]),
      graph(['Load per core', '每核负载'], 'none', [
        [
          `sum by (instance) (node_load5{${ON}}) / count by (instance) (node_cpu_seconds_total{mode="idle", ${ON}})`,
          '{{instance}}',
        ],
      ]),
      graph(['Memory available', '可用内存'], 'bytes', [
        [`node_memory_MemAvailable_bytes{${ON}}`, '{{instance}}'],
      ]),
      graph(['Swap used', '已用交换分区'], 'bytes', [
        [`node_memory_SwapTotal_bytes{${ON}} - node_memory_SwapFree_bytes{${ON}}`, '{{instance}}'],
      ]),
      graph(['Processes', '进程'], 'short', [
        [`node_procs_running{${ON}}`, ['running {{instance}}', '运行 {{instance}}']],
        [`node_procs_blocked{${ON}}`, ['blocked {{instance}}', '阻塞 {{instance}}']],
      ]),
    ),
    row(
      ['Disks and file systems', '磁盘与文件系统'],
      graph(['Disk throughput', '磁盘吞吐'], 'Bps', [
        [
          `sum by (instance) (rate(node_disk_read_bytes_total{${DISK}}[$__rate_interval]))`,
          ['read {{instance}}', '读 {{instance}}'],
        ],
        [
          `sum by (instance) (rate(node_disk_written_bytes_total{${DISK}}[$__rate_interval]))`,
          ['written {{instance}}', '写 {{instance}}'],
        ],
      ]),
      graph(['Disk operations', '磁盘操作'], 'iops', [
        [
          `sum by (instance) (rate(node_disk_reads_completed_total{${DISK}}[$__rate_interval]))`,
          ['reads {{instance}}', '读 {{instance}}'],
        ],
        [
          `sum by (instance) (rate(node_disk_writes_completed_total{${DISK}}[$__rate_interval]))`,
          ['writes {{instance}}', '写 {{instance}}'],
        ],
      ]),
      graph(
        ['Time disks are busy', '磁盘繁忙占比'],
        'percentunit',
        [
          [
            `max by (instance, device) (rate(node_disk_io_time_seconds_total{${DISK}}[$__rate_interval]))`,
            '{{instance}} {{device}}',
          ],
        ],
        { maximum: 1 },
      ),
      bars(
        ['File systems used', '文件系统使用率'],
        'percentunit',
        [
          [
            `topk(10, max by (instance, mountpoint) (1 - node_filesystem_avail_bytes{${REAL}} / node_filesystem_size_bytes{${REAL}}))`,
            '{{instance}} {{mountpoint}}',
          ],
        ],
        {
          maximum: 1,
          steps: [
            [null, 'green'],
            [0.8, 'orange'],
            [0.9, 'red'],
          ],
        },
      ),
    ),
    row(
      ['Network', '网络'],
      graph(['Traffic', '流量'], 'Bps', [
        [
          `sum by (instance) (rate(node_network_receive_bytes_total{${WIRE}}[$__rate_interval]))`,
          ['received {{instance}}', '接收 {{instance}}'],
        ],
        [
          `sum by (instance) (rate(node_network_transmit_bytes_total{${WIRE}}[$__rate_interval]))`,
          ['sent {{instance}}', '发送 {{instance}}'],
        ],
      ]),
      graph(['Errors and drops', '错误与丢包'], 'pps', [
        [
          `sum by (instance) (rate(node_network_receive_errs_total{${WIRE}}[$__rate_interval]) + rate(node_network_transmit_errs_total{${WIRE}}[$__rate_interval]))`,
          ['errors {{instance}}', '错误 {{instance}}'],
        ],
        [
          `sum by (instance) (rate(node_network_receive_drop_total{${WIRE}}[$__rate_interval]) + rate(node_network_transmit_drop_total{${WIRE}}[$__rate_interval]))`,
          ['drops {{instance}}', '丢包 {{instance}}'],
        ],
      ]),
    ),
  ],
};

/** All of a Kubernetes cluster. */
export const CLUSTER: Board = {
  id: 'cluster',
  title: ['Cluster', '集群'],
  description: [
    'How much of the cluster is used, asked for and left, and what does not run.',
    '集群的使用量、申请量与余量，以及未正常运行的对象。',
  ],
  tags: ['kubernetes'],
  audience: 'platform',
  exporters: ['node-exporter', 'kube-state-metrics', 'cadvisor'],
  needs: [['kube_node_status_condition', 'kube_pod_status_phase']],
  variables: [],
  rows: [
    row(
      ['Now', '当前'],
      stat(['Nodes ready', '就绪节点'], 'short', [
        ['sum(kube_node_status_condition{condition="Ready", status="true"})', ''],
      ]),
      stat(['Pods running', '运行中的容器组'], 'short', [
        ['sum(kube_pod_status_phase{phase="Running"})', ''],
      ]),
      stat(
        ['Failed or pending', '失败或等待'],
        'short',
        [['sum(kube_pod_status_phase{phase=~"Failed|Pending|Unknown"})', '']],
        {
          steps: [
            [null, 'green'],
            [1, 'orange'],
            [10, 'red'],
          ],
        },
      ),
      gauge(['CPU busy', 'CPU 使用率'], 'percentunit', [
        ['1 - avg(rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))', ''],
      ]),
      gauge(['Memory used', '内存使用率'], 'percentunit', [
        ['1 - sum(node_memory_MemAvailable_bytes) / sum(node_memory_MemTotal_bytes)', ''],
      ]),
      gauge(['CPU asked for', 'CPU 申请率'], 'percentunit', [
        [
          `${ofLivingPods('kube_pod_container_resource_requests{resource="cpu"}', '')} / sum(kube_node_status_allocatable{resource="cpu"})`,
          '',
        ],
      ]),
    ),
    row(
      ['Who uses it', '谁在使用'],
      area(['CPU by namespace', '各命名空间的 CPU'], 'short', [
        [
          'topk(10, sum by (namespace) (rate(container_cpu_usage_seconds_total{container!=""}[$__rate_interval])))',
          '{{namespace}}',
        ],
      ]),
      area(['Memory by namespace', '各命名空间的内存'], 'bytes', [
        [
          'topk(10, sum by (namespace) (container_memory_working_set_bytes{container!=""}))',
          '{{namespace}}',
        ],
      ]),
      table(['Namespaces', '命名空间'], 'short', [
        [
          'sum by (namespace) (rate(container_cpu_usage_seconds_total{container!=""}[5m]))',
          ['CPU', 'CPU'],
        ],
        [
          ofLivingPods('kube_pod_container_resource_requests{resource="cpu"}', '', 'namespace'),
          ['CPU asked for', '申请的 CPU'],
        ],
        [
          'sum by (namespace) (container_memory_working_set_bytes{container!=""})',
          ['Memory', '内存'],
          'bytes',
        ],
        [
          ofLivingPods('kube_pod_container_resource_requests{resource="memory"}', '', 'namespace'),
          ['Memory asked for', '申请的内存'],
          'bytes',
        ],
        ['count by (namespace) (kube_pod_info)', ['Pods', '容器组']],
      ]),
    ),
    row(
      ['What does not run', '异常对象'],
      graph(['Restarts in 10 minutes', '10 分钟内重启'], 'short', [
        [
          'sum by (namespace) (increase(kube_pod_container_status_restarts_total[10m])) > 0',
          '{{namespace}}',
        ],
      ]),
      graph(['Nodes under pressure', '有压力的节点'], 'short', [
        [
          'sum by (condition) (kube_node_status_condition{condition=~".+Pressure", status="true"})',
          '{{condition}}',
        ],
      ]),
      table(['Pods that wait', '等待中的容器组'], 'short', [
        [
          'sum by (namespace, pod, reason) (kube_pod_container_status_waiting_reason) > 0',
          ['Containers', '容器'],
        ],
      ]),
    ),
  ],
};

const CPU_ON_NODES = onChosenNodes(
  'sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{container!=""}[$__rate_interval]))',
);
const MEMORY_ON_NODES = onChosenNodes(
  'sum by (namespace, pod) (container_memory_working_set_bytes{container!=""})',
);

/** Nodes of a Kubernetes cluster, and the pods on them. */
export const NODE_BOARD: Board = {
  id: 'node',
  title: ['Node', '节点'],
  description: ['The pods of a node and what they use.', '节点上的容器组及其用量。'],
  tags: ['kubernetes'],
  audience: 'platform',
  exporters: ['kube-state-metrics', 'cadvisor', 'kubelet'],
  needs: [['kube_node_status_capacity'], ['kube_node_info']],
  variables: [variable('node', ['Node', '节点'], 'kube_node_status_capacity')],
  rows: [
    row(
      ['Now', '当前'],
      stat(['Ready', '就绪'], 'short', [
        [`sum(kube_node_status_condition{condition="Ready", status="true", ${NODE}})`, ''],
      ]),
      stat(['Pods', '容器组'], 'short', [[`count(kube_pod_info{${NODE}})`, '']]),
      stat(['Pods at most', '容器组上限'], 'short', [
        [`sum(kube_node_status_allocatable{resource="pods", ${NODE}})`, ''],
      ]),
      stat(['CPU cores', 'CPU 核数'], 'short', [
        [`sum(kube_node_status_capacity{resource="cpu", ${NODE}})`, ''],
      ]),
      stat(['CPU used', 'CPU 用量'], 'short', [[`sum(${CPU_ON_NODES})`, '']]),
      stat(['Memory used', '内存用量'], 'bytes', [[`sum(${MEMORY_ON_NODES})`, '']]),
    ),
    row(
      ['Pods', '容器组'],
      area(['CPU by pod', '各容器组的 CPU'], 'short', [
        [`topk(10, ${CPU_ON_NODES})`, '{{namespace}}/{{pod}}'],
      ]),
      area(['Memory by pod', '各容器组的内存'], 'bytes', [
        [`topk(10, ${MEMORY_ON_NODES})`, '{{namespace}}/{{pod}}'],
      ]),
      graph(['Received', '接收'], 'Bps', [
        [
          `topk(10, ${onChosenNodes('sum by (namespace, pod) (rate(container_network_receive_bytes_total[$__rate_interval]))')})`,
          '{{namespace}}/{{pod}}',
        ],
      ]),
      graph(['Sent', '发送'], 'Bps', [
        [
          `topk(10, ${onChosenNodes('sum by (namespace, pod) (rate(container_network_transmit_bytes_total[$__rate_interval]))')})`,
          '{{namespace}}/{{pod}}',
        ],
      ]),
    ),
    row(
      ['Health', '健康'],
      graph(['Conditions', '状况'], 'short', [
        [
          `sum by (node, condition) (kube_node_status_condition{status="true", condition!="Ready", ${NODE}})`,
          '{{node}} {{condition}}',
        ],
      ]),
      graph(['Container restarts', '容器重启'], 'short', [
        [
          `sum by (namespace, pod) (${onChosenNodes('increase(kube_pod_container_status_restarts_total[10m])')})`,
          '{{namespace}}/{{pod}}',
        ],
      ]),
    ),
  ],
};
