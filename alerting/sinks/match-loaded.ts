import { RULE_LABEL } from '../rules/alert-labels.ts';
import { differenceOf, evaluationOf, type SeenQueries } from './compare-group.ts';
import type { LoadedGroup } from './loaded-rules.ts';
import type { RuleFile, RuleOutcome } from './rule-sink.ts';

/** What Prometheus runs, beside what it should. */
export interface LoadedMatch {
  /** `running` or `delivered` for each file asked about, by rule id. */
  readonly outcomes: ReadonlyMap<string, RuleOutcome>;
  /** Files that it does not run as they are. */
  readonly drifting: readonly RuleFile[];
  /** True when it still runs rules of ours that are not wanted any more. */
  readonly hasLeftovers: boolean;
}

/**
 * @param files what Prometheus should run
 * @param wanted names of all desired files, those that are parked too
 * @param ownsLabel whether a value of `tocsin_rule` was made for this cluster; another service or
 *   cluster may deliver to the same Prometheus
 */
export function matchLoaded(
  files: readonly RuleFile[],
  wanted: ReadonlySet<string>,
  groups: readonly LoadedGroup[],
  seen: SeenQueries,
  ownsLabel: (value: string) => boolean,
): LoadedMatch {
  const byName = new Map(groups.map((group) => [`${group.fileName} ${group.name}`, group]));
  const outcomes = new Map<string, RuleOutcome>();
  const drifting: RuleFile[] = [];
  for (const file of files) {
    const loaded = byName.get(`${file.fileName} ${file.group.name}`);
    const difference = loaded && differenceOf(file.group, loaded, seen);
    if (loaded && difference === undefined) {
      outcomes.set(file.ruleId, { kind: 'running', evaluation: evaluationOf(loaded) });
      continue;
    }
    drifting.push(file);
    const message = difference
      ? `Prometheus runs another version of this rule: ${difference} differs`
      : 'Prometheus does not list this rule: rule_files of its configuration must name the folder';
    outcomes.set(file.ruleId, { kind: 'delivered', message });
  }
  return {
    outcomes,
    drifting,
    hasLeftovers: groups.some((group) => isLeftover(group, wanted, ownsLabel)),
  };
}

function isLeftover(
  group: LoadedGroup,
  wanted: ReadonlySet<string>,
  ownsLabel: (value: string) => boolean,
): boolean {
  if (wanted.has(group.fileName) || !group.name.startsWith('tocsin/')) return false;
  const label = group.rules[0]?.labels.get(RULE_LABEL) ?? group.name.split('/')[2];
  return label !== undefined && ownsLabel(label);
}
