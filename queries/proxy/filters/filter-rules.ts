import { type AnsweredLabels, inLabelScope, type LabelScope } from '../../scope/label-scope.ts';
import { type Answered, listIn, objectIn, pick } from './answered.ts';
import { labelsOf } from './answered-labels.ts';
import { alertsIn } from './filter-alerts.ts';

/** What a rule list is narrowed by, as the client asked. Empty lists: by nothing. */
export interface RuleWish {
  readonly type: 'alert' | 'record' | null;
  readonly names: readonly string[];
  readonly groups: readonly string[];
  readonly withAlerts: boolean;
  /** True when the rule's labels fit one of the client's selectors. */
  readonly fits: (labels: AnsweredLabels) => boolean;
}

/** A rule that was made by us, for the scope that asks or a part of it. */
export interface OwnRule {
  /** As the ruler API of the scope names it and tells it; null: it is not told there. */
  readonly shown: {
    readonly namespace: string;
    readonly group: string;
    readonly labels: AnsweredLabels;
    readonly annotations: AnsweredLabels;
  } | null;
}

export interface RuleFilter {
  readonly scope: LabelScope;
  /** The rule of ours with these labels in a group; null for one that was not made for the scope. */
  readonly ownRule: (labels: AnsweredLabels, group: string) => OwnRule | null;
  readonly wish: RuleWish;
}

const GROUP = ['name', 'interval', 'limit', 'evaluationTime', 'lastEvaluation'];
const OWN_RULE = [
  'state',
  'name',
  'query',
  'duration',
  'keepFiringFor',
  'labels',
  'annotations',
  'health',
  'lastError',
  'evaluationTime',
  'lastEvaluation',
  'type',
];
/** Of a rule that others share: never its query, its texts, or what went wrong with it. */
const SHARED_RULE = [
  'state',
  'name',
  'duration',
  'keepFiringFor',
  'health',
  'evaluationTime',
  'lastEvaluation',
  'type',
];

/** Of rules that the ruler API does not tell. */
const FILE = 'tocsin';

/**
 * The rules of `GET /api/v1/rules` that a scope may see: its own in full, and any other alerting
 * rule only by its name and the alerts of it that lie in the scope. Where the rule files lie is not
 * told: `file` and `name` of a group are what the ruler API calls it, or the same file for all.
 */
export function filterRules(data: unknown, filter: RuleFilter): readonly Answered[] {
  return listIn(objectIn(data, 'data'), 'groups').flatMap((one) => {
    const group = objectIn(one, 'group');
    return listIn(group, 'rules').flatMap((rule) =>
      visibleRule(objectIn(rule, 'rule'), group, filter),
    );
  });
}

/** One group for each file and name, in the order of their first. */
export function joinGroups(groups: readonly Answered[]): readonly Answered[] {
  const joined = new Map<string, { readonly group: Answered; readonly rules: unknown[] }>();
  for (const group of groups) {
    const key = JSON.stringify([group.file, group.name]);
    const there = joined.get(key) ?? { group, rules: [] };
    const isKnown = group.file === FILE ? () => false : repeats(there.rules);
    there.rules.push(...listIn(group, 'rules').filter((rule) => !isKnown(objectIn(rule, 'rule'))));
    joined.set(key, there);
  }
  return [...joined.values()].map(({ group, rules }) => ({ ...group, rules }));
}

/** A rule that records is evaluated once for each namespace, and told once while all is well. */
function repeats(rules: readonly unknown[]): (rule: Answered) => boolean {
  const keyOf = ({ type, name, labels }: Answered) => JSON.stringify([type, name, labels]);
  const known = new Set(rules.map((rule) => keyOf(objectIn(rule, 'rule'))));
  return (rule) => rule.type === 'recording' && rule.health === 'ok' && known.has(keyOf(rule));
}

/** The rule as a group of its own; none when it is not for the scope, or not wanted. */
function visibleRule(
  rule: Answered,
  group: Answered,
  { scope, ownRule, wish }: RuleFilter,
): readonly Answered[] {
  const labels = labelsOf(rule.labels);
  const type = rule.type === 'recording' ? 'record' : 'alert';
  if (!isWanted(wish.names, rule.name) || !wish.fits(labels)) return [];
  if (wish.type !== null && wish.type !== type) return [];
  const own = ownRule(labels, typeof group.name === 'string' ? group.name : '');
  const told = own?.shown ?? null;
  const name = told?.group ?? group.name;
  if (!isWanted(wish.groups, name)) return [];
  const isMine = own !== null || inLabelScope(labels, scope);
  const alerts = type === 'alert' ? alertsIn(listIn(rule, 'alerts'), scope) : [];
  if (!isMine && alerts.length === 0) return [];
  const shown = {
    ...pick(rule, isMine ? OWN_RULE : SHARED_RULE),
    ...(isMine ? {} : { query: '', labels: {}, annotations: {}, state: stateOf(alerts) }),
    ...(told ? { labels: told.labels } : {}),
    ...(told && type === 'alert' ? { annotations: told.annotations } : {}),
    ...(type === 'alert' ? { alerts: wish.withAlerts ? alerts : [] } : {}),
  };
  return [{ ...pick(group, GROUP), name, file: told?.namespace ?? FILE, rules: [shown] }];
}

function stateOf(alerts: readonly Answered[]): string {
  return alerts.some(({ state }) => state === 'firing') ? 'firing' : 'pending';
}

function isWanted(names: readonly string[], name: unknown): boolean {
  return names.length === 0 || names.includes(String(name));
}
