import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import type { ErrorDetail } from '../errors/app-error.ts';
import { explain } from './explain.ts';

export type Validation<T> =
  | { readonly kind: 'valid'; readonly value: T }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

/** Checks values against one schema; compiled once, with the first value. */
export type Validator<T> = (value: unknown) => Validation<T>;

/**
 * Makes a validator. Missing members with a `default` are filled in; nothing else of the value
 * changes, unless `convert` is on: then texts become the numbers and booleans that the schema asks
 * for (query strings, environment variables).
 */
export function validator<S extends TSchema>(
  schema: S,
  options: { readonly convert?: boolean } = {},
): Validator<Static<S>> {
  let compiled: ReturnType<typeof Compile<S>> | undefined;
  return (given) => {
    compiled ??= Compile(schema);
    const defaulted = Value.Default(schema, Value.Clone(given));
    const value = options.convert ? Value.Convert(schema, defaulted) : defaulted;
    if (compiled.Check(value)) return { kind: 'valid', value: value as Static<S> };
    const findings = explain(schema, value);
    return {
      kind: 'invalid',
      findings: findings.length > 0 ? findings : rawFindings(compiled.Errors(value)),
    };
  };
}

function rawFindings(
  errors: Iterable<{ readonly instancePath: string; readonly message: string }>,
): readonly ErrorDetail[] {
  return [...errors].map((error) => ({ path: error.instancePath, message: error.message }));
}
