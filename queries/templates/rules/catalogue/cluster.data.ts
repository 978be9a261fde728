import { row, type TemplateRow } from '../template-row.ts';
import { above0, firstOf, min, rate, relabelled, sum } from './fragments.data.ts';

const DAY_S = 86_400;

const leftOf = (series: string, label: string): string =>
  min(`${relabelled(series, label, 'component')} - time()`);

export const CLUSTER_ROWS: readonly TemplateRow[] = [
  row(
    'certExpirationRemainTime',
    'seconds',
    [
      'Control plane certificate: time left',
      '控制面证书剩余时间',
      "Time until a control plane component's certificate expires; negative once it has.",
      '控制面组件证书距离过期的时间，过期后为负值。',
    ],
    firstOf(
      leftOf('x509_cert_not_after{subject_CN=~"$component"}', 'subject_CN'),
      leftOf('probe_ssl_earliest_cert_expiry{job=~"$component"}', 'job'),
    ),
    ['<', { critical: 7 * DAY_S, warning: 30 * DAY_S }, '1h'],
    [
      'Renew the certificate (kubeadm certs renew) and restart the component. Check why rotation did not do it.',
      '更新证书（kubeadm certs renew）并重启组件，检查自动轮换为何没有生效。',
    ],
    { more: ['component'], joined: ['component'], range: { min: null, max: null } },
  ),
  row(
    'cpuUsagePercent',
    'ratio',
    [
      'Cluster CPU utilisation',
      '集群 CPU 使用率',
      "Share of all hosts' CPU time that is not idle.",
      '所有主机 CPU 非空闲时间所占的比例。',
    ],
    `${rate('node_cpu_seconds_total{mode!~"idle|iowait",$f}')} / ${above0(rate('node_cpu_seconds_total{$f}'))}`,
    ['>', { critical: 0.9, warning: 0.8 }, '10m'],
    [
      'See which namespaces use the CPU, then add nodes or lower limits and replicas.',
      '查看哪些命名空间占用 CPU，增加节点或降低限额与副本数。',
    ],
  ),
  row(
    'memoryUsagePercent',
    'ratio',
    [
      'Cluster memory utilisation',
      '集群内存使用率',
      "Share of all hosts' memory that is not available to new work.",
      '所有主机内存中不可用于新任务的比例。',
    ],
    `1 - ${sum('node_memory_MemAvailable_bytes{$f}')} / ${above0(sum('node_memory_MemTotal_bytes{$f}'))}`,
    ['>', { critical: 0.9, warning: 0.8 }, '10m'],
    [
      'Add nodes, or find the namespaces whose memory grows, before pods are evicted.',
      '在 Pod 被驱逐之前增加节点，或找出内存持续增长的命名空间。',
    ],
  ),
];
