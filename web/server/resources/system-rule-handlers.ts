import type { Rule, RuleLevel } from '../../../alerting/rules/rule.ts';
import type { OverrideChange } from '../../../alerting/rules/system/override-changes.ts';
import type {
  OwnedSystemGroup,
  OwnedSystemRule,
  SystemRuleService,
} from '../../../alerting/rules/system/system-rule-service.ts';
import type {
  OverriddenLevel,
  RuleOverride,
} from '../../../alerting/rules/system/system-setting.ts';
import type { SettingChange } from '../../../alerting/rules/system/system-settings.ts';
import type { RuleStatus } from '../../../alerting/sinks/rule-status.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import type { SystemRule } from '../../../queries/system-rules/system-rule.ts';
import { systemRuleReads } from '../../../queries/system-rules/system-rule-reads.ts';
import { SYSTEM_RULE_GROUPS } from '../../../queries/system-rules/system-rules.ts';
import { printQuantity } from '../../../queries/templates/quantity.ts';
import { UNITS } from '../../../queries/templates/units.data.ts';
import type * as contract from '../../contract/system-rules.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { instant, instantOrNull } from './present.ts';
import { presentStatus } from './present-rule.ts';

export interface SystemRuleUseCases {
  readonly systemRules: SystemRuleService;
  /** How a rule is doing on each cluster it covers. */
  readonly statusOf: (rule: Rule) => readonly RuleStatus[];
}

type SystemRuleHandlers = Pick<Handlers, Extract<keyof Handlers, `systemRules.${string}`>>;

/** System rules over HTTP. */
export function systemRuleHandlers({
  systemRules,
  statusOf,
}: SystemRuleUseCases): SystemRuleHandlers {
  const show = (owned: OwnedSystemRule) => present(owned, statusOf(owned.effective));
  return {
    'systemRules.list': ({ params }, context) => {
      const { groups, rules } = systemRules.list({ ...context.caller(), owner: params.owner });
      return Promise.resolve({ groups: groups.map(presentGroup), items: rules.map(show) });
    },
    'systemRules.get': ({ params }, context) => {
      const reading = { ...context.caller(), owner: params.owner };
      return Promise.resolve(show(systemRules.get(reading, params.rule)));
    },
    'systemRules.override': async ({ params, body }, context) => {
      const revision = requireIfMatch(context.request.headers['if-match']);
      const write = { ...context.caller(), owner: params.owner };
      return show(await systemRules.override(write, params.rule, body, revision));
    },
    'systemRules.reset': async ({ params }, context) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      const write = { ...context.caller(), owner: params.owner };
      await systemRules.reset(write, params.rule, revision);
      return null;
    },
    'systemRules.preview': ({ params, body }, context) => {
      const reading = { ...context.caller(), owner: params.owner };
      const { expression, clusters, refused } = systemRules.preview(reading, params.rule, body);
      return Promise.resolve({
        expression,
        clusters: [...clusters],
        refused: [...refused],
        lint: [],
      });
    },
    'systemRules.history': async ({ params }, context) => {
      const reading = { ...context.caller(), owner: params.owner };
      const subject = { kind: 'rule', name: params.rule } as const;
      return { items: (await systemRules.history(reading, subject)).map(presentChange) };
    },
    'systemRules.setGroup': async ({ params, body }, context) => {
      const revision = requireIfMatch(context.request.headers['if-match']);
      const write = { ...context.caller(), owner: params.owner };
      return presentGroup(await systemRules.setGroup(write, params.group, body, revision));
    },
    'systemRules.groupHistory': async ({ params }, context) => {
      const reading = { ...context.caller(), owner: params.owner };
      const subject = { kind: 'group', name: params.group } as const;
      return { items: (await systemRules.history(reading, subject)).map(presentChange) };
    },
  };
}

