import type { Variable } from '../model/dashboard.ts';
import { ALL } from './choose-value.ts';

/**
 * Variables of which some stand for exactly the given values, whether or not these are found: a value
 * that is no longer there shows nothing, and never falls back to all. Quoting stays as it was.
 * @param pinned values by name; `$__all` stays what "all" is
 */
export function pinVariables(
  variables: readonly Variable[],
  pinned: ReadonlyMap<string, readonly string[]>,
): readonly Variable[] {
  return variables.map((variable) => {
    const values = pinned.get(variable.name);
    return values === undefined ? variable : pin(variable, values);
  });
}

function pin(variable: Variable, values: readonly string[]): Variable {
  if (variable.kind !== 'query' && variable.kind !== 'custom') {
    return { ...variable, current: values };
  }
  if (variable.hasAll && values.includes(ALL)) return { ...variable, current: [ALL] };
  const { name, label, description, hides, isMulti, hasAll } = variable;
  const several = isMulti || hasAll;
  const kept = several ? values : values.slice(0, 1);
  return {
    ...{ kind: 'custom', name, label, description, hides, current: kept },
    // One that can be "all" is a pattern in queries, and so are these.
    ...{ isMulti: several, hasAll: false, allValue: null },
    options: kept.map((value) => ({ text: textOf(variable, value), value })),
  };
}

function textOf(variable: Variable, value: string): string {
  const options = variable.kind === 'custom' ? variable.options : [];
  return options.find((option) => option.value === value)?.text ?? value;
}
