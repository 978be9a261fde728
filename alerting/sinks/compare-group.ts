import { type RuleGroup, ruleNameOf } from '../rules/manifests/rule-group.ts';
import type { LoadedGroup, LoadedRule } from './loaded-rules.ts';
import type { Evaluation } from './rule-sink.ts';
import { isSameLogQuery, isSameQuery } from './same-query.ts';

/** Query texts that were found to be those of a group: parsing is for what was not seen before. */
export type SeenQueries = WeakMap<RuleGroup, readonly string[]>;

/**
 * Says how what Prometheus runs differs from what was asked for, e.g. `the query of level 2`;
 * undefined when it runs exactly that.
 */
export function differenceOf(
  asked: RuleGroup,
  loaded: LoadedGroup,
  seen: SeenQueries,
): string | undefined {
  if (loaded.intervalMs !== asked.intervalMs) return 'the interval';
  if (loaded.rules.length !== asked.rules.length) return 'the number of levels';
  for (const [index, rule] of asked.rules.entries()) {
    const other = loaded.rules[index];
    if (other?.kind !== rule.kind || other.name !== ruleNameOf(rule)) {
      return `the name of level ${index + 1}`;
    }
    if (!sameTexts(rule.labels, other.labels)) return `the labels of level ${index + 1}`;
    if (rule.kind === 'recording') continue;
    if (other.forMs !== rule.forMs) return `the duration of level ${index + 1}`;
    if (other.keepFiringForMs !== rule.keepFiringForMs) {
      return `how long level ${index + 1} goes on firing`;
    }
    if (!sameTexts(rule.annotations, other.annotations)) return 'the annotations';
  }
  return queryDifference(asked, loaded, seen);
}

/** How one rule of a group does. */
export type RuleCondition = Pick<
  LoadedRule,
  'health' | 'state' | 'lastError' | 'lastEvaluationAtMs' | 'durationMs' | 'alerts'
> & {
  /** The source of the data could not be asked. */
  readonly isUnavailable?: boolean;
};

/** How a group does: worst health, highest state, oldest evaluation of its rules. */
export function evaluationOf(loaded: { readonly rules: readonly RuleCondition[] }): Evaluation {
  const { rules } = loaded;
  const instants = rules.map((rule) => rule.lastEvaluationAtMs);
  const known = instants.filter((atMs) => atMs !== null);
  const failing = rules.filter((rule) => rule.health === 'err');
  return {
    health: worst(rules, 'health', ['err', 'unknown', 'ok']) ?? 'unknown',
    state: worst(rules, 'state', ['firing', 'pending', 'inactive']) ?? 'inactive',
    lastEvaluationAtMs: known.length < instants.length ? null : Math.min(...known),
    lastError: rules.find((rule) => rule.lastError !== null)?.lastError ?? null,
    isUnavailable: failing.length > 0 && failing.every((rule) => rule.isUnavailable === true),
    levels: rules.map(({ health, lastEvaluationAtMs, durationMs, lastError, alerts }) => ({
      health,
      lastEvaluationAtMs,
      durationMs: lastEvaluationAtMs === null ? null : (durationMs ?? null),
      lastError,
      alerts: alerts ?? null,
    })),
  };
}

function queryDifference(
  asked: RuleGroup,
  loaded: LoadedGroup,
  seen: SeenQueries,
): string | undefined {
  const texts = loaded.rules.map((rule) => rule.query);
  const before = seen.get(asked);
  const isSame = asked.language === 'logql' ? isSameLogQuery : isSameQuery;
  for (const [index, rule] of asked.rules.entries()) {
    const text = texts[index] ?? '';
    if (text !== before?.[index] && !isSame(rule.expr, text)) {
      return `the query of level ${index + 1}`;
    }
  }
  seen.set(asked, texts);
  return undefined;
}

/** A label with an empty value and none are the same thing. */
function sameTexts(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  const names = new Set([...a.keys(), ...b.keys()]);
  return [...names].every((name) => (a.get(name) ?? '') === (b.get(name) ?? ''));
}

function worst<Key extends 'health' | 'state'>(
  rules: readonly RuleCondition[],
  key: Key,
  order: readonly LoadedRule[Key][],
): LoadedRule[Key] | undefined {
  return order.find((value) => rules.some((rule) => rule[key] === value));
}
