/**
 * The value of a matcher on a namespace with names replaced; null for a pattern that is more than a
 * choice of names.
 *
 * @example substitutedValue({ op: '=~', value: 'a|b' }, new Map([['a', 'c']])) // c|b
 */
export function substitutedValue(
  { op, value }: { readonly op: string; readonly value: string },
  names: ReadonlyMap<string, string>,
): string | null {
  if (op === '=' || op === '!=') return names.get(value) ?? value;
  if (!/^[a-zA-Z0-9_|-]*$/.test(value)) return null;
  return value
    .split('|')
    .map((name) => names.get(name) ?? name)
    .join('|');
}
