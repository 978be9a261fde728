import type {
  SystemRule,
  SystemRuleGroup,
  SystemRuleOverrideInput,
} from '../../contract/system-rules.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import type { MockIo } from './world.ts';

const GROUPS = [
  { group: 'pods', title: { en: 'Pods and containers', zh: 'Pod 与容器' } },
  { group: 'storage', title: { en: 'Storage', zh: '存储' } },
  { group: 'recordings', title: { en: 'Recordings', zh: '记录规则' } },
] as const;

/** A rule of the mock's catalogue, as somebody has it who never touched it. */
export const SYSTEM_RULE: SystemRule = {
  id: 'volume-nearly-full',
  version: 2,
  group: 'storage',
  kubegems: ['kubegems-pvc-usage-too-high'],
  title: { en: 'Volume is nearly full', zh: '存储卷使用率过高' },
  description: { en: 'Share of the volume that is used.', zh: '存储卷已用空间比例。' },
  runbook: { en: 'Delete what is no longer needed, or enlarge the claim.', zh: '清理或扩容。' },
  language: 'promql',
  record: null,
  expression: 'kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes',
  metrics: ['kubelet_volume_stats_used_bytes', 'kubelet_volume_stats_capacity_bytes'],
  exporters: ['kubelet'],
  unit: 'ratio',
  unitText: 'ratio 0-1',
  range: { min: 0, max: 1 },
  operator: '>',
  ruleId: '0000000SYS0000000000000001',
  enabled: false,
  isOnByDefault: true,
  isGroupOn: false,
  levels: [
    { severity: 'critical', threshold: 0.9, for: '1m' },
    { severity: 'warning', threshold: 0.8, for: '1m' },
  ],
  thresholds: ['90 %', '80 %'],
  keepFiringFor: '0s',
  interval: '1m',
  channels: [],
  levelChange: 'raised',
  defaults: {
    levels: [
      { severity: 'critical', threshold: 0.9, for: '1m' },
      { severity: 'warning', threshold: 0.8, for: '1m' },
    ],
    thresholds: ['90 %', '80 %'],
    keepFiringFor: '0s',
    interval: '1m',
  },
  override: null,
  changes: [],
  status: [],
  revision: 0,
  updatedAt: null,
  updatedBy: null,
};

const CRASHES: SystemRule = {
  ...SYSTEM_RULE,
  id: 'pod-crash-looping',
  group: 'pods',
  kubegems: ['kubernetes-pod-crash-looping'],
  title: { en: 'Container restarts again and again', zh: '容器反复重启' },
  description: { en: 'Restarts within 5 minutes.', zh: '5 分钟内的重启次数。' },
  unit: 'count',
  unitText: 'count',
  range: { min: 0, max: null },
  ruleId: '0000000SYS0000000000000002',
  levels: [{ severity: 'warning', threshold: 2, for: '1m' }],
  thresholds: ['2'],
  defaults: {
    levels: [{ severity: 'warning', threshold: 2, for: '1m' }],
    thresholds: ['2'],
    keepFiringFor: '0s',
    interval: '1m',
  },
};

const LINES: SystemRule = {
  ...SYSTEM_RULE,
  id: 'record-log-lines',
  version: 1,
  group: 'recordings',
  kubegems: [],
  title: { en: 'Lines that pods log', zh: 'Pod 日志行数' },
  description: { en: 'Lines of the last minute, as a metric.', zh: '最近一分钟的日志行数。' },
  language: 'logql',
  record: 'namespace_pod:log_lines:count1m',
  expression: 'sum by (namespace, pod) (count_over_time({namespace=~".+",pod=~".+"}[1m]))',
  metrics: [],
  exporters: [],
  unit: 'count',
  unitText: 'count',
  range: { min: 0, max: null },
  ruleId: '0000000SYS0000000000000003',
  levels: [],
  thresholds: [],
  defaults: { levels: [], thresholds: [], keepFiringFor: '0s', interval: '1m' },
};

interface Owned {
  readonly groups: Map<string, SystemRuleGroup>;
  readonly rules: Map<string, SystemRule>;
}

export function systemRuleHandlers(io: MockIo) {
  const owners = new Map<string, Owned>();
  const ofOwner = (owner: string): Owned => {
    const known = owners.get(owner) ?? freshOwner();
    owners.set(owner, known);
    return known;
  };
  const find = (owner: string, id: string): SystemRule => {
    const rule = ofOwner(owner).rules.get(id);
    if (rule === undefined) throw new MockFault(404, 'not_found', `no system rule ${id}`);
    const isGroupOn = ofOwner(owner).groups.get(rule.group)?.enabled ?? false;
    const isWanted = rule.override?.enabled ?? rule.isOnByDefault;
    return { ...rule, isGroupOn, enabled: isGroupOn && isWanted };
  };
  const put = (
    owner: string,
    rule: SystemRule,
    body: SystemRuleOverrideInput | null,
  ): SystemRule => {
    const updatedAt = new Date(io.now()).toISOString();
    const stamp = { revision: rule.revision + 1, updatedAt, updatedBy: 'ann' };
    ofOwner(owner).rules.set(rule.id, { ...overridden(rule, body), ...stamp });
    return find(owner, rule.id);
  };
  return {
    'systemRules.list': ({ params: { owner } }) => ({
      groups: [...ofOwner(owner).groups.values()],
      items: [...ofOwner(owner).rules.keys()].map((id) => find(owner, id)),
    }),
    'systemRules.get': ({ params: { owner, rule } }) => find(owner, rule),
    'systemRules.override': ({ params, body, revision }) => {
      const rule = find(params.owner, params.rule);
      if (revision !== rule.revision) {
        throw new MockFault(412, 'precondition_failed', 'it was changed since it was read');
      }
      return put(params.owner, rule, body);
    },
    'systemRules.reset': ({ params }) => {
      put(params.owner, find(params.owner, params.rule), null);
      return null;
    },
    'systemRules.history': () => ({ items: [] }),
    'systemRules.setGroup': ({ params: { owner, group }, body }) => {
      const before = ofOwner(owner).groups.get(group);
      if (before === undefined) throw new MockFault(404, 'not_found', `no group ${group}`);
      const next = { ...before, ...body, revision: before.revision + 1 };
      ofOwner(owner).groups.set(group, next);
      return next;
    },
  } satisfies Partial<Handlers>;
}

function freshOwner(): Owned {
  const never = { enabled: false, channels: [], revision: 0, updatedAt: null, updatedBy: null };
  return {
    groups: new Map(GROUPS.map((group) => [group.group, { ...group, ...never }])),
    rules: new Map([CRASHES, SYSTEM_RULE, LINES].map((rule) => [rule.id, rule])),
  };
}

function overridden(rule: SystemRule, body: SystemRuleOverrideInput | null): SystemRule {
  const {
    enabled = null,
    levels = null,
    keepFiringFor = null,
    interval = null,
    channels = null,
    levelChange = null,
  } = body ?? {};
  const override = {
    enabled,
    levels,
    keepFiringFor,
    interval,
    channels,
    levelChange,
    version: rule.version,
  };
  const isNothing = Object.values({ ...override, version: null }).every((part) => part === null);
  return {
    ...rule,
    override: isNothing ? null : override,
    levels: levels ?? rule.defaults.levels,
    thresholds: levels?.map(({ threshold }) => String(threshold)) ?? rule.defaults.thresholds,
    keepFiringFor: keepFiringFor ?? rule.defaults.keepFiringFor,
  };
}
