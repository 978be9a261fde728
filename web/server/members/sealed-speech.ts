import { deserialize, serialize } from 'node:v8';
import { AppError } from '../../../platform/errors/app-error.ts';

/**
 * What goes between members is a copy of memory (`node:v8`), and only of members of the same program:
 * both sides are compiled against the same types. The seal says that it comes from one.
 */
interface Sealed<T> {
  readonly version: string;
  readonly said: T;
}

export function pack<T>(version: string, said: T): Buffer {
  const sealed: Sealed<T> = { version, said };
  return serialize(sealed);
}

/** @throws AppError `conflict` for what another version of the program has said. */
export function unpack<T>(body: Buffer, version: string): T {
  const value: unknown = deserialize(body);
  if (typeof value === 'object' && value !== null && 'version' in value && 'said' in value) {
    // Of the same program, by its seal and version.
    if (value.version === version) return value.said as T;
  }
  throw new AppError('conflict', `this member is of another version than ${version}`);
}
