import type { TSchema } from 'typebox';
import type { ErrorDetail } from '../errors/app-error.ts';

/** The JSON Schema keywords that our schemas use. */
interface SchemaNode {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly default?: unknown;
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Says for people where a value departs from a schema and what was expected there, e.g.
 * `{ path: '/server/port', message: 'expected an integer from 0 to 65535, got "http"' }`.
 * Paths are JSON Pointers. Empty when nothing is found wrong.
 */
export function explain(schema: TSchema, value: unknown): readonly ErrorDetail[] {
  const findings: ErrorDetail[] = [];
  explainNode(schema as SchemaNode, value, '', findings);
  return findings;
}

function explainNode(node: SchemaNode, value: unknown, path: string, into: ErrorDetail[]): void {
  if (node.anyOf) explainUnion(node.anyOf, value, path, into);
  else if (!hasType(node, value)) {
    into.push({ path, message: `expected ${expected(node)}, got ${show(value)}` });
  } else if (isObject(value)) explainObject(node, value, path, into);
  else if (Array.isArray(value)) explainArray(node, value, path, into);
  else explainScalar(node, value, path, into);
}

function explainUnion(
  variants: readonly SchemaNode[],
  value: unknown,
  path: string,
  into: ErrorDetail[],
): void {
  const attempts = variants.map((variant) => {
    const findings: ErrorDetail[] = [];
    explainNode(variant, value, path, findings);
    return { variant, findings };
  });
  if (attempts.some((attempt) => attempt.findings.length === 0)) return;
  const meant = attempts.find((attempt) => isObject(value) && isMeant(attempt.variant, value));
  const sameType = attempts.filter((attempt) => hasType(attempt.variant, value));
  const chosen = meant ?? (sameType.length === 1 ? sameType[0] : undefined);
  const tag = chosen === undefined && isObject(value) ? commonTag(variants, value) : null;
  if (chosen) into.push(...chosen.findings);
  else if (tag !== null) into.push({ path: join(path, tag.name), message: tag.message });
  else
    into.push({
      path,
      message: `expected ${variants.map(expected).join(' or ')}, got ${show(value)}`,
    });
}

/** What is wrong with the one member by which all variants are told apart; null: there is none such. */
function commonTag(variants: readonly SchemaNode[], value: JsonObject) {
  const tags = variants.map((variant) =>
    Object.entries(variant.properties ?? {}).filter(([, node]) => 'const' in node),
  );
  const [name] = tags[0]?.[0] ?? [];
  if (name === undefined || !tags.every((each) => each.length === 1 && each[0]?.[0] === name)) {
    return null;
  }
  const known = tags.map((each) => JSON.stringify(each[0]?.[1].const)).join(' or ');
  return { name, message: `expected ${known}, got ${show(value[name])}` };
}

/** A variant of a tagged union is meant when all its constant members agree with the value. */
function isMeant(variant: SchemaNode, value: JsonObject): boolean {
  const tags = Object.entries(variant.properties ?? {}).filter(([, node]) => 'const' in node);
  return tags.length > 0 && tags.every(([name, node]) => value[name] === node.const);
}

function explainObject(
  node: SchemaNode,
  value: JsonObject,
  path: string,
  into: ErrorDetail[],
): void {
  for (const name of node.required ?? []) {
    const wanted = node.properties?.[name];
    // Nobody needs to give what has a default, also where it was not filled in beside other findings.
    const isOptional = wanted !== undefined && 'default' in wanted;
    if (!Object.hasOwn(value, name) && !isOptional) {
      into.push({
        path: join(path, name),
        message: `is missing, expected ${wanted ? expected(wanted) : 'a value'}`,
      });
    }
  }
  const patterns = Object.entries(node.patternProperties ?? {});
  for (const [name, member] of Object.entries(value)) {
    const known =
      node.properties && Object.hasOwn(node.properties, name) ? node.properties[name] : undefined;
    const schema = known ?? patterns.find(([pattern]) => new RegExp(pattern).test(name))?.[1];
    if (schema) explainNode(schema, member, join(path, name), into);
    else if (node.additionalProperties === false) {
      into.push({ path: join(path, name), message: unknownKey(node) });
    }
  }
}

function unknownKey(node: SchemaNode): string {
  const names = Object.keys(node.properties ?? {});
  return names.length > 0 ? `unknown key, expected one of ${names.join(', ')}` : 'unknown key';
}

function explainArray(
  node: SchemaNode,
  value: readonly unknown[],
  path: string,
  into: ErrorDetail[],
): void {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = node;
  if (value.length < minItems)
    into.push({ path, message: `expected at least ${minItems} items, got ${value.length}` });
  if (value.length > maxItems)
    into.push({ path, message: `expected at most ${maxItems} items, got ${value.length}` });
  if (node.uniqueItems && new Set(value.map((item) => JSON.stringify(item))).size < value.length) {
    into.push({ path, message: 'expected distinct items' });
  }
  for (const [index, item] of node.items ? value.entries() : []) {
    explainNode(node.items ?? {}, item, `${path}/${index}`, into);
  }
}

function explainScalar(node: SchemaNode, value: unknown, path: string, into: ErrorDetail[]): void {
  const wrongNumber = typeof value === 'number' && !inRange(node, value);
  const wrongText = typeof value === 'string' && !fits(node, value);
  if (wrongNumber || wrongText)
    into.push({ path, message: `expected ${expected(node)}, got ${show(value)}` });
}

function inRange(node: SchemaNode, value: number): boolean {
  return (
    value >= (node.minimum ?? Number.NEGATIVE_INFINITY) &&
    value <= (node.maximum ?? Number.POSITIVE_INFINITY)
  );
}

function fits(node: SchemaNode, text: string): boolean {
  const length = [...text].length;
  if (length < (node.minLength ?? 0) || length > (node.maxLength ?? Number.POSITIVE_INFINITY))
    return false;
  return node.pattern === undefined || new RegExp(node.pattern, 'u').test(text);
}

function hasType(node: SchemaNode, value: unknown): boolean {
  if ('const' in node) return value === node.const;
  switch (node.type) {
    case undefined:
      return true;
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    default:
      return typeof value === node.type;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

/** What a schema asks for, in words: `an integer from 0 to 65535`, `"info" or "warn"`. */
function expected(node: SchemaNode): string {
  if ('const' in node) return JSON.stringify(node.const);
  if (node.anyOf) return node.anyOf.map(expected).join(' or ');
  const tags = Object.entries(node.properties ?? {}).filter(([, member]) => 'const' in member);
  if (tags.length > 0)
    return `an object with ${tags.map(([name, tag]) => `${name} ${expected(tag)}`).join(', ')}`;
  const base = ARTICLES[node.type ?? ''] ?? 'a value';
  if (node.type === 'string') return base + textBounds(node);
  return base + numberBounds(node);
}

function numberBounds({ minimum, maximum }: SchemaNode): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

function textBounds(node: SchemaNode): string {
  if (node.pattern !== undefined) return ` (${node.description ?? `matching ${node.pattern}`})`;
  if (node.minLength !== undefined && node.maxLength !== undefined) {
    return ` of ${node.minLength} to ${node.maxLength} characters`;
  }
  if (node.minLength !== undefined) return ` of at least ${node.minLength} characters`;
  return node.maxLength === undefined ? '' : ` of at most ${node.maxLength} characters`;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function join(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
