import { isList, type Json } from '../model/json.ts';
import type { Schema } from '../schema/schema.ts';
import { type FieldSet, isEmpty, noFields } from './field-set.ts';
import { fromParts, type Part, partsOf } from './shape.ts';

/** The live value with an applied configuration laid over it; the configuration wins. */
export function mergeApplied(live: Json | undefined, applied: Json, schema: Schema | null): Json {
  const appliedParts = partsOf(applied, schema);
  const liveParts = partsOf(live, schema);
  if (appliedParts === null || liveParts === null || isList(live) !== isList(applied)) {
    return applied;
  }
  const before = new Map(liveParts.map((part) => [part.key, part]));
  const merged = appliedParts.map((part) => ({
    ...part,
    value: mergeApplied(before.get(part.key)?.value, part.value, part.schema),
  }));
  return fromParts(
    applied,
    isList(applied) ? inOrder(liveParts, merged) : union(liveParts, merged),
  );
}

function union(live: readonly Part[], applied: readonly Part[]): readonly Part[] {
  const replaced = new Map(live.map((part) => [part.key, part]));
  for (const part of applied) replaced.set(part.key, part);
  return [...replaced.values()];
}

/** The applied order; items of others stay behind the item that they followed. */
function inOrder(live: readonly Part[], applied: readonly Part[]): readonly Part[] {
  const wanted = new Set(applied.map(({ key }) => key));
  const rest = [...applied];
  const result: Part[] = [];
  const placed = new Set<string>();
  for (const part of live) {
    if (!wanted.has(part.key)) {
      result.push(part);
      continue;
    }
    while (!placed.has(part.key)) {
      const next = rest.shift();
      if (next === undefined) break;
      placed.add(next.key);
      result.push(next);
    }
  }
  return [...result, ...rest];
}

/**
 * Removes what the manager applied last time and now does not, unless somebody owns it.
 * @param last what the manager owned before
 * @param owned what anybody owns now, the manager included
 */
export function removeAbandoned(
  value: Json,
  last: FieldSet,
  owned: FieldSet,
  schema: Schema | null,
): Json {
  const parts = partsOf(value, schema);
  if (parts === null) return value;
  const kept = parts.flatMap((part) => {
    const lastPart = last.children.get(part.key);
    if (lastPart === undefined) return [part];
    const ownedPart = owned.children.get(part.key) ?? noFields;
    if (isEmpty(ownedPart)) return [];
    return [{ ...part, value: removeAbandoned(part.value, lastPart, ownedPart, part.schema) }];
  });
  return fromParts(value, kept);
}
