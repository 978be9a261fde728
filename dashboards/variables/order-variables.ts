import type { Variable } from '../model/dashboard.ts';
import { referencedNames } from './find-references.ts';

/** Variables in the order in which they can be resolved, and those that wait for each other. */
export interface VariableOrder {
  readonly order: readonly Variable[];
  /** Names, each cycle once: `['a', 'b']` where a asks for b and b for a. */
  readonly cycles: readonly (readonly string[])[];
}

/** Those that a variable names come before it; otherwise the order is that of the dashboard. */
export function orderVariables(variables: readonly Variable[]): VariableOrder {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const done = new Set<string>();
  const order: Variable[] = [];
  const cycles: (readonly string[])[] = [];
  const visit = (variable: Variable, path: readonly string[]): void => {
    if (done.has(variable.name)) return;
    const at = path.indexOf(variable.name);
    if (at >= 0) {
      cycles.push(path.slice(at));
      return;
    }
    for (const name of dependenciesOf(variable)) {
      const needed = byName.get(name);
      if (needed !== undefined) visit(needed, [...path, variable.name]);
    }
    if (done.has(variable.name)) return;
    done.add(variable.name);
    order.push(variable);
  };
  for (const variable of byName.values()) visit(variable, []);
  return { order, cycles };
}

/** The names of other variables in the query and the pattern of a variable, and of its data source. */
export function dependenciesOf(variable: Variable): readonly string[] {
  if (variable.kind !== 'query') return [];
  const { source } = variable;
  const named = referencedNames(`${variable.query}\n${variable.pattern}`);
  return source === undefined ? named : [...named, source];
}
