import {
  type GoValue,
  isObject,
  type ParamType,
  type TemplateFunction,
  typeName,
} from './go-value.ts';
import type { OperandNode } from './nodes.ts';

/** Why a value does not fit a type of argument, in Go's words; null when it does. */
export function typeProblem(value: GoValue, type: ParamType): string | null {
  if (type === 'any') return null;
  const wanted = nameOf(type);
  if (value === undefined) return `invalid value; expected ${wanted}`;
  if (fits(value, type)) return null;
  const got = value === null ? 'interface {}' : typeName(value);
  return `wrong type for value; expected ${wanted}; got ${got}`;
}

function fits(value: GoValue, type: Exclude<ParamType, 'any'>): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'int':
      return typeof value === 'bigint';
    case 'float64':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    default:
      return isObject(value) && type.is(value);
  }
}

function nameOf(type: Exclude<ParamType, 'any'>): string {
  return typeof type === 'string' ? type : type.typeName;
}

/** A literal as a value of a type; `problem` where it cannot be one. */
export function literalOf(
  node: Extract<OperandNode, { readonly kind: 'bool' | 'number' | 'string' | 'nil' }>,
  type: ParamType,
): { readonly value: GoValue } | { readonly problem: string } {
  if (node.kind === 'nil') {
    return type === 'any' ? { value: null } : { problem: `cannot assign nil to ${nameOf(type)}` };
  }
  switch (type) {
    case 'any':
      if (node.kind !== 'number') return { value: node.value };
      return { value: node.isFloat || node.int === null ? node.float : node.int };
    case 'string':
      return node.kind === 'string' ? { value: node.value } : expected('string', node.text);
    case 'bool':
      return node.kind === 'bool' ? { value: node.value } : expected('bool', node.text);
    case 'int':
      return node.kind === 'number' && node.int !== null
        ? { value: node.int }
        : expected('integer', node.text);
    case 'float64':
      return node.kind === 'number' ? { value: node.float } : expected('float', node.text);
    default:
      return { problem: `can't handle ${node.text} for arg of type ${type.typeName}` };
  }
}

function expected(type: string, found: string): { readonly problem: string } {
  return { problem: `expected ${type}; found ${found}` };
}

/** The type of the argument at an index, counted from 0. */
export function typeAt({ params, rest }: TemplateFunction, index: number): ParamType {
  return params[index] ?? rest ?? 'any';
}

/** Why a function cannot be called with so many arguments; null when it can. */
export function countProblem(
  name: string,
  { params, rest }: TemplateFunction,
  written: number,
  isPiped: boolean,
): string | null {
  const got = written + (isPiped ? 1 : 0);
  const wanted = params.length;
  if (rest !== null) {
    return got < wanted
      ? `wrong number of args for ${name}: want at least ${wanted} got ${written}`
      : null;
  }
  return got === wanted ? null : `wrong number of args for ${name}: want ${wanted} got ${got}`;
}
