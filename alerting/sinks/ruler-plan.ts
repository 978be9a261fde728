import { RULE_LABEL } from '../rules/alert-labels.ts';
import { differenceOf, evaluationOf, type SeenQueries } from './compare-group.ts';
import type { LoadedGroup } from './loaded-rules.ts';
import type { RuleFile, RuleOutcome } from './rule-sink.ts';

/** A rule as a group of a ruler. */
export interface RulerGroup {
  readonly name: string;
  /** The whole group, YAML. */
  readonly text: string;
  readonly file: RuleFile;
}

export interface RulerPlan {
  /** Groups that the ruler does not hold as they are asked for. */
  readonly differing: readonly RulerGroup[];
  /** Groups of ours that are not wanted. */
  readonly leftovers: readonly LoadedGroup[];
  /** All groups of ours. */
  readonly ours: readonly LoadedGroup[];
  readonly heldOf: (group: RulerGroup) => LoadedGroup | undefined;
  /** How the group that is held differs, e.g. `the interval`; undefined when none is held. */
  readonly differenceOf: (group: RulerGroup) => string | undefined;
}

/**
 * `tocsin.<cluster>.<owner>.<rule id>`, with the MAC of the rule's label behind it when it records: no
 * part holds a dot, and no slash meets a proxy.
 */
export function rulerGroupName(
  cluster: string,
  { owner, group }: Pick<RuleFile, 'owner' | 'group'>,
): string {
  return `${prefixOf(cluster)}${owner}.${group.name.slice(group.name.lastIndexOf('/') + 1)}`;
}

/**
 * What must change so that a tenant of a ruler holds exactly these groups. Ours are groups with a
 * name of ours whose rules bear a label that was made for this cluster, or whose name ends with it:
 * another cluster or service may deliver to the same namespace.
 */
export function planRuler(
  cluster: string,
  wanted: readonly RulerGroup[],
  held: readonly LoadedGroup[],
  seen: SeenQueries,
  ownsLabel: (value: string) => boolean,
): RulerPlan {
  const byName = new Map(held.map((group) => [group.name, group]));
  const names = new Set(wanted.map(({ name }) => name));
  const heldOf = ({ name }: RulerGroup) => byName.get(name);
  const difference = (one: RulerGroup) => {
    const here = heldOf(one);
    return here && differenceOf(one.file.group, here, seen);
  };
  const ours = held.filter((group) => isOurs(cluster, group, ownsLabel));
  return {
    differing: wanted.filter((one) => !heldOf(one) || difference(one) !== undefined),
    leftovers: ours.filter(({ name }) => !names.has(name)),
    ours,
    heldOf,
    differenceOf: difference,
  };
}

/** How a group does that the ruler holds as asked; undefined while the ruler does not list it. */
export function matchRunning(
  { name, file }: RulerGroup,
  running: readonly LoadedGroup[],
  seen: SeenQueries,
): RuleOutcome | undefined {
  const loaded = running.find((group) => group.name === name);
  if (!loaded) return undefined;
  const difference = differenceOf(file.group, loaded, seen);
  if (difference === undefined) return { kind: 'running', evaluation: evaluationOf(loaded) };
  const message = `the ruler still runs another version of this rule: ${difference} differs`;
  return { kind: 'delivered', message };
}

function isOurs(
  cluster: string,
  group: LoadedGroup,
  ownsLabel: (value: string) => boolean,
): boolean {
  const prefix = prefixOf(cluster);
  if (!group.name.startsWith(prefix)) return false;
  const rest = group.name.slice(prefix.length);
  const label = group.rules[0]?.labels.get(RULE_LABEL) ?? rest.slice(rest.indexOf('.') + 1);
  return ownsLabel(label);
}

function prefixOf(cluster: string): string {
  return `tocsin.${cluster}.`;
}
