import type { Variable, VariableOption } from '../model/dashboard.ts';
import type { VariableValue } from './variable-value.ts';

/** Stands for all options in addresses and in what a dashboard has chosen. */
export const ALL = '$__all';

const MOST_VALUES = 500;
const MOST_CHARS = 2_000;

/** What a variable with options stands for, and which of them the bar shows as chosen. */
export interface Chosen {
  readonly value: VariableValue;
  /** Values as an address has them; `['$__all']` for all. */
  readonly selected: readonly string[];
}

/**
 * Chooses among options: what the address asks for, otherwise what the dashboard has, as far as it is
 * among the options; otherwise all where that is allowed, otherwise the first. Without options
 * (nothing found, or nobody could tell) it stands for the empty text.
 */
export function chooseAmong(
  variable: Extract<Variable, { readonly isMulti: boolean }>,
  options: readonly VariableOption[],
  asked: readonly string[] | undefined,
): Chosen {
  const wanted = [asked, variable.current].map((list) => valid(variable, options, list ?? []));
  const [first] = options;
  const fallback = variable.hasAll ? [ALL] : first === undefined ? [] : [first.value];
  const selected = wanted.find((list) => list.length > 0) ?? fallback;
  return { selected, value: standsFor(variable, options, selected) };
}

function valid(
  { isMulti, hasAll }: Extract<Variable, { readonly isMulti: boolean }>,
  options: readonly VariableOption[],
  list: readonly string[],
): readonly string[] {
  if (hasAll && list.includes(ALL)) return [ALL];
  const known = new Set(options.map(({ value }) => value));
  const found = [...new Set(list)].filter((value) => known.has(value)).slice(0, MOST_VALUES);
  return isMulti ? found : found.slice(0, 1);
}

function standsFor(
  variable: Extract<Variable, { readonly isMulti: boolean }>,
  options: readonly VariableOption[],
  selected: readonly string[],
): VariableValue {
  const { name, isMulti, hasAll, allValue } = variable;
  const isChoice = isMulti || hasAll;
  if (selected.includes(ALL)) {
    const values = options.map(({ value }) => value);
    const words = options.map(({ text }) => text);
    return { name, values, texts: ['All'], words, isChoice, verbatim: allValue };
  }
  const texts = selected.map(
    (value) => options.find((each) => each.value === value)?.text ?? value,
  );
  return { name, values: selected.length > 0 ? selected : [''], texts, isChoice, verbatim: null };
}

/** What a free text stands for: what the address says, otherwise what the dashboard has. */
export function chooseText(
  { name, current }: Pick<Variable, 'name' | 'current'>,
  asked: readonly string[] | undefined,
): Chosen {
  const text = (asked?.[0] ?? current[0] ?? '').slice(0, MOST_CHARS);
  const value = { name, values: [text], texts: [text], isChoice: false, verbatim: null };
  return { value, selected: [text] };
}
