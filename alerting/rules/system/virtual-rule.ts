import { AppError } from '../../../platform/errors/app-error.ts';
import { PLATFORM, type ScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { SystemRule, SystemRuleGroup } from '../../../queries/system-rules/system-rule.ts';
import { OPT_IN_GROUPS } from '../../../queries/system-rules/system-rules.ts';
import type { LabelFilter } from '../../../queries/templates/rules/label-filter.ts';
import {
  type RenderableTemplate,
  renderTemplate,
} from '../../../queries/templates/rules/render-template.ts';
import type { Rule, RuleLevel } from '../rule.ts';
import type { RuleSource } from '../rule-source.ts';
import { fitLevels } from './fit-levels.ts';
import { systemRuleId } from './system-rule-id.ts';
import type { StoredGroup, StoredOverride } from './system-setting.ts';

/** Namespaces in which the platform watches pods: those of the system, not those of tenants. */
const SYSTEM_NAMESPACES =
  'kube-.+|.+-system|cert-manager|ingress-nginx|kubegems.*|local-path-storage|monitoring|observability|tocsin';

/** What no rule of the catalogue has otherwise. */
const PLAIN = {
  unit: null,
  noData: 'ignore',
  onError: 'keep',
  policy: null,
  contact: '',
  runbookUrl: '',
  dashboardUrl: '',
} as const;
const PLAIN_LEVEL = { checks: null, channels: null, repeat: null } as const;

/** Who has the rule, and in what words and rungs. */
export interface VirtualOwner {
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly language: 'en' | 'zh';
  /** Most severe first. */
  readonly ladder: readonly string[];
  /** Groups are on where the owner says nothing. */
  readonly isOnByDefault: boolean;
}

/** The settings of the owner about a rule and its group. */
export interface VirtualSettings {
  readonly group: StoredGroup | undefined;
  readonly override: StoredOverride | undefined;
}

/** True when the owner can have the rule at all. */
export function isFor({ audience }: SystemRule, owner: string): boolean {
  if (audience === 'both') return true;
  return (audience === 'platform') === (owner === PLATFORM);
}

/** Whether a group is on where its owner said nothing of it. */
export function isOnUnsaid({ isOnByDefault }: VirtualOwner, group: SystemRuleGroup): boolean {
  return isOnByDefault && !OPT_IN_GROUPS.has(group);
}

/** Whether a group is on. */
export function isGroupOn(
  owner: VirtualOwner,
  group: SystemRuleGroup,
  stored: StoredGroup | undefined,
): boolean {
  return stored?.body?.enabled ?? isOnUnsaid(owner, group);
}

/**
 * A system rule as the rule that an owner has of it: to be compiled, delivered and shown as any other.
 * Its revision grows with each change of the catalogue, of the group, and of the override.
 * @throws AppError `internal` for a rule of the catalogue that does not render; a test forbids it
 */
export function virtualRule(
  rule: SystemRule,
  owner: VirtualOwner,
  settings: VirtualSettings,
): Rule {
  const { group, override } = settings;
  const deviation = override?.body ?? null;
  const { source, expression } = sourceOf(rule, owner.owner);
  const { language, record } = rule;
  const records = record !== null;
  const updates = [group, override].filter((one) => one !== undefined);
  const last = updates.sort((a, b) => b.updatedAtMs - a.updatedAtMs)[0];
  return {
    ...PLAIN,
    id: systemRuleId(owner.owner, rule.id),
    owner: owner.owner,
    name: rule.title[owner.language],
    scope: wholeScope(owner.owner),
    ...{ source, language, expression, record },
    intervalMs: deviation?.intervalMs ?? rule.intervalMs,
    levels: levelsOf(rule, owner.ladder, settings),
    labels: new Map(),
    annotations: records ? new Map() : annotationsOf(rule, owner.language),
    channels: records ? [] : (deviation?.channels ?? group?.body?.channels ?? []),
    levelChange: deviation?.levelChange ?? 'raised',
    enabled: isGroupOn(owner, rule.group, group) && (deviation?.enabled ?? rule.isOn),
    revision: rule.version + (group?.revision ?? 0) + (override?.revision ?? 0),
    createdAtMs: 0,
    updatedAtMs: last?.updatedAtMs ?? 0,
    updatedBy: last?.updatedBy ?? '',
  };
}

interface AskedOf {
  readonly source: RuleSource;
  readonly expression: string;
}

/** Narrowed to the namespaces that the owner's rules look into where nobody else narrows it. */
function sourceOf(rule: SystemRule, owner: string): AskedOf {
  const isPlatform = owner === PLATFORM;
  if (rule.language === 'promql') return templateOf(rule, isPlatform);
  const namespaces = JSON.stringify(isPlatform ? SYSTEM_NAMESPACES : '.+');
  const expression = rule.expression.replaceAll('"$namespace"', namespaces);
  return { source: { kind: 'text' }, expression };
}

function templateOf({ id, ...rule }: SystemRule, isPlatform: boolean): AskedOf {
  const { expression: promql } = rule;
  const filters: readonly LabelFilter[] =
    isPlatform && promql.includes('"$namespace"')
      ? [{ label: 'namespace', op: '=~', value: SYSTEM_NAMESPACES }]
      : [];
  const labels = rule.labels.map((name) => {
    const group = name === 'namespace' ? ('always' as const) : ('default' as const);
    return { name, group, filter: name === 'namespace' };
  });
  const named = `system_rules.${id}`;
  const template: RenderableTemplate = { id: named, promql, labels, filters: [], windowMs: null };
  const rendered = renderTemplate(template, { filters });
  if (rendered.kind === 'ok') {
    const source = { kind: 'template', template, parameters: { filters } } as const;
    return { source, expression: rendered.promql };
  }
  const [finding] = rendered.findings;
  throw new AppError('internal', `System rule ${id}: ${finding?.message ?? ''}`);
}

function levelsOf(
  rule: SystemRule,
  ladder: readonly string[],
  { override }: VirtualSettings,
): readonly RuleLevel[] {
  const deviation = override?.body ?? null;
  const levels = deviation?.levels ?? fitLevels(rule.levels, ladder);
  const keepFiringForMs = deviation?.keepFiringForMs ?? rule.keepFiringForMs;
  return levels.map(({ severity, threshold, forMs }) => ({
    ...PLAIN_LEVEL,
    severity,
    condition: { operator: rule.operator, threshold },
    forMs,
    keepFiringForMs,
  }));
}

function annotationsOf(rule: SystemRule, language: 'en' | 'zh'): ReadonlyMap<string, string> {
  return new Map([
    ['summary', rule.title[language]],
    ['description', rule.description[language]],
    ['runbook', rule.runbook[language]],
    ['value', valueTemplate(rule)],
  ]);
}

/** The value as people read it. */
function valueTemplate({ unit }: SystemRule): string {
  switch (unit) {
    case 'ratio':
      return '{{ $value | humanizePercentage }}';
    case 'seconds':
      return '{{ $value | humanizeDuration }}';
    case 'bytes':
      return '{{ $value | humanize1024 }}B';
    case 'bytes_per_second':
      return '{{ $value | humanize1024 }}B/s';
    default:
      return '{{ $value | humanize }}';
  }
}

function wholeScope(owner: string): ScopeName {
  if (owner === PLATFORM) return { kind: 'platform', cluster: null };
  const node = { tenant: owner, project: null, environment: null };
  return { kind: 'node', node, cluster: null };
}
