import { AppError } from '../../../platform/errors/app-error.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { Form } from '../form.ts';
import { boundedValues, onlyValue } from '../parameter-values.ts';
import type { LokiParameterRule, LokiRoute } from './loki-route.ts';
import { parseLokiInstantNs, parseLokiStepMs } from './loki-time.ts';

/** What of a request is LogQL, and how it is to be read. */
export type LokiQuestionText =
  | { readonly kind: 'none' }
  | { readonly kind: 'query'; readonly text: string; readonly mode: 'any' | 'metric' | 'log' }
  /** A log query or a bare selector. */
  | { readonly kind: 'streams'; readonly text: string }
  /** Selectors under the parameter; none: the whole scope. */
  | {
      readonly kind: 'selectors';
      readonly parameter: 'query' | 'match[]';
      readonly texts: readonly string[];
    };

/** Parameters of a request, checked and taken apart by what is done with them. */
export interface LokiParameters {
  readonly question: LokiQuestionText;
  /** Repeated texts, by parameter. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** Everything that goes upstream as it came. */
  readonly passed: ReadonlyMap<string, string>;
}

/**
 * Checks a request's parameters against its route. Throws `AppError` `invalid` for an unknown
 * parameter, one given twice where one is meant, and a value that Loki would refuse.
 */
export function readLokiParameters(route: LokiRoute, form: Form): LokiParameters {
  const passed = new Map<string, string>();
  const texts = new Map<string, readonly string[]>();
  for (const [name, values] of form) {
    const rule = route.parameters.get(name);
    if (!rule) throw unknown(route, name);
    if (rule.kind === 'texts') texts.set(name, boundedValues(name, values));
    if (isTakenApart(rule)) continue;
    const value = onlyValue(name, values);
    if (value === '') continue;
    checkValue(name, value, rule);
    passed.set(name, value);
  }
  return { question: questionOf(route, form), texts, passed };
}

/** The texts of LogQL in a question; none: it asks for the whole scope, or reads nothing. */
export function textsOf(question: LokiQuestionText): readonly string[] {
  switch (question.kind) {
    case 'none':
      return [];
    case 'selectors':
      return question.texts;
    case 'query':
    case 'streams':
      return [question.text];
    default:
      return assertNever(question);
  }
}

type TakenApart = Extract<
  LokiParameterRule,
  { kind: 'ignored' | 'query' | 'streams' | 'selector' | 'selectors' | 'texts' }
>;
type CheckedRule = Exclude<LokiParameterRule, TakenApart>;

const TAKEN_APART: ReadonlySet<string> = new Set<LokiParameterRule['kind']>([
  'ignored',
  'query',
  'streams',
  'selector',
  'selectors',
  'texts',
]);

function isTakenApart(rule: LokiParameterRule): rule is TakenApart {
  return TAKEN_APART.has(rule.kind);
}

function questionOf(route: LokiRoute, form: Form): LokiQuestionText {
  const rule = route.parameters.get('query');
  const text = rule ? onlyValue('query', form.get('query') ?? ['']) : '';
  switch (rule?.kind) {
    case 'query':
      return { kind: 'query', text, mode: rule.mode };
    case 'streams':
      return { kind: 'streams', text };
    case 'selector':
      return { kind: 'selectors', parameter: 'query', texts: text === '' ? [] : [text] };
    default:
      break;
  }
  if (!route.parameters.has('match[]')) return { kind: 'none' };
  const selectors = [...(form.get('match') ?? []), ...(form.get('match[]') ?? [])];
  return { kind: 'selectors', parameter: 'match[]', texts: boundedValues('match[]', selectors) };
}

function checkValue(name: string, value: string, rule: CheckedRule): void {
  switch (rule.kind) {
    case 'instant':
      if (parseLokiInstantNs(value) === undefined) throw cannotParse(name, value, 'timestamp');
      return;
    case 'step':
      checkStep(name, value);
      return;
    case 'interval':
      checkInterval(name, value);
      return;
    case 'duration':
      if (parseDurationMs(value) === undefined) throw cannotParse(name, value, 'duration');
      return;
    case 'lines':
      checkCount(name, value, 1, Number.MAX_SAFE_INTEGER);
      return;
    case 'count':
      checkCount(name, value, 0, rule.max);
      return;
    case 'names':
      checkNames(name, value);
      return;
    case 'choice':
      if (rule.values.includes(value)) return;
      throw invalid(name, `expected one of ${rule.values.filter((one) => one !== '').join(', ')}`);
    default:
      assertNever(rule);
  }
}

function checkStep(name: string, value: string): void {
  const stepMs = parseLokiStepMs(value);
  if (stepMs === undefined) throw cannotParse(name, value, 'duration');
  if (stepMs > 0) return;
  throw invalid(
    name,
    'zero or negative query resolution step widths are not accepted. Try a positive integer',
  );
}

function checkInterval(name: string, value: string): void {
  const intervalMs = parseLokiStepMs(value);
  if (intervalMs === undefined) throw cannotParse(name, value, 'duration');
  if (intervalMs < 0) throw invalid(name, 'interval must be >= 0');
}

function checkCount(name: string, value: string, min: number, max: number): void {
  const isWhole = /^\d{1,15}$/.test(value);
  if (isWhole && Number(value) >= min && Number(value) <= max) return;
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`;
  throw invalid(name, `${JSON.stringify(value)} is not a whole number ${range}`);
}

const NAMES = /^[a-zA-Z_][a-zA-Z0-9_]*(?:, ?[a-zA-Z_][a-zA-Z0-9_]*){0,99}$/;

function checkNames(name: string, value: string): void {
  if (!NAMES.test(value)) throw invalid(name, 'expected label names with commas between');
}

function unknown(route: LokiRoute, name: string): AppError {
  const known = [...route.parameters]
    .filter(([, rule]) => rule.kind !== 'ignored')
    .map(([one]) => one);
  const takes = known.length === 0 ? 'none' : known.join(', ');
  return new AppError(
    'invalid',
    `unknown parameter ${JSON.stringify(name)}; ${route.path} takes ${takes}`,
  );
}

function cannotParse(name: string, value: string, what: string): AppError {
  return invalid(name, `cannot parse ${JSON.stringify(value)} to a valid ${what}`);
}

function invalid(name: string, problem: string): AppError {
  return new AppError('invalid', `invalid parameter ${JSON.stringify(name)}: ${problem}`);
}