function present(owned: OwnedSystemRule, statuses: readonly RuleStatus[]): contract.SystemRule {
  const { rule, effective, defaults, override, isGroupOn, changes } = owned;
  const { id, version, group, title, description, runbook, unit, range, operator, record } = rule;
  const { metrics, exporters } = systemRuleReads(rule);
  const body = override?.body ?? null;
  return {
    ...{ id, version, group, unit, operator, isGroupOn, record, language: rule.language },
    kubegems: [...rule.kubegems],
    title: { ...title },
    description: { ...description },
    runbook: { ...runbook },
    expression: effective.expression,
    metrics: [...metrics],
    exporters: [...exporters],
    range: { ...range },
    ruleId: effective.id,
    enabled: effective.enabled,
    isOnByDefault: rule.isOn,
    unitText: UNITS[unit].plain,
    ...levelsOf(effective, rule),
    channels: [...effective.channels],
    levelChange: effective.levelChange,
    defaults: levelsOf(defaults, rule),
    override: presentOverride(body),
    changes: changes.map(presentOverrideChange),
    status: statuses.map((status) => presentStatus(effective, status)),
    revision: override?.revision ?? 0,
    updatedAt: instantOrNull(body === null ? null : (override?.updatedAtMs ?? null)),
    updatedBy: body === null ? null : (override?.updatedBy ?? null),
  };
}

function levelsOf(
  rule: Rule,
  { unit }: SystemRule,
): {
  readonly levels: contract.SystemLevel[];
  readonly thresholds: string[];
  readonly keepFiringFor: string;
  readonly interval: string;
} {
  const keepFiringForMs = rule.levels[0]?.keepFiringForMs ?? 0;
  return {
    levels: rule.levels.map(presentLevel),
    thresholds: rule.levels.map(({ condition }) => printQuantity(condition?.threshold ?? 0, unit)),
    keepFiringFor: printDurationMs(keepFiringForMs),
    interval: printDurationMs(rule.intervalMs),
  };
}

function presentLevel({ severity, condition, forMs }: RuleLevel): contract.SystemLevel {
  return { severity, threshold: condition?.threshold ?? 0, for: printDurationMs(forMs) };
}

function overriddenLevel({ severity, threshold, forMs }: OverriddenLevel): contract.SystemLevel {
  return { severity, threshold, for: printDurationMs(forMs) };
}

function presentOverride(body: RuleOverride | null): contract.SystemRule['override'] {
  if (body === null) return null;
  const { enabled, levels, keepFiringForMs, intervalMs, channels, levelChange, madeFor } = body;
  return {
    enabled,
    levels: levels === null ? null : levels.map(overriddenLevel),
    keepFiringFor: keepFiringForMs === null ? null : printDurationMs(keepFiringForMs),
    interval: intervalMs === null ? null : printDurationMs(intervalMs),
    channels: channels === null ? null : [...channels],
    levelChange,
    version: madeFor.version,
  };
}

function presentOverrideChange(change: OverrideChange): contract.SystemRule['changes'][number] {
  switch (change.what) {
    case 'expression':
      return { what: change.what, before: change.before, after: change.after };
    case 'levels': {
      const { operator, before, after } = change;
      return {
        what: change.what,
        before: before.map((level) => levelText(operator.before, level)).join(', '),
        after: after.map((level) => levelText(operator.after, level)).join(', '),
      };
    }
    case 'keepFiringFor': {
      const [before, after] = [change.beforeMs, change.afterMs].map(printDurationMs);
      return { what: change.what, before: before ?? '', after: after ?? '' };
    }
    default:
      return change satisfies never;
  }
}

/** `critical > 0.9 for 5m` */
function levelText(operator: string, { severity, threshold, forMs }: OverriddenLevel): string {
  return `${severity} ${operator} ${threshold} for ${printDurationMs(forMs)}`;
}

function presentGroup({ group, isOn, stored }: OwnedSystemGroup): contract.SystemRuleGroup {
  const body = stored?.body ?? null;
  return {
    group,
    title: { ...SYSTEM_RULE_GROUPS[group] },
    enabled: isOn,
    channels: [...(body?.channels ?? [])],
    revision: stored?.revision ?? 0,
    updatedAt: instantOrNull(body === null ? null : (stored?.updatedAtMs ?? null)),
    updatedBy: body === null ? null : (stored?.updatedBy ?? null),
  };
}

function presentChange(change: SettingChange): contract.SystemRuleHistory['items'][number] {
  const { revision, atMs, author, override, group } = change;
  return {
    revision,
    at: instant(atMs),
    author: author.name,
    override: presentOverride(override),
    group: group === null ? null : { enabled: group.enabled, channels: [...group.channels] },
  };
}
