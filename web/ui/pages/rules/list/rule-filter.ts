import type { Rule, RuleStatus } from '../../../../contract/rules.ts';

export const STATES = ['firing', 'pending', 'inactive'] as const;
export const HEALTHS = ['ok', 'broken', 'waiting'] as const;
export const KINDS = ['template', 'promql', 'logql', 'log_form'] as const;
export const SWITCHES = ['on', 'off'] as const;

/** What the list of rules is narrowed to; empty sets narrow nothing. Kept in the address. */
export interface RuleFilter {
  readonly text: string;
  readonly severity: readonly string[];
  readonly state: readonly string[];
  readonly health: readonly string[];
  readonly kind: readonly string[];
  readonly enabled: readonly string[];
}

export const FILTER_NAMES = ['severity', 'state', 'health', 'kind', 'enabled'] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

export function readRuleFilter(search: URLSearchParams): RuleFilter {
  const of = (name: FilterName) => search.getAll(name).filter((value) => value !== '');
  return {
    text: search.get('text') ?? '',
    severity: of('severity'),
    state: of('state'),
    health: of('health'),
    kind: of('kind'),
    enabled: of('enabled'),
  };
}

/** Whether a rule passes every filter, each by any of its choices. */
export function passes(rule: Rule, filter: RuleFilter): boolean {
  const among = (chosen: readonly string[], values: readonly string[]) =>
    chosen.length === 0 || values.some((value) => chosen.includes(value));
  return (
    among(
      filter.severity,
      rule.levels.map(({ severity }) => severity),
    ) &&
    among(filter.state, [stateOf(rule)]) &&
    among(filter.health, [healthOf(rule)]) &&
    among(filter.kind, [kindOf(rule)]) &&
    among(filter.enabled, [rule.enabled ? 'on' : 'off']) &&
    hasWords(rule, filter.text)
  );
}

/** The loudest of its clusters. */
export function stateOf({ status }: Pick<Rule, 'status'>): (typeof STATES)[number] {
  const states = status.map(({ state }) => state);
  return STATES.find((state) => states.includes(state)) ?? 'inactive';
}

/** Broken anywhere, evaluated everywhere, or still on its way. */
export function healthOf({ status }: Pick<Rule, 'status'>): (typeof HEALTHS)[number] {
  if (status.some(isBroken)) return 'broken';
  const isOk = status.length > 0 && status.every(({ stage }) => stage === 'evaluated');
  return isOk ? 'ok' : 'waiting';
}

/** Whether something about a rule on a cluster needs a person. */
export function isBroken({ stage, health, isLate }: RuleStatus): boolean {
  return stage === 'failed' || health === 'err' || isLate;
}

export function kindOf({ source, language }: Rule): (typeof KINDS)[number] {
  return source === undefined ? language : source.kind;
}

function hasWords(rule: Rule, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const labels = Object.entries(rule.labels).map(([name, value]) => `${name}=${value}`);
  const known = [rule.name, rule.expression, rule.scope, ...labels].join(' ').toLowerCase();
  return words.every((word) => known.includes(word));
}
