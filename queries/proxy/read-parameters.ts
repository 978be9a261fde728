import { AppError } from '../../platform/errors/app-error.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import { isCount, isInstant, stepMs } from './check-parameter.ts';
import type { Form } from './form.ts';
import { boundedValues, onlyValue } from './parameter-values.ts';
import type { ParameterRule, ScopedRoute } from './scoped-route.ts';

/** Parameters of a request, checked and taken apart by what is done with them. */
export interface ScopedParameters {
  /** PromQL of the `query` parameter; null where the route has none. */
  readonly query: string | null;
  /** Series selectors as given; null where the route has none. */
  readonly selectors: readonly string[] | null;
  /** Repeated texts, by parameter. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** Everything that goes upstream as it came. */
  readonly passed: readonly (readonly [string, string])[];
}

/**
 * Checks a request's parameters against its route. Throws `AppError` `invalid` for an unknown
 * parameter, one given twice where one is meant, and a value that Prometheus would refuse, with
 * Prometheus's text where it has one.
 */
export function readParameters(route: ScopedRoute, form: Form): ScopedParameters {
  const passed: [string, string][] = [];
  let texts: Map<string, readonly string[]> | null = null;
  for (const [name, values] of form) {
    const rule = route.parameters.get(name);
    if (!rule)
      throw new AppError(
        'invalid',
        `unknown parameter ${JSON.stringify(name)}; ${route.path} takes ${known(route)}`,
      );
    if (rule.kind === 'texts') {
      texts ??= new Map();
      texts.set(name, boundedValues(name, values));
    }
    if (isTakenApart(rule)) continue;
    const value = onlyValue(name, values);
    checkValue(name, value, rule);
    if (value !== '') passed.push([name, value]);
  }
  return {
    query: readQuery(route, form),
    selectors: readSelectors(route, form),
    texts: texts ?? NO_TEXTS,
    passed,
  };
}

const NO_TEXTS: ReadonlyMap<string, readonly string[]> = new Map();

function readQuery(route: ScopedRoute, form: Form): string | null {
  if (route.parameters.get('query')?.kind !== 'query') return null;
  return onlyValue('query', form.get('query') ?? ['']);
}

function readSelectors(route: ScopedRoute, form: Form): readonly string[] | null {
  const rule = route.parameters.get('match[]');
  if (rule?.kind !== 'selectors') return null;
  const selectors = form.get('match[]') ?? [];
  if (rule.required && selectors.length === 0)
    throw new AppError('invalid', 'no match[] parameter provided');
  return selectors;
}

type TakenApart = Extract<ParameterRule, { kind: 'ignored' | 'selectors' | 'query' | 'texts' }>;
type CheckedRule = Exclude<ParameterRule, TakenApart>;

const TAKEN_APART: ReadonlySet<string> = new Set(['ignored', 'selectors', 'query', 'texts']);

function isTakenApart(rule: ParameterRule): rule is TakenApart {
  return TAKEN_APART.has(rule.kind);
}

function checkValue(name: string, value: string, rule: CheckedRule): void {
  switch (rule.kind) {
    case 'instant':
      if (value !== '' && !isInstant(value)) throw cannotParse(name, value, 'timestamp');
      return;
    case 'step':
      checkStep(name, value);
      return;
    case 'duration':
      checkDuration(name, value, rule.maxMs);
      return;
    case 'count':
      if (value !== '' && !isCount(value)) {
        throw new AppError(
          'invalid',
          `invalid parameter ${JSON.stringify(name)}: ${JSON.stringify(value)} is not a whole number`,
        );
      }
      return;
    case 'choice':
      if (!rule.values.includes(value)) {
        throw new AppError(
          'invalid',
          `invalid parameter ${JSON.stringify(name)}: expected one of ${rule.values.join(', ')}`,
        );
      }
      return;
    default:
      assertNever(rule);
  }
}

function checkStep(name: string, value: string): void {
  const durationMs = stepMs(value);
  if (durationMs === undefined) throw cannotParse(name, value, 'duration');
  if (durationMs <= 0) {
    throw new AppError(
      'invalid',
      `invalid parameter "${name}": zero or negative query resolution step widths are not accepted. Try a positive integer`,
    );
  }
}

function checkDuration(name: string, value: string, maxMs: number): void {
  if (value === '') return;
  const durationMs = stepMs(value);
  if (durationMs === undefined || durationMs < 0) throw cannotParse(name, value, 'duration');
  if (durationMs > maxMs) {
    throw new AppError(
      'invalid',
      `invalid parameter "${name}": ${value} is more than the ${maxMs / 1000}s allowed`,
    );
  }
}

function cannotParse(name: string, value: string, what: string): AppError {
  return new AppError(
    'invalid',
    `invalid parameter ${JSON.stringify(name)}: cannot parse ${JSON.stringify(value)} to a valid ${what}`,
  );
}

function known(route: ScopedRoute): string {
  return [...route.parameters]
    .filter(([, rule]) => rule.kind !== 'ignored')
    .map(([name]) => name)
    .join(', ');
}
