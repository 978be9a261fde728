import { formatFloat } from './format-float.ts';
import { type GoValue, isList, sortedKeys } from './go-value.ts';
import type { TemplateBudget } from './template-budget.ts';

/** A value as `{{ … }}` prints it; nothing and nil are `<no value>`. */
export function printResult(value: GoValue, budget: TemplateBudget): string {
  return value === undefined || value === null ? '<no value>' : printValue(value, budget);
}

/** A value as Go's `%v` prints it; nil is `<nil>`. */
export function printValue(value: GoValue, budget: TemplateBudget): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return formatFloat(value, 'g', -1);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      if (value === undefined || value === null) return '<nil>';
      return printParts(value, budget, (part) => printValue(part, budget));
  }
}

/** A list or a map, its parts printed by `print`; an object by its own text. */
export function printParts(
  value: Exclude<GoValue, undefined | null | boolean | string | bigint | number>,
  budget: TemplateBudget,
  print: (part: GoValue) => string,
): string {
  if (isList(value)) {
    budget.spend(value.length);
    return `[${joinParts(value.map(print), budget)}]`;
  }
  if (value.kind === 'object') return value.text();
  const keys = sortedKeys(value);
  budget.spend(keys.length);
  const pairs = keys.map((key) => `${print(key)}:${print(value.get(key))}`);
  return `map[${joinParts(pairs, budget)}]`;
}

function joinParts(parts: readonly string[], budget: TemplateBudget): string {
  budget.reserve(parts.reduce((sum, part) => sum + part.length + 1, 0));
  return parts.join(' ');
}

/** Go's `fmt.Sprint`: a space between two operands of which neither is a text. */
export function sprint(values: readonly GoValue[], budget: TemplateBudget): string {
  let out = '';
  let isAfterText = true;
  for (const value of values) {
    const isText = typeof value === 'string';
    const text = printValue(value, budget);
    budget.reserve(out.length + text.length + 1);
    if (!isText && !isAfterText) out += ' ';
    out += text;
    isAfterText = isText;
  }
  return out;
}

/** Go's `fmt.Sprintln`: spaces between all operands, a line break at the end. */
export function sprintln(values: readonly GoValue[], budget: TemplateBudget): string {
  const parts = values.map((value) => printValue(value, budget));
  return `${joinParts(parts, budget)}\n`;
}
