import { AppError } from '../../platform/errors/app-error.ts';

/** Most occurrences of a parameter that may be repeated. */
const MAX_VALUES = 100;

/** The value of a parameter that is meant once; empty where it is missing. @throws AppError `invalid` */
export function onlyValue(name: string, values: readonly string[]): string {
  const [value = '', ...more] = values;
  if (more.length === 0) return value;
  throw new AppError(
    'invalid',
    `parameter ${JSON.stringify(name)} is given ${values.length} times, expected once`,
  );
}

/** The values of a parameter that may be repeated. @throws AppError `invalid` for too many */
export function boundedValues(name: string, values: readonly string[]): readonly string[] {
  if (values.length <= MAX_VALUES) return values;
  throw new AppError(
    'invalid',
    `${values.length} ${name} parameters are given, at most ${MAX_VALUES} are allowed`,
  );
}
