import type { Board } from '../board.ts';
import {
  area,
  bars,
  gauge,
  graph,
  NONE_IS_FINE,
  row,
  stat,
  table,
  variable,
} from '../board-parts.ts';
import { ofLivingPods } from './chosen-pods.ts';
import { ownedPods } from './owned-pods.ts';

const IN = 'namespace=~"$namespace"';
const POD = `${IN}, pod=~"$pod"`;
const CONTAINER = `container!="", ${IN}`;
const NAMESPACE = variable('namespace', ['Namespace', '命名空间'], 'kube_pod_info');

const perWorkload = (value: string): string =>
  `sum by (namespace, workload) (${value} * on (namespace, pod) group_left (workload) ${ownedPods('$workload')})`;
const PER_POD_CPU = `sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{${CONTAINER}}[$__rate_interval]))`;
const PER_POD_MEMORY = `sum by (namespace, pod) (container_memory_working_set_bytes{${CONTAINER}})`;

export const NAMESPACE_BOARD: Board = {
  id: 'namespace',
  title: ['Namespace', '命名空间'],
  description: [
    'What the pods of a namespace use, against what they asked for and may use.',
    '命名空间内容器组的用量，对照申请量与上限。',
  ],
  tags: ['kubernetes'],
  audience: 'both',
  exporters: ['kube-state-metrics', 'cadvisor'],
  needs: [['kube_pod_info'], ['kube_pod_status_phase', 'container_cpu_usage_seconds_total']],
  variables: [NAMESPACE],
  rows: [
    row(
      ['Now', '当前'],
      stat(['Pods running', '运行中的容器组'], 'short', [
        [`sum(kube_pod_status_phase{phase="Running", ${IN}})`, ''],
      ]),
      stat(
        ['Failed or pending', '失败或等待'],
        'short',
        [[`sum(kube_pod_status_phase{phase=~"Failed|Pending|Unknown", ${IN}})`, '']],
        NONE_IS_FINE,
      ),
      stat(['CPU', 'CPU'], 'short', [
        [`sum(rate(container_cpu_usage_seconds_total{${CONTAINER}}[$__rate_interval]))`, ''],
      ]),
      gauge(['CPU of its limits', 'CPU 占上限'], 'percentunit', [
        [
          `sum(rate(container_cpu_usage_seconds_total{${CONTAINER}}[$__rate_interval])) / ${ofLivingPods(`kube_pod_container_resource_limits{resource="cpu", ${IN}}`, `, ${IN}`)}`,
          '',
        ],
      ]),
      stat(['Memory', '内存'], 'bytes', [
        [`sum(container_memory_working_set_bytes{${CONTAINER}})`, ''],
      ]),
      gauge(['Memory of its limits', '内存占上限'], 'percentunit', [
        [
          `sum(container_memory_working_set_bytes{${CONTAINER}}) / ${ofLivingPods(`kube_pod_container_resource_limits{resource="memory", ${IN}}`, `, ${IN}`)}`,
          '',
        ],
      ]),
    ),
    row(
      ['CPU and memory', 'CPU 与内存'],
      area(['CPU by pod', '各容器组的 CPU'], 'short', [
        [`topk(15, ${PER_POD_CPU})`, '{{namespace}}/{{pod}}'],
      ]),
      area(['Memory by pod', '各容器组的内存'], 'bytes', [
        [`topk(15, ${PER_POD_MEMORY})`, '{{namespace}}/{{pod}}'],
      ]),
      graph(['CPU throttled', 'CPU 受限占比'], 'percentunit', [
        [
          `sum by (namespace, pod) (rate(container_cpu_cfs_throttled_periods_total{${CONTAINER}}[$__rate_interval])) / sum by (namespace, pod) (rate(container_cpu_cfs_periods_total{${CONTAINER}}[$__rate_interval]))`,
          '{{namespace}}/{{pod}}',
        ],
      ]),
      graph(['Container restarts', '容器重启'], 'short', [
        [
          `sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total{${IN}}[10m]))`,
          '{{namespace}}/{{pod}}',
        ],
      ]),
    ),
    row(
      ['Network and quota', '网络与配额'],
      graph(['Network', '网络'], 'Bps', [
        [
          `sum by (namespace) (rate(container_network_receive_bytes_total{${IN}}[$__rate_interval]))`,
          ['received {{namespace}}', '接收 {{namespace}}'],
        ],
        [
          `sum by (namespace) (rate(container_network_transmit_bytes_total{${IN}}[$__rate_interval]))`,
          ['sent {{namespace}}', '发送 {{namespace}}'],
        ],
      ]),
      bars(
        ['Quota used', '配额使用率'],
        'percentunit',
        [
          [
            `max by (namespace, resource) (kube_resourcequota{type="used", ${IN}} / ignoring (type) (kube_resourcequota{type="hard", ${IN}} > 0))`,
            '{{namespace}} {{resource}}',
          ],
        ],
        { maximum: 1 },
      ),
      table(['Pods', '容器组'], 'short', [
        [PER_POD_CPU.replace('$__rate_interval', '5m'), ['CPU', 'CPU']],
        [PER_POD_MEMORY, ['Memory', '内存'], 'bytes'],
        [
          ofLivingPods(
            `kube_pod_container_resource_limits{resource="memory", ${IN}}`,
            `, ${IN}`,
            'namespace, pod',
          ),
          ['Memory limit', '内存上限'],
          'bytes',
        ],
        [
          `sum by (namespace, pod) (kube_pod_container_status_restarts_total{${IN}})`,
          ['Restarts', '重启次数'],
        ],
      ]),
    ),
  ],
};

