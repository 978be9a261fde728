import type { RuleLiveItem } from '../../contract/live.ts';
import type { Rule, RuleStatus } from '../../contract/rules.ts';

/** A fetched rule as the stream says that it does; a word about another revision is none about this one. */
export function withLiveStatus(rule: Rule, item: RuleLiveItem | undefined): Rule {
  if (item === undefined || item.revision !== rule.revision || item.state === 'gone') return rule;
  return { ...rule, status: item.status.map((told) => newerOf(told, rule.status)) };
}

/** The stream speaks when something changes; what was fetched since was looked at later. */
function newerOf(told: RuleStatus, fetched: readonly RuleStatus[]): RuleStatus {
  const known = fetched.find(({ cluster }) => cluster === told.cluster);
  if (known === undefined || known.checkedAt === null || told.checkedAt === null) return told;
  return Date.parse(known.checkedAt) > Date.parse(told.checkedAt) ? known : told;
}

/** Fetched rules as the stream says that they do; without those that are gone. */
export function withLiveStatuses(
  rules: readonly Rule[],
  live: ReadonlyMap<string, RuleLiveItem>,
): readonly Rule[] {
  if (live.size === 0) return rules;
  return rules
    .filter(({ id }) => live.get(id)?.state !== 'gone')
    .map((rule) => withLiveStatus(rule, live.get(rule.id)));
}

/** Whether the stream speaks of rules, or revisions, that were not fetched yet. */
export function speaksOfOthers(
  rules: readonly Rule[],
  live: ReadonlyMap<string, RuleLiveItem>,
): boolean {
  const revisions = new Map(rules.map(({ id, revision }) => [id, revision]));
  return [...live.values()].some(
    ({ id, revision, state }) => state !== 'gone' && (revisions.get(id) ?? 0) < revision,
  );
}
