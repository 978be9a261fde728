import type { Cause } from '../model/api-failure.ts';
import { isList, isObject, type Json, type JsonObject, member } from '../model/json.ts';
import type { CelRule } from './cel-rule.ts';
import { evaluateCel } from './evaluate-cel.ts';
import { listItemKey } from './list-item-key.ts';
import { memberSchema, type Schema } from './schema.ts';
import { typeName, valueInvalid } from './violation.ts';

/**
 * What an object violates of the CEL rules of its schema.
 * @param old the object before; undefined for a new one, to which rules about `oldSelf` do not apply
 */
export function validateRules(
  value: JsonObject,
  old: JsonObject | undefined,
  schema: Schema,
): readonly Cause[] {
  return rulesWithin(value, old, schema, '');
}

function rulesWithin(
  value: Json,
  old: Json | undefined,
  schema: Schema | null,
  path: string,
): readonly Cause[] {
  if (schema === null) return [];
  const own = schema.rules.flatMap((rule) => violation(rule, value, old, path));
  if (isList(value)) return [...own, ...itemRules(value, old, schema, path)];
  if (!isObject(value)) return own;
  const before = isObject(old) ? old : {};
  const prefix = path === '' ? '' : `${path}.`;
  const within = Object.entries(value).flatMap(([key, item]) =>
    rulesWithin(item, member(before, key), memberSchema(schema, key), `${prefix}${key}`),
  );
  return [...own, ...within];
}

/** Items of atomic lists and sets have no past that they could be compared with. */
function itemRules(
  items: readonly Json[],
  old: Json | undefined,
  schema: Schema,
  path: string,
): readonly Cause[] {
  const before = new Map<string, Json>();
  if (schema.listType === 'map' && isList(old)) {
    for (const item of old) before.set(listItemKey(item, schema).text, item);
  }
  return items.flatMap((item, index) => {
    const past = before.size === 0 ? undefined : before.get(listItemKey(item, schema).text);
    return rulesWithin(item, past, schema.items, `${path}[${index}]`);
  });
}

function violation(
  rule: CelRule,
  self: Json,
  oldSelf: Json | undefined,
  path: string,
): readonly Cause[] {
  if (rule.isTransition && oldSelf === undefined) return [];
  if (rule.expression === null) {
    const why = `the test cluster cannot evaluate the rule ${rule.rule}: ${rule.unsupported}`;
    return [valueInvalid(path, typeName(self), why)];
  }
  try {
    const scope = new Map<string, Json>([['self', self]]);
    if (oldSelf !== undefined) scope.set('oldSelf', oldSelf);
    if (evaluateCel(rule.expression, scope) === true) return [];
    return [valueInvalid(path, typeName(self), rule.message)];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [valueInvalid(path, typeName(self), `rule evaluation error: ${why}: ${rule.rule}`)];
  }
}