/** A job of a cron job bears its name and a number. */
const JOB = `${IN}, job_name=~"$workload(-[0-9]+)?"`;
const CRON_JOB = `${IN}, cronjob=~"$workload"`;

export const WORKLOAD_BOARD: Board = {
  id: 'workload',
  title: ['Workload', '工作负载'],
  description: [
    'Deployments, stateful sets, daemon sets, jobs and cron jobs: replicas, runs, CPU, memory and network.',
    '部署、有状态副本集、守护进程集、任务与定时任务：副本、运行、CPU、内存与网络。',
  ],
  tags: ['kubernetes'],
  audience: 'both',
  exporters: ['kube-state-metrics', 'cadvisor'],
  needs: [
    ['kube_pod_owner'],
    ['container_cpu_usage_seconds_total', 'kube_deployment_spec_replicas'],
  ],
  variables: [
    NAMESPACE,
    variable('workload', ['Workload', '工作负载'], `group by (workload) (${ownedPods()})`, {
      isQuery: true,
    }),
  ],
  rows: [
    row(
      ['Replicas', '副本'],
      table(
        ['Deployments', '部署'],
        'short',
        [
          [
            `sum by (namespace, deployment) (kube_deployment_spec_replicas{${IN}, deployment=~"$workload"})`,
            ['Wanted', '期望'],
          ],
          [
            `sum by (namespace, deployment) (kube_deployment_status_replicas_available{${IN}, deployment=~"$workload"})`,
            ['Available', '可用'],
          ],
        ],
        { width: 12 },
      ),
      table(
        ['Stateful sets', '有状态副本集'],
        'short',
        [
          [
            `sum by (namespace, statefulset) (kube_statefulset_replicas{${IN}, statefulset=~"$workload"})`,
            ['Wanted', '期望'],
          ],
          [
            `sum by (namespace, statefulset) (kube_statefulset_status_replicas_ready{${IN}, statefulset=~"$workload"})`,
            ['Ready', '就绪'],
          ],
        ],
        { width: 12 },
      ),
      graph(['Replicas that are missing', '缺少的副本'], 'short', [
        [
          `sum by (namespace, deployment) (kube_deployment_spec_replicas{${IN}, deployment=~"$workload"} - kube_deployment_status_replicas_available{${IN}, deployment=~"$workload"})`,
          '{{namespace}}/{{deployment}}',
        ],
        [
          `sum by (namespace, statefulset) (kube_statefulset_replicas{${IN}, statefulset=~"$workload"} - kube_statefulset_status_replicas_ready{${IN}, statefulset=~"$workload"})`,
          '{{namespace}}/{{statefulset}}',
        ],
        [
          `sum by (namespace, daemonset) (kube_daemonset_status_desired_number_scheduled{${IN}, daemonset=~"$workload"} - kube_daemonset_status_number_available{${IN}, daemonset=~"$workload"})`,
          '{{namespace}}/{{daemonset}}',
        ],
      ]),
      graph(['Autoscalers: replicas of the most', '自动伸缩：副本占上限'], 'percentunit', [
        [
          `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas{${IN}} / kube_horizontalpodautoscaler_spec_max_replicas{${IN}})`,
          '{{namespace}}/{{horizontalpodautoscaler}}',
        ],
      ]),
    ),
    row(
      ['Jobs', '任务'],
      table(
        ['Jobs', '任务'],
        'short',
        [
          [`sum by (namespace, job_name) (kube_job_status_active{${JOB}})`, ['Running', '运行中']],
          [
            `sum by (namespace, job_name) (kube_job_status_succeeded{${JOB}})`,
            ['Succeeded', '成功'],
          ],
          [`sum by (namespace, job_name) (kube_job_status_failed{${JOB}})`, ['Failed', '失败']],
        ],
        { width: 12 },
      ),
      table(
        ['Cron jobs', '定时任务'],
        'short',
        [
          [
            `sum by (namespace, cronjob) (kube_cronjob_status_active{${CRON_JOB}})`,
            ['Running', '运行中'],
          ],
          [
            `time() - max by (namespace, cronjob) (kube_cronjob_status_last_schedule_time{${CRON_JOB}})`,
            ['Since the last run', '距上次运行'],
            's',
          ],
          [
            `max by (namespace, cronjob) (kube_cronjob_spec_suspend{${CRON_JOB}})`,
            ['Suspended', '已暂停'],
          ],
        ],
        { width: 12 },
      ),
    ),
    row(
      ['Resources', '资源'],
      area(['CPU', 'CPU'], 'short', [
        [`topk(10, ${perWorkload(PER_POD_CPU)})`, '{{namespace}}/{{workload}}'],
      ]),
      area(['Memory', '内存'], 'bytes', [
        [`topk(10, ${perWorkload(PER_POD_MEMORY)})`, '{{namespace}}/{{workload}}'],
      ]),
      graph(['Received', '接收'], 'Bps', [
        [
          `topk(10, ${perWorkload(`sum by (namespace, pod) (rate(container_network_receive_bytes_total{${IN}}[$__rate_interval]))`)})`,
          '{{namespace}}/{{workload}}',
        ],
      ]),
      graph(['Sent', '发送'], 'Bps', [
        [
          `topk(10, ${perWorkload(`sum by (namespace, pod) (rate(container_network_transmit_bytes_total{${IN}}[$__rate_interval]))`)})`,
          '{{namespace}}/{{workload}}',
        ],
      ]),
    ),
  ],
};

