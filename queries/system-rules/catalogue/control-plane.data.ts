import { shareOf } from '../../templates/rules/catalogue/fragments.data.ts';
import type { SystemRuleRow } from '../system-rule-row.ts';

const API: SystemRuleRow['runbook'] = [
  'Look at the load and the logs of the API servers and at etcd behind them; see which client asks most.',
  '查看 API Server 的负载与日志及其后端 etcd，并找出请求最多的客户端。',
];
const KUBELET: SystemRuleRow['runbook'] = [
  'Look at the log of the kubelet and at the container runtime of the node; disks and too many pods are the usual cause.',
  '查看节点的 kubelet 日志与容器运行时；常见原因为磁盘缓慢或 Pod 过多。',
];

const failed = (range: string): string =>
  shareOf(
    `sum by ($by) (rate(apiserver_request_total{code=~"5.."}[${range}]))`,
    `sum by ($by) (rate(apiserver_request_total[${range}]))`,
  );

/** How many times faster than a budget of 1 % errors in 30 days allows, in both windows at once. */
const burn = (short: string, long: string): string =>
  `min by ($by) (label_replace(${failed(short)}, "window", "short", "", "") or label_replace(${failed(long)}, "window", "long", "", "")) / 0.01`;

const requests = (errors: number): readonly string[] => [
  `apiserver_request_total{job="apiserver",instance="a1",verb="GET",code="200"} 0+${600 - errors}x200`,
  `apiserver_request_total{job="apiserver",instance="a1",verb="GET",code="503"} 0+${errors}x200`,
];
const OF_API = '{job="apiserver"}';

const quantileOf = (share: number, by: string, buckets: string): string =>
  `histogram_quantile(${share}, sum by (${by}, le) (rate(${buckets}[5m])))`;

/** A histogram of which all requests lie in one bucket. */
const buckets = (
  metric: string,
  labels: string,
  bounds: readonly string[],
  within: string,
): readonly string[] =>
  [...bounds, '+Inf'].map((le, index, all) => {
    const holds = index >= all.indexOf(within);
    return `${metric}_bucket{${labels},le="${le}"} ${holds ? '0+60x80' : '0x80'}`;
  });

/** A job that must be there wherever there is Kubernetes. */
const absent = (
  id: string,
  jobs: string,
  options: Pick<SystemRuleRow, 'texts' | 'isOn' | 'runbook'>,
): SystemRuleRow => ({
  id,
  ...options,
  promql: `max by ($by) (kube_node_info) * 0 + 1 unless on () max(up{job=~"${jobs}"} == 1)`,
  labels: [],
  unit: 'yes_no',
  when: ['==', { critical: [1, '15m'] }],
  fires: {
    at: '20m',
    series: ['kube_node_info{node="n1"} 1x60', `up{job="${jobs.split('|')[0]}"} 0x60`],
    alerts: ['critical'],
  },
  calm: ['kube_node_info{node="n1"} 1x60', `up{job="${jobs.split('|')[0]}"} 1x60`],
});

