import type { Incident } from '../../../contract/incidents.ts';
import type { Rule, RuleInput, RuleLevel } from '../../../contract/rules.ts';
import { overlaps, parseScope, type ScopeParts } from '../../scope/scope-text.ts';

/**
 * A trial is a copy of a rule whose one level its value has already reached, so that it fires in
 * seconds. The rule itself is not touched: to put everything back is to delete the copy.
 */

/** Annotation of a trial, and of its incidents: the id of the rule it was copied from. */
export const TRIAL_OF = 'trial_of';

/** Short, so that nobody has to wait; long enough that every state is seen. */
const TRIAL_INTERVAL = '2s';
const TRIAL_FOR = '4s';

const LONGEST_NAME = 120;

export function isTrial({ annotations }: Pick<Rule | Incident, 'annotations'>): boolean {
  return Object.hasOwn(annotations, TRIAL_OF);
}

/** A level with a threshold that can be lowered. */
export type ComparingLevel = RuleLevel & Required<Pick<RuleLevel, 'operator' | 'threshold'>>;

/** The least severe level of a rule on metrics, where it has a threshold. */
function comparingLevel({ language, levels }: Rule): ComparingLevel | undefined {
  const level = levels.at(-1);
  if (language !== 'promql' || level === undefined) return undefined;
  const { operator, threshold } = level;
  return operator === undefined || threshold === undefined
    ? undefined
    : { ...level, operator, threshold };
}

/** The rule to make fire: the oldest with a threshold that is switched on in the scope, or undefined. */
export function ruleToTry(rules: readonly Rule[], scope: ScopeParts): Rule | undefined {
  return ofScope(rules, scope).find(
    (rule) => rule.enabled && !isTrial(rule) && comparingLevel(rule) !== undefined,
  );
}

/** The trial that runs in the scope. */
export function runningTrial(rules: readonly Rule[], scope: ScopeParts): Rule | undefined {
  return ofScope(rules, scope).findLast(isTrial);
}

/** The oldest first: ids are in the order of creation. */
function ofScope(rules: readonly Rule[], scope: ScopeParts): readonly Rule[] {
  return rules
    .filter((rule) => {
      const parts = parseScope(rule.scope);
      return parts !== undefined && overlaps(parts, scope);
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * A threshold that at least one of the values has reached, with room for what they do in the next
 * seconds: of 34 with `>` it is 3, of 34 with `<` 300. Undefined without values.
 */
export function trialThreshold(
  operator: ComparingLevel['operator'],
  values: readonly number[],
): number | undefined {
  const most = Math.max(...values);
  const least = Math.min(...values);
  if (!Number.isFinite(most) || !Number.isFinite(least)) return undefined;
  switch (operator) {
    case '>':
    case '>=':
      return most > 0 ? rounded(most / 10) : most === 0 ? -1 : rounded(most * 10);
    case '<':
    case '<=':
      return least > 0 ? rounded(least * 10) : least === 0 ? 1 : rounded(least / 10);
    case '==':
      return values[0];
    case '!=':
      return most + 1;
    default:
      return operator satisfies never;
  }
}

/** To one digit, as people would choose it. */
function rounded(value: number): number {
  return Number(value.toPrecision(1));
}

/** What the trial is called and says of itself, in the words of who starts it. */
export interface TrialWords {
  readonly name: (ruleName: string) => string;
  readonly description: string;
}

/** The body of a trial: with one level, that has a threshold. */
export type TrialInput = RuleInput & { readonly levels: readonly [ComparingLevel] };

/** The trial of a rule whose values are these; undefined while there is none to reach. */
export function trialOf(
  rule: Rule,
  values: readonly number[],
  channels: readonly string[],
  words: TrialWords,
): TrialInput | undefined {
  const level = comparingLevel(rule);
  const threshold = level && trialThreshold(level.operator, values);
  if (level === undefined || threshold === undefined) return undefined;
  const spare = LONGEST_NAME - words.name('').length;
  return {
    name: words.name(rule.name.slice(0, spare)),
    scope: rule.scope,
    expression: rule.expression,
    interval: TRIAL_INTERVAL,
    levels: [{ severity: level.severity, operator: level.operator, threshold, for: TRIAL_FOR }],
    labels: rule.labels,
    annotations: { ...rule.annotations, description: words.description, [TRIAL_OF]: rule.id },
    channels: [...channels],
    levelChange: 'raised',
    enabled: true,
  };
}

/** The incident that shows best that alerts work here: the latest of a trial, else the latest. */
export function evidenceAmong(incidents: readonly Incident[]): Incident | undefined {
  const newest = incidents.toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  return newest.find(isTrial) ?? newest[0];
}
