import { type ImportRefusal, importRefusal } from './import-refusal.ts';

/** What one dashboard may be at most, all inclusive. */
export const IMPORT_LIMITS = {
  textChars: 2_000_000,
  depth: 60,
  values: 200_000,
  panels: 500,
  targetsOfPanel: 100,
  variables: 100,
  files: 200,
} as const;

/**
 * Why a JSON value is not looked at, in words that say what to do; null when it is small enough.
 * Walks without recursion, and stops at the first excess.
 */
export function excessOf(value: unknown): ImportRefusal | null {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 1 }];
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    seen += 1;
    if (seen > IMPORT_LIMITS.values)
      return importRefusal('too_many_values', { most: IMPORT_LIMITS.values });
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth > IMPORT_LIMITS.depth)
      return importRefusal('too_deep', { most: IMPORT_LIMITS.depth });
    for (const child of Object.values(next.value))
      open.push({ value: child, depth: next.depth + 1 });
  }
  return null;
}
