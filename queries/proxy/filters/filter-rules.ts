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

export interface RuleFilter {
  readonly scope: LabelScope;
  /** True for a rule that was made for exactly this scope or a part of it. */
  readonly isOwn: (labels: AnsweredLabels) => boolean;
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

/**
 * The rules of `GET /api/v1/rules` that a scope may see: its own in full, and any other alerting
 * rule only by its name and the alerts of it that lie in the scope. Where the rule files lie is not
 * told; `file` is the same for all.
 */
export function filterRules(data: unknown, filter: RuleFilter): readonly Answered[] {
  return listIn(objectIn(data, 'data'), 'groups').flatMap((one) => {
    const group = objectIn(one, 'group');
    if (!isWanted(filter.wish.groups, group.name)) return [];
    const rules = listIn(group, 'rules').flatMap((rule) =>
      visibleRule(objectIn(rule, 'rule'), filter),
    );
    return rules.length === 0 ? [] : [{ ...pick(group, GROUP), file: 'tocsin', rules }];
  });
}

function visibleRule(rule: Answered, { scope, isOwn, wish }: RuleFilter): readonly Answered[] {
  const labels = labelsOf(rule.labels);
  const type = rule.type === 'recording' ? 'record' : 'alert';
  if (!isWanted(wish.names, rule.name) || !wish.fits(labels)) return [];
  if (wish.type !== null && wish.type !== type) return [];
  const isMine = isOwn(labels) || inLabelScope(labels, scope);
  const alerts = type === 'alert' ? alertsIn(listIn(rule, 'alerts'), scope) : [];
  if (!isMine && alerts.length === 0) return [];
  const shown = pick(rule, isMine ? OWN_RULE : SHARED_RULE);
  const shared = isMine ? {} : { query: '', labels: {}, annotations: {}, state: stateOf(alerts) };
  return [
    { ...shown, ...shared, ...(type === 'alert' ? { alerts: wish.withAlerts ? alerts : [] } : {}) },
  ];
}

function stateOf(alerts: readonly Answered[]): string {
  return alerts.some(({ state }) => state === 'firing') ? 'firing' : 'pending';
}

function isWanted(names: readonly string[], name: unknown): boolean {
  return names.length === 0 || names.includes(String(name));
}
