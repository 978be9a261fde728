import { RE2JS } from 're2js';
import { assertNever } from '../../../platform/model/assert-never.ts';
import type { CompareOp, Condition, PathStep } from './condition.ts';

/** Whether a condition holds for an object; never throws. */
export type ConditionTest = (object: unknown) => boolean;

/** Values of one field that are looked at, and characters of each. */
const MAX_VALUES = 1_000;
const MAX_CHARS = 16_384;

/** Makes a test of a condition. Patterns are RE2, and match anywhere in a value. */
export function compileCondition(condition: Condition): ConditionTest {
  switch (condition.kind) {
    case 'and': {
      const [left, right] = [compileCondition(condition.left), compileCondition(condition.right)];
      return (object) => left(object) && right(object);
    }
    case 'or': {
      const [left, right] = [compileCondition(condition.left), compileCondition(condition.right)];
      return (object) => left(object) || right(object);
    }
    case 'not': {
      const operand = compileCondition(condition.operand);
      return (object) => !operand(object);
    }
    case 'compare': {
      const { path, op, values } = condition;
      if (op === '!=') {
        const same = testOf('=', values);
        return (object) => !valuesAt(object, path).some(same);
      }
      const test = testOf(op, values);
      return (object) => valuesAt(object, path).some(test);
    }
    default:
      return assertNever(condition);
  }
}

/** The values at a path as text; an array at its end stands for its elements. */
export function valuesAt(object: unknown, path: readonly PathStep[]): readonly string[] {
  let found: readonly unknown[] = [object];
  for (const step of path) {
    found = found.flatMap((value) => stepInto(value, step)).slice(0, MAX_VALUES);
  }
  const leaves = found.flatMap((value) => (Array.isArray(value) ? value : [value]));
  return leaves.slice(0, MAX_VALUES).flatMap(textOf);
}

function stepInto(value: unknown, step: PathStep): readonly unknown[] {
  if (step.kind === 'range') {
    return Array.isArray(value) ? value.slice(step.from ?? 0, step.to ?? undefined) : [];
  }
  // A member of a list is that of each element.
  if (Array.isArray(value)) return value.flatMap((element) => memberOf(element, step.name));
  return memberOf(value, step.name);
}

function memberOf(value: unknown, name: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const found = Object.getOwnPropertyDescriptor(value, name);
  return found === undefined ? [] : [found.value];
}

function textOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value.slice(0, MAX_CHARS)];
  return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}

function testOf(op: CompareOp, values: readonly string[]): (value: string) => boolean {
  const [wanted = ''] = values;
  switch (op) {
    case '=':
    case '!=':
      return (value) => value === wanted;
    case 'in': {
      const all = new Set(values);
      return (value) => all.has(value);
    }
    case '<':
      return (value) => Number(value) < Number(wanted);
    case '<=':
      return (value) => Number(value) <= Number(wanted);
    case '>':
      return (value) => Number(value) > Number(wanted);
    case '>=':
      return (value) => Number(value) >= Number(wanted);
    case 'contains':
      return (value) => value.includes(wanted);
    case 'like': {
      const pattern = RE2JS.compile(wildcards(wanted), RE2JS.DOTALL);
      return (value) => pattern.matches(value);
    }
    case 'regex': {
      const pattern = RE2JS.compile(wanted, RE2JS.DOTALL);
      return (value) => pattern.matcher(value).find();
    }
    case 'exists':
      return () => true;
    default:
      return assertNever(op);
  }
}

/** `*` stands for any text, `?` for one character. */
function wildcards(text: string): string {
  return [...text]
    .map((char) => (char === '*' ? '.*' : char === '?' ? '.' : RE2JS.quote(char)))
    .join('');
}