export const CONTROL_PLANE_RULES: readonly SystemRuleRow[] = [
  absent('api-server-absent', 'apiserver|kube-apiserver|kubernetes-apiservers', {
    texts: [
      'No API server answers',
      '没有可用的 API Server',
      'Whether no API server can be scraped, in a cluster whose nodes are known.',
      '在已知节点的集群中，是否没有任何 API Server 可被采集。',
    ],
    runbook: API,
  }),
  absent('kubelet-absent', 'kubelet|kubernetes-nodes', {
    texts: [
      'No kubelet answers',
      '没有可用的 kubelet',
      'Whether no kubelet can be scraped, in a cluster whose nodes are known.',
      '在已知节点的集群中，是否没有任何 kubelet 可被采集。',
    ],
    runbook: KUBELET,
  }),
  absent('scheduler-absent', 'kube-scheduler|scheduler', {
    isOn: false,
    texts: [
      'No scheduler answers',
      '没有可用的调度器',
      'Whether no scheduler can be scraped. Off by default: managed clusters do not show theirs.',
      '是否没有任何调度器可被采集。默认关闭：托管集群通常不暴露调度器。',
    ],
    runbook: [
      'See whether the scheduler runs and its metrics port can be reached.',
      '检查调度器是否运行，以及其指标端口是否可访问。',
    ],
  }),
  absent('controller-manager-absent', 'kube-controller-manager|controller-manager', {
    isOn: false,
    texts: [
      'No controller manager answers',
      '没有可用的 controller-manager',
      'Whether no controller manager can be scraped. Off by default: managed clusters do not show theirs.',
      '是否没有任何 controller-manager 可被采集。默认关闭：托管集群通常不暴露。',
    ],
    runbook: [
      'See whether the controller manager runs and its metrics port can be reached.',
      '检查 controller-manager 是否运行，以及其指标端口是否可访问。',
    ],
  }),
  {
    id: 'api-server-errors',
    texts: [
      'API server answers with errors',
      'API Server 错误率高',
      'Share of the requests that the API server answers with a code from 500 on.',
      'API Server 返回 5xx 的请求比例。',
    ],
    runbook: API,
    promql: failed('5m'),
    labels: ['job'],
    unit: 'ratio',
    when: ['>', { critical: [0.1, '10m'], warning: [0.03, '10m'] }],
    fires: { at: '20m', series: requests(30), alerts: [`warning${OF_API}`] },
    calm: requests(3),
  },
  {
    id: 'api-server-budget-burns-fast',
    texts: [
      'API server burns its error budget fast',
      'API Server 错误预算快速消耗',
      'How many times faster errors come than a budget of 1 % in 30 days allows, over 5 minutes and over 1 hour.',
      '以 30 天 1% 错误预算计，5 分钟与 1 小时窗口的消耗倍率（取较小者）。',
    ],
    runbook: API,
    promql: burn('5m', '1h'),
    labels: ['job'],
    unit: 'count',
    when: ['>', { critical: [14.4, '2m'] }],
    fires: { at: '70m', series: requests(120), alerts: [`critical${OF_API}`] },
    calm: requests(60),
  },
  {
    id: 'api-server-budget-burns',
    texts: [
      'API server burns its error budget',
      'API Server 错误预算持续消耗',
      'How many times faster errors come than a budget of 1 % in 30 days allows, over 30 minutes and over 6 hours.',
      '以 30 天 1% 错误预算计，30 分钟与 6 小时窗口的消耗倍率（取较小者）。',
    ],
    runbook: API,
    promql: burn('30m', '6h'),
    labels: ['job'],
    unit: 'count',
    when: ['>', { warning: [6, '15m'] }],
    fires: { at: '70m', series: requests(60), alerts: [`warning${OF_API}`] },
    calm: requests(12),
  },
  {
    id: 'api-server-slow',
    texts: [
      'API server is slow',
      'API Server 响应慢',
      'Seconds within which 99 of 100 requests are answered, by verb; watches and what streams are left out.',
      '99% 请求的响应时间（秒），按动词统计，不含 watch 与流式请求。',
    ],
    runbook: API,
    promql: quantileOf(
      0.99,
      '$by',
      'apiserver_request_duration_seconds_bucket{verb!~"WATCH|CONNECT|WATCHLIST|PROXY",subresource!~"log|exec|portforward|attach|proxy"}',
    ),
    labels: ['verb'],
    unit: 'seconds',
    when: ['>', { critical: [10, '10m'], warning: [4, '10m'] }],
    fires: {
      at: '20m',
      series: buckets('apiserver_request_duration_seconds', 'verb="LIST"', ['1', '5', '8'], '8'),
      alerts: ['warning{verb="LIST"}'],
    },
    calm: [
      ...buckets('apiserver_request_duration_seconds', 'verb="LIST"', ['1', '5', '8'], '1'),
      ...buckets('apiserver_request_duration_seconds', 'verb="WATCH"', ['1', '5', '8'], '8'),
    ],
  },
  {
    id: 'aggregated-api-down',
    texts: [
      'Aggregated API is not available',
      '聚合 API 不可用',
      'Whether an API that another server answers is not available, such as that of metrics.',
      '由其他服务提供的 API（如指标 API）是否不可用。',
    ],
    runbook: [
      'Look at the pods behind the APIService and at its certificate.',
      '查看 APIService 背后的 Pod 与证书。',
    ],
    promql: 'max by ($by) (aggregator_unavailable_apiservice)',
    labels: ['name'],
    unit: 'yes_no',
    when: ['==', { warning: [1, '5m'] }],
    fires: {
      at: '10m',
      series: ['aggregator_unavailable_apiservice{name="v1beta1.metrics.k8s.io"} 1x60'],
      alerts: ['warning{name="v1beta1.metrics.k8s.io"}'],
    },
    calm: ['aggregator_unavailable_apiservice{name="v1beta1.metrics.k8s.io"} 0x60'],
  },
  {
    id: 'admission-webhook-failing',
    texts: [
      'Admission webhook fails',
      '准入 Webhook 调用失败',
      'Calls of an admission webhook that failed, within 10 minutes. Objects may be refused, or admitted unchecked.',
      '10 分钟内准入 Webhook 调用失败的次数；对象可能被拒绝或未经检查。',
    ],
    runbook: [
      'Look at the pods of the webhook, at its certificate and its failure policy.',
      '查看 Webhook 的 Pod、证书与失败策略。',
    ],
    promql:
      'sum by ($by) (increase(apiserver_admission_webhook_rejection_count{error_type!="no_error"}[10m]))',
    labels: ['name'],
    unit: 'count',
    when: ['>', { warning: [5, '5m'] }],
    fires: {
      at: '20m',
      series: [
        'apiserver_admission_webhook_rejection_count{name="check",error_type="calling_webhook_error"} 0+2x60',
      ],
      alerts: ['warning{name="check"}'],
    },
    calm: [
      'apiserver_admission_webhook_rejection_count{name="check",error_type="no_error"} 0+2x60',
    ],
  },
  {
    id: 'api-clients-failing',
    texts: [
      'Component gets errors from the API server',
      '组件访问 API Server 出错',
      'Share of the requests of a component to the API server that are answered with a code from 500 on.',
      '组件访问 API Server 时返回 5xx 的请求比例。',
    ],
    runbook: API,
    promql: shareOf(
      'sum by ($by) (rate(rest_client_requests_total{code=~"5.."}[5m]))',
      'sum by ($by) (rate(rest_client_requests_total[5m]))',
    ),
    labels: ['job', 'instance'],
    unit: 'ratio',
    when: ['>', { warning: [0.01, '15m'] }],
    fires: {
      at: '25m',
      series: [
        'rest_client_requests_total{job="kubelet",instance="n1",code="200"} 0+90x60',
        'rest_client_requests_total{job="kubelet",instance="n1",code="500"} 0+10x60',
      ],
      alerts: ['warning{job="kubelet",instance="n1"}'],
    },
    calm: ['rest_client_requests_total{job="kubelet",instance="n1",code="200"} 0+90x60'],
  },
  {
    id: 'versions-differ',
    texts: [
      'Components of Kubernetes have different versions',
      'Kubernetes 组件版本不一致',
      'Versions of Kubernetes components in the cluster.',
      '集群中 Kubernetes 组件的版本数量。',
    ],
    runbook: [
      'Finish the upgrade, or bring back what was left behind.',
      '完成升级，或处理未升级的组件。',
    ],
    promql: 'count by ($by) (max by (git_version) (kubernetes_build_info{job!~".*dns.*"}))',
    labels: [],
    unit: 'count',
    when: ['>', { info: [1, '4h'] }],
    fires: {
      at: '250m',
      series: [
        'kubernetes_build_info{job="kubelet",instance="n1",git_version="v1.31.1"} 1x260',
        'kubernetes_build_info{job="kubelet",instance="n2",git_version="v1.30.4"} 1x260',
      ],
      alerts: ['info'],
    },
    calm: [
      'kubernetes_build_info{job="kubelet",instance="n1",git_version="v1.31.1"} 1x260',
      'kubernetes_build_info{job="kubelet",instance="n2",git_version="v1.31.1"} 1x260',
      'kubernetes_build_info{job="kube-dns",instance="d",git_version="v1.9"} 1x260',
    ],
  },
  {
    id: 'kubelet-slow-to-look',
    texts: [
      'Kubelet is slow to look at its pods',
      'kubelet PLEG 延迟高',
      'Seconds within which 99 of 100 looks of the kubelet at all its pods end.',
      'kubelet 巡检全部 Pod 的 99 分位耗时（秒）。',
    ],
    runbook: KUBELET,
    promql: quantileOf(0.99, '$by', 'kubelet_pleg_relist_duration_seconds_bucket'),
    labels: ['instance'],
    unit: 'seconds',
    when: ['>=', { warning: [10, '5m'] }],
    fires: {
      at: '15m',
      series: buckets(
        'kubelet_pleg_relist_duration_seconds',
        'instance="n1"',
        ['1', '10', '20'],
        '20',
      ),
      alerts: ['warning{instance="n1"}'],
    },
    calm: buckets('kubelet_pleg_relist_duration_seconds', 'instance="n1"', ['1', '10', '20'], '1'),
  },
  {
    id: 'kubelet-slow-to-start-pods',
    texts: [
      'Kubelet is slow to start pods',
      'kubelet 启动 Pod 慢',
      'Seconds within which 99 of 100 pods of the node are started.',
      '节点上 99% 的 Pod 启动耗时（秒）。',
    ],
    runbook: KUBELET,
    promql: quantileOf(0.99, '$by', 'kubelet_pod_worker_duration_seconds_bucket'),
    labels: ['instance'],
    unit: 'seconds',
    when: ['>', { warning: [60, '15m'] }],
    fires: {
      at: '25m',
      series: buckets(
        'kubelet_pod_worker_duration_seconds',
        'instance="n1"',
        ['1', '60', '120'],
        '120',
      ),
      alerts: ['warning{instance="n1"}'],
    },
    calm: buckets('kubelet_pod_worker_duration_seconds', 'instance="n1"', ['1', '60', '120'], '60'),
  },
  {
    id: 'kubelet-runtime-failing',
    texts: [
      'Container runtime of a node fails',
      '节点容器运行时出错',
      'Share of the operations of the container runtime that fail.',
      '容器运行时操作失败的比例。',
    ],
    runbook: KUBELET,
    promql: shareOf(
      'sum by ($by) (rate(kubelet_runtime_operations_errors_total[5m]))',
      'sum by ($by) (rate(kubelet_runtime_operations_total[5m]))',
    ),
    labels: ['instance'],
    unit: 'ratio',
    when: ['>', { warning: [0.2, '15m'] }],
    fires: {
      at: '25m',
      series: [
        'kubelet_runtime_operations_errors_total{instance="n1",operation_type="create_container"} 0+40x60',
        'kubelet_runtime_operations_total{instance="n1",operation_type="create_container"} 0+100x60',
      ],
      alerts: ['warning{instance="n1"}'],
    },
    calm: [
      'kubelet_runtime_operations_errors_total{instance="n1",operation_type="create_container"} 0+1x60',
      'kubelet_runtime_operations_total{instance="n1",operation_type="create_container"} 0+100x60',
    ],
  },
  {
    id: 'scheduler-pods-wait',
    texts: [
      'Pods wait for room in the cluster',
      '大量 Pod 等待调度',
      'Pods that the scheduler could place nowhere.',
      '调度器无法放置的 Pod 数量。',
    ],
    runbook: [
      'Add nodes, or look at the events of the pending pods for what they ask.',
      '增加节点，或查看待调度 Pod 的事件了解其要求。',
    ],
    promql: 'max by ($by) (scheduler_pending_pods{queue="unschedulable"})',
    labels: [],
    unit: 'count',
    when: ['>', { warning: [0, '30m'] }],
    fires: {
      at: '35m',
      series: ['scheduler_pending_pods{instance="s1",queue="unschedulable"} 4x60'],
      alerts: ['warning'],
    },
    calm: [
      'scheduler_pending_pods{instance="s1",queue="unschedulable"} 0x60',
      'scheduler_pending_pods{instance="s1",queue="active"} 9x60',
    ],
  },
  {
    id: 'controller-queue-long',
    texts: [
      'Controller does not keep up',
      '控制器队列积压',
      'Objects that wait for a controller of the controller manager.',
      '等待 controller-manager 处理的对象数量。',
    ],
    runbook: [
      'See which controller it is and what changed that makes it so much work; look at the speed of the API server.',
      '确认是哪个控制器以及变更来源，并查看 API Server 的响应速度。',
    ],
    promql: 'max by ($by) (workqueue_depth{job=~".*controller-manager.*"})',
    labels: ['name'],
    unit: 'count',
    when: ['>', { warning: [500, '15m'] }],
    fires: {
      at: '20m',
      series: ['workqueue_depth{job="kube-controller-manager",instance="c1",name="job"} 900x60'],
      alerts: ['warning{name="job"}'],
    },
    calm: [
      'workqueue_depth{job="kube-controller-manager",instance="c1",name="job"} 10x60',
      'workqueue_depth{job="other",instance="c1",name="job"} 900x60',
    ],
  },
  {
    id: 'dns-failing',
    texts: [
      'Names are not resolved',
      'DNS 解析失败率高',
      'Share of the questions that the DNS of the cluster answers with a failure of its own.',
      '集群 DNS 返回 SERVFAIL 的请求比例。',
    ],
    runbook: [
      'Look at the log of the DNS pods and at the servers to which they forward.',
      '查看 DNS Pod 日志及其上游服务器。',
    ],
    promql: `${shareOf(
      'sum by ($by) (rate(coredns_dns_responses_total{rcode="SERVFAIL"}[5m]))',
      'sum by ($by) (rate(coredns_dns_responses_total[5m]))',
    )}`,
    labels: ['job'],
    unit: 'ratio',
    when: ['>', { critical: [0.1, '10m'], warning: [0.03, '10m'] }],
    fires: {
      at: '20m',
      series: [
        'coredns_dns_responses_total{job="kube-dns",rcode="SERVFAIL"} 0+50x60',
        'coredns_dns_responses_total{job="kube-dns",rcode="NOERROR"} 0+950x60',
      ],
      alerts: ['warning{job="kube-dns"}'],
    },
    calm: [
      'coredns_dns_responses_total{job="kube-dns",rcode="NXDOMAIN"} 0+500x60',
      'coredns_dns_responses_total{job="kube-dns",rcode="NOERROR"} 0+500x60',
    ],
  },
  {
    id: 'dns-slow',
    texts: [
      'Names are resolved slowly',
      'DNS 解析慢',
      'Seconds within which 99 of 100 questions to the DNS of the cluster are answered.',
      '集群 DNS 99% 请求的响应时间（秒）。',
    ],
    runbook: [
      'Add DNS pods or a cache on the nodes; look at the servers to which they forward.',
      '增加 DNS Pod 或启用节点缓存，并查看上游服务器。',
    ],
    promql: quantileOf(0.99, '$by', 'coredns_dns_request_duration_seconds_bucket'),
    labels: ['job'],
    unit: 'seconds',
    when: ['>', { warning: [1, '10m'] }],
    fires: {
      at: '20m',
      series: buckets(
        'coredns_dns_request_duration_seconds',
        'job="kube-dns"',
        ['0.1', '1', '4'],
        '4',
      ),
      alerts: ['warning{job="kube-dns"}'],
    },
    calm: buckets(
      'coredns_dns_request_duration_seconds',
      'job="kube-dns"',
      ['0.1', '1', '4'],
      '0.1',
    ),
  },
];
