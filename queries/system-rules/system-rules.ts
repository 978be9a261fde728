import type { BilingualText } from '../templates/named-metric.ts';
import { CAPACITY_RULES } from './catalogue/capacity.data.ts';
import { CERTIFICATE_RULES } from './catalogue/certificates.data.ts';
import { CONTROL_PLANE_RULES } from './catalogue/control-plane.data.ts';
import { ETCD_RULES } from './catalogue/etcd.data.ts';
import { MONITORING_RULES } from './catalogue/monitoring.data.ts';
import { NODE_RULES } from './catalogue/nodes.data.ts';
import { POD_RULES } from './catalogue/pods.data.ts';
import { RECORDINGS } from './catalogue/recordings.data.ts';
import { STORAGE_RULES } from './catalogue/storage.data.ts';
import { TOCSIN_RULES } from './catalogue/tocsin.data.ts';
import { WORKLOAD_RULES } from './catalogue/workloads.data.ts';
import type { SystemRule, SystemRuleGroup } from './system-rule.ts';
import { systemRulesFrom } from './system-rule-row.ts';

/** Titles of the groups, in the order of their display. */
export const SYSTEM_RULE_GROUPS: Readonly<Record<SystemRuleGroup, BilingualText>> = {
  pods: { en: 'Pods and containers', zh: 'Pod 与容器' },
  workloads: { en: 'Workloads', zh: '工作负载' },
  storage: { en: 'Storage', zh: '存储' },
  certificates: { en: 'Certificates', zh: '证书' },
  capacity: { en: 'Capacity and quotas', zh: '容量与配额' },
  nodes: { en: 'Nodes', zh: '节点' },
  'control-plane': { en: 'Control plane', zh: '控制面' },
  etcd: { en: 'etcd', zh: 'etcd' },
  monitoring: { en: 'Monitoring', zh: '监控组件' },
  recordings: { en: 'Recordings', zh: '记录规则' },
  tocsin: { en: 'This service', zh: '本服务' },
};

/** Off also where groups are on unless somebody says otherwise: they cost what not everybody needs. */
export const OPT_IN_GROUPS: ReadonlySet<SystemRuleGroup> = new Set(['recordings']);

/** All system rules, by group. Ids are unique and never change. */
export const SYSTEM_RULES: readonly SystemRule[] = [
  ...systemRulesFrom('pods', 'both', POD_RULES),
  ...systemRulesFrom('workloads', 'both', WORKLOAD_RULES),
  ...systemRulesFrom('storage', 'both', STORAGE_RULES),
  ...systemRulesFrom('certificates', 'both', CERTIFICATE_RULES),
  ...systemRulesFrom('capacity', 'platform', CAPACITY_RULES),
  ...systemRulesFrom('nodes', 'platform', NODE_RULES),
  ...systemRulesFrom('control-plane', 'platform', CONTROL_PLANE_RULES),
  ...systemRulesFrom('etcd', 'platform', ETCD_RULES),
  ...systemRulesFrom('monitoring', 'platform', MONITORING_RULES),
  ...RECORDINGS,
  ...systemRulesFrom('tocsin', 'platform', TOCSIN_RULES),
];

/** The group whose rules record one of these metrics; null: none does. */
export function recordingGroupOf(metrics: readonly string[]): SystemRuleGroup | null {
  const recording = SYSTEM_RULES.find(({ record }) => record !== null && metrics.includes(record));
  return recording?.group ?? null;
}
