import { AppError } from '../../../platform/errors/app-error.ts';

/** An object of an answer whose members are not known yet. */
export type Answered = Readonly<Record<string, unknown>>;

/** The value as an object. @throws AppError `upstream_failed` */
export function objectIn(value: unknown, what: string): Answered {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new AppError('upstream_failed', `what the backend answered has no ${what}`);
}

/** The member as a list; a missing one is empty. @throws AppError `upstream_failed` */
export function listIn(object: Answered, name: string): readonly unknown[] {
  const value = object[name] ?? [];
  if (Array.isArray(value)) return value;
  throw new AppError('upstream_failed', `what the backend answered has no list ${name}`);
}

/** The named members of an object, those that are there. */
export function pick(object: Answered, names: readonly string[]): Answered {
  return Object.fromEntries(
    names.filter((name) => object[name] !== undefined).map((name) => [name, object[name]]),
  );
}