export const POD_BOARD: Board = {
  id: 'pod',
  title: ['Pod', '容器组'],
  description: ['The containers of a pod.', '容器组内的容器。'],
  tags: ['kubernetes'],
  audience: 'both',
  exporters: ['kube-state-metrics', 'cadvisor'],
  needs: [['container_cpu_usage_seconds_total']],
  variables: [
    NAMESPACE,
    variable(
      'pod',
      ['Pod', '容器组'],
      'container_memory_working_set_bytes{namespace=~"$namespace"}',
    ),
  ],
  rows: [
    row(
      ['Containers', '容器'],
      graph(['CPU', 'CPU'], 'short', [
        [
          `sum by (pod, container) (rate(container_cpu_usage_seconds_total{container!="", ${POD}}[$__rate_interval]))`,
          '{{pod}} {{container}}',
        ],
        [
          `sum by (pod, container) (kube_pod_container_resource_limits{resource="cpu", ${POD}})`,
          ['limit {{pod}} {{container}}', '上限 {{pod}} {{container}}'],
        ],
      ]),
      graph(['Memory', '内存'], 'bytes', [
        [
          `sum by (pod, container) (container_memory_working_set_bytes{container!="", ${POD}})`,
          '{{pod}} {{container}}',
        ],
        [
          `sum by (pod, container) (kube_pod_container_resource_limits{resource="memory", ${POD}})`,
          ['limit {{pod}} {{container}}', '上限 {{pod}} {{container}}'],
        ],
      ]),
      graph(['CPU throttled', 'CPU 受限占比'], 'percentunit', [
        [
          `sum by (pod, container) (rate(container_cpu_cfs_throttled_periods_total{container!="", ${POD}}[$__rate_interval])) / sum by (pod, container) (rate(container_cpu_cfs_periods_total{container!="", ${POD}}[$__rate_interval]))`,
          '{{pod}} {{container}}',
        ],
      ]),
      graph(['Restarts', '重启'], 'short', [
        [
          `sum by (pod, container) (increase(kube_pod_container_status_restarts_total{${POD}}[10m]))`,
          '{{pod}} {{container}}',
        ],
      ]),
    ),
    row(
      ['Network and disk', '网络与磁盘'],
      graph(['Network', '网络'], 'Bps', [
        [
          `sum by (pod) (rate(container_network_receive_bytes_total{${POD}}[$__rate_interval]))`,
          ['received {{pod}}', '接收 {{pod}}'],
        ],
        [
          `sum by (pod) (rate(container_network_transmit_bytes_total{${POD}}[$__rate_interval]))`,
          ['sent {{pod}}', '发送 {{pod}}'],
        ],
      ]),
      graph(['Disk', '磁盘'], 'Bps', [
        [
          `sum by (pod) (rate(container_fs_reads_bytes_total{${POD}}[$__rate_interval]))`,
          ['read {{pod}}', '读 {{pod}}'],
        ],
        [
          `sum by (pod) (rate(container_fs_writes_bytes_total{${POD}}[$__rate_interval]))`,
          ['written {{pod}}', '写 {{pod}}'],
        ],
      ]),
    ),
  ],
};

