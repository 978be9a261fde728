import { parse, stringify } from 'yaml';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import { inLabelScope } from '../../scope/label-scope.ts';
import type { BackendPart } from '../backend-plan.ts';
import type { RuleOwnership } from '../filtered-answer.ts';
import { type Answered, pick } from '../filters/answered.ts';
import { labelsOf } from '../filters/answered-labels.ts';
import { filterAlerts } from '../filters/filter-alerts.ts';
import { filterRules, type RuleWish } from '../filters/filter-rules.ts';
import type { LokiParameters } from './read-loki-parameters.ts';

/** A backend's answer; null where it has no ruler or no rules, which Loki answers with 404. */
export interface RulesAnswer {
  readonly part: BackendPart;
  readonly data: unknown;
}

/** `data` of `/prometheus/api/v1/alerts`: the alerts of the scope on all its backends. */
export function scopedAlerts(answers: readonly RulesAnswer[]): unknown {
  const alerts = answers.flatMap(({ part, data }) =>
    data === null ? [] : filterAlerts(data, part.labels),
  );
  return { alerts };
}

/** `data` of `/prometheus/api/v1/rules`. */
export function scopedRules(
  answers: readonly RulesAnswer[],
  parameters: LokiParameters,
  scope: Scope,
  ownership: RuleOwnership,
): unknown {
  const wish = wishOf(parameters);
  const groups = answers.flatMap(({ part, data }) => {
    if (data === null) return [];
    const isOwn = (labels: Readonly<Record<string, string>>) =>
      ownership.liesWithin(labels, part.clusters, scope);
    return filterRules(data, { scope: part.labels, isOwn, wish });
  });
  return { groups };
}

function wishOf({ passed, texts }: LokiParameters): RuleWish {
  const type = passed.get('type');
  const named = (name: string) => [...(texts.get(name) ?? []), ...(texts.get(`${name}[]`) ?? [])];
  return {
    type: type === 'alert' || type === 'record' ? type : null,
    names: named('rule_name'),
    groups: named('rule_group'),
    withAlerts: passed.get('exclude_alerts') !== 'true',
    fits: () => true,
  };
}

/** Everything that Grafana's reader of rule groups knows; one more member breaks its whole list. */
const GROUP = ['name', 'interval', 'limit'];
const RULE = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];

/**
 * The ruler's YAML, a map of namespaces to groups, with only the rules whose own labels lie in the
 * scope, or that we made for it.
 */
export function scopedRulerYaml(
  answers: readonly { readonly part: BackendPart; readonly text: string | null }[],
  scope: Scope,
  ownership: RuleOwnership,
): string {
  const kept = new Map<string, unknown[]>();
  for (const { part, text } of answers) {
    const isVisible = (rule: Answered) => {
      const labels = labelsOf(rule.labels);
      return (
        inLabelScope(labels, part.labels) || ownership.liesWithin(labels, part.clusters, scope)
      );
    };
    for (const [namespace, groups] of Object.entries(text === null ? {} : readRuler(text))) {
      const visible = listOf(groups).flatMap((group) => visibleGroup(group, isVisible));
      if (visible.length > 0) kept.set(namespace, [...(kept.get(namespace) ?? []), ...visible]);
    }
  }
  return kept.size === 0 ? '{}\n' : stringify(kept);
}

function visibleGroup(group: unknown, isVisible: (rule: Answered) => boolean): readonly Answered[] {
  const known = objectOf(group);
  const rules = listOf(known.rules)
    .map(objectOf)
    .filter(isVisible)
    .map((rule) => pick(rule, RULE));
  return rules.length === 0 ? [] : [{ ...pick(known, GROUP), rules }];
}

function readRuler(text: string): Answered {
  try {
    return objectOf(parse(text, { maxAliasCount: 0 }) ?? {});
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError('upstream_failed', "the log backend's rules are no YAML", { cause: thrown });
  }
}

function objectOf(value: unknown): Answered {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new AppError('upstream_failed', "the log backend's rules have another shape than Loki's");
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new AppError('upstream_failed', "the log backend's rules have another shape than Loki's");
}
