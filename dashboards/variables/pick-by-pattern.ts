import type { RE2JS } from 're2js';
import type { VariableOption } from '../model/dashboard.ts';
import { compilePattern } from '../queries/run-pattern.ts';

/** What a variable's pattern makes of the values found, or what is wrong with it. */
export type PickedOptions =
  | { readonly kind: 'options'; readonly options: readonly VariableOption[] }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Options from values: those that `/pattern/flags` matches, shortened to its first group, or to its
 * groups `text` and `value`. An empty pattern keeps all. Patterns are RE2's, run in linear time.
 */
export function pickByPattern(values: readonly string[], pattern: string): PickedOptions {
  if (pattern === '') {
    return { kind: 'options', options: unique(values.map((value) => ({ text: value, value }))) };
  }
  const compiled = compilePattern(pattern);
  if (compiled.kind === 'refused') return compiled;
  const picker = { expression: compiled.expression, names: namesIn(compiled.source) };
  return { kind: 'options', options: unique(values.flatMap((value) => optionOf(value, picker))) };
}

interface Picker {
  readonly expression: RE2JS;
  readonly names: ReadonlySet<string>;
}

function namesIn(source: string): ReadonlySet<string> {
  return new Set([...source.matchAll(/\(\?P?<(\w+)>/g)].map(([, name]) => name ?? ''));
}

function optionOf(text: string, { expression, names }: Picker): readonly VariableOption[] {
  const matcher = expression.matcher(text);
  if (!matcher.find()) return [];
  const named = (name: string) => (names.has(name) ? matcher.group(name) : null);
  const namedValue = named('value');
  const namedText = named('text');
  if (namedValue !== null || namedText !== null) {
    const value = namedValue ?? namedText ?? '';
    return [{ text: namedText ?? value, value }];
  }
  const first = matcher.groupCount() > 0 ? (matcher.group(1) ?? '') : text;
  return first === '' ? [] : [{ text: first, value: first }];
}

function unique(options: readonly VariableOption[]): readonly VariableOption[] {
  return [...new Map(options.map((option) => [option.value, option])).values()];
}
