import { printDurationMs } from '../../../platform/model/duration.ts';
import { compareText, type Labels } from '../../../platform/model/labels.ts';
import type { PlainYaml } from './plain-yaml.ts';
import type { GroupRule, RuleGroup } from './rule-group.ts';

/** A rule group in the form that Prometheus, its operator and rulers share; under another name. */
export function groupObject(group: RuleGroup, name = group.name): ReadonlyMap<string, PlainYaml> {
  return new Map<string, PlainYaml>([
    ['name', name],
    ['interval', printDurationMs(group.intervalMs)],
    ['limit', group.limit],
    ['rules', group.rules.map(ruleObject)],
  ]);
}

/** `for` is there even when it is zero: Loki's operator refuses alerts without. */
function ruleObject(rule: GroupRule): ReadonlyMap<string, PlainYaml> {
  if (rule.kind === 'recording') {
    return new Map<string, PlainYaml>([
      ['record', rule.record],
      ['expr', rule.expr],
      ['labels', sorted(rule.labels)],
    ]);
  }
  const { keepFiringForMs } = rule;
  return new Map<string, PlainYaml>([
    ['alert', rule.alert],
    ['expr', rule.expr],
    ['for', printDurationMs(rule.forMs)],
    ...(keepFiringForMs === 0
      ? []
      : ([['keep_firing_for', printDurationMs(keepFiringForMs)]] as const)),
    ['labels', sorted(rule.labels)],
    ['annotations', sorted(rule.annotations)],
  ]);
}

function sorted(labels: Labels): Labels {
  return new Map([...labels].sort(([a], [b]) => compareText(a, b)));
}
