import type { Json } from '../model/json.ts';
import type { CelRule } from './cel-rule.ts';

export type ScalarType = 'string' | 'integer' | 'number' | 'boolean';

/** What a structural schema (apiextensions.k8s.io/v1) says about a value. */
export interface Schema {
  /** Null: anything, as with `x-kubernetes-preserve-unknown-fields` alone. */
  readonly type: ScalarType | 'object' | 'array' | null;
  readonly properties: ReadonlyMap<string, Schema>;
  /** Of a map's values; null when the object is no map. */
  readonly additional: Schema | null;
  readonly items: Schema | null;
  readonly required: readonly string[];
  readonly nullable: boolean;
  readonly default: Json | undefined;
  readonly isIntOrString: boolean;
  readonly preservesUnknown: boolean;
  readonly listType: 'atomic' | 'set' | 'map';
  readonly listKeys: readonly string[];
  readonly isAtomicMap: boolean;
  /** How a strategic merge patch treats a list: its key, or its bare values merged. */
  readonly patchKey: string | null;
  readonly mergesList: boolean;
  readonly limits: Limits;
  readonly rules: readonly CelRule[];
}

/** What a value must satisfy beyond its type. */
export interface Limits {
  readonly enum: readonly Json[] | null;
  readonly pattern: string | null;
  readonly format: string | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly minimum: number | null;
  readonly exclusiveMinimum: boolean;
  readonly maximum: number | null;
  readonly exclusiveMaximum: boolean;
  readonly multipleOf: number | null;
  readonly minItems: number | null;
  readonly maxItems: number | null;
  readonly uniqueItems: boolean;
  readonly minProperties: number | null;
  readonly maxProperties: number | null;
  readonly anyOf: readonly Schema[];
  readonly oneOf: readonly Schema[];
  readonly allOf: readonly Schema[];
  readonly not: Schema | null;
}

/** The schema of a member; null when it is not declared, or declared as anything. */
export function memberSchema(schema: Schema | null, key: string): Schema | null {
  return schema?.properties.get(key) ?? schema?.additional ?? null;
}

/** A member that a `properties` declares, unlike an entry of a map. */
export function isDeclaredField(schema: Schema | null, key: string): boolean {
  return schema?.properties.has(key) === true;
}

/** Whether the schema knows a member of this name at all. */
export function allowsMember(schema: Schema | null, key: string): boolean {
  if (schema === null || schema.type === null || schema.preservesUnknown) return true;
  return schema.properties.has(key) || schema.additional !== null;
}