const CLAIM = `${IN}, persistentvolumeclaim=~"$volume"`;

export const VOLUME_BOARD: Board = {
  id: 'volume',
  title: ['Volumes', '存储卷'],
  description: [
    'Persistent volume claims: bytes, inodes, and when they are full.',
    '持久卷声明：字节、inode 以及何时写满。',
  ],
  tags: ['kubernetes'],
  audience: 'both',
  exporters: ['kubelet', 'kube-state-metrics'],
  needs: [['kubelet_volume_stats_capacity_bytes']],
  variables: [
    variable('namespace', ['Namespace', '命名空间'], 'kubelet_volume_stats_capacity_bytes'),
    variable(
      'volume',
      ['Claim', '声明'],
      'kubelet_volume_stats_capacity_bytes{namespace=~"$namespace"}',
      {
        of: 'persistentvolumeclaim',
      },
    ),
  ],
  rows: [
    row(
      ['Space', '空间'],
      bars(
        ['Used', '使用率'],
        'percentunit',
        [
          [
            `topk(20, max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${CLAIM}} / kubelet_volume_stats_capacity_bytes{${CLAIM}}))`,
            '{{namespace}}/{{persistentvolumeclaim}}',
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
      graph(['Bytes used', '已用字节'], 'bytes', [
        [
          `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${CLAIM}})`,
          '{{namespace}}/{{persistentvolumeclaim}}',
        ],
      ]),
      graph(
        ['Inodes used', 'inode 使用率'],
        'percentunit',
        [
          [
            `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_inodes_used{${CLAIM}} / kubelet_volume_stats_inodes{${CLAIM}})`,
            '{{namespace}}/{{persistentvolumeclaim}}',
          ],
        ],
        { maximum: 1 },
      ),
      graph(
        ['Left in a day, as it grows now', '按当前增速一天后的余量'],
        'bytes',
        [
          [
            `min by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{${CLAIM}} - predict_linear(kubelet_volume_stats_used_bytes{${CLAIM}}[6h], 86400))`,
            '{{namespace}}/{{persistentvolumeclaim}}',
          ],
        ],
        { minimum: null },
      ),
      table(['Claims', '声明'], 'bytes', [
        [
          `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{${CLAIM}})`,
          ['Size', '容量'],
        ],
        [
          `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${CLAIM}})`,
          ['Used', '已用'],
        ],
      ]),
    ),
  ],
};

const SITE = `${IN}, ingress=~"$ingress"`;

export const INGRESS_BOARD: Board = {
  id: 'ingress',
  title: ['Ingress', '应用路由'],
  description: [
    'Requests, errors and latency at ingress-nginx.',
    'ingress-nginx 的请求、错误与延迟。',
  ],
  tags: ['kubernetes', 'http'],
  audience: 'both',
  exporters: ['ingress-nginx'],
  needs: [['nginx_ingress_controller_requests']],
  variables: [
    variable('namespace', ['Namespace', '命名空间'], 'nginx_ingress_controller_requests'),
    variable(
      'ingress',
      ['Ingress', '应用路由'],
      'nginx_ingress_controller_requests{namespace=~"$namespace"}',
    ),
  ],
  rows: [
    row(
      ['Requests', '请求'],
      stat(
        ['Requests per second', '每秒请求'],
        'reqps',
        [[`sum(rate(nginx_ingress_controller_requests{${SITE}}[$__rate_interval]))`, '']],
        { width: 8 },
      ),
      gauge(
        ['Answered without error', '成功率'],
        'percentunit',
        [
          [
            `sum(rate(nginx_ingress_controller_requests{status!~"5..", ${SITE}}[5m])) / sum(rate(nginx_ingress_controller_requests{${SITE}}[5m]))`,
            '',
          ],
        ],
        {
          width: 8,
          steps: [
            [null, 'red'],
            [0.99, 'orange'],
            [0.999, 'green'],
          ],
        },
      ),
      stat(
        ['Latency, 95 %', '延迟 95 %'],
        's',
        [
          [
            `histogram_quantile(0.95, sum by (le) (rate(nginx_ingress_controller_request_duration_seconds_bucket{${SITE}}[$__rate_interval])))`,
            '',
          ],
        ],
        { width: 8 },
      ),
      area(['By status', '按状态码'], 'reqps', [
        [
          `sum by (status) (rate(nginx_ingress_controller_requests{${SITE}}[$__rate_interval]))`,
          '{{status}}',
        ],
      ]),
      area(['By ingress', '按应用路由'], 'reqps', [
        [
          `sum by (namespace, ingress) (rate(nginx_ingress_controller_requests{${SITE}}[$__rate_interval]))`,
          '{{namespace}}/{{ingress}}',
        ],
      ]),
      graph(['Latency, 95 %, by ingress', '各应用路由延迟 95 %'], 's', [
        [
          `histogram_quantile(0.95, sum by (le, namespace, ingress) (rate(nginx_ingress_controller_request_duration_seconds_bucket{${SITE}}[$__rate_interval])))`,
          '{{namespace}}/{{ingress}}',
        ],
      ]),
      graph(['Bytes answered', '响应字节'], 'Bps', [
        [
          `sum by (namespace, ingress) (rate(nginx_ingress_controller_response_size_sum{${SITE}}[$__rate_interval]))`,
          '{{namespace}}/{{ingress}}',
        ],
      ]),
    ),
  ],
};
