import { type Static, Type } from 'typebox';
import { AppError } from '../errors/app-error.ts';

/**
 * A secret in the configuration: the text itself, the name of an environment variable, or the path
 * of a file whose first line it is.
 */
export const SecretRef = Type.Union(
  [
    Type.String({ minLength: 1, maxLength: 8192 }),
    Type.Object({ env: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
    Type.Object({ file: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
  ],
  { description: 'A secret: its text, { env: NAME } or { file: PATH }' },
);
export type SecretRef = Static<typeof SecretRef>;

/** Where secrets are looked up; a parameter, so that tests need neither files nor environment. */
export interface SecretSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readFile(path: string): string;
}

/**
 * The secret itself. Throws `AppError` `invalid` naming the variable or file, never the value.
 * @param extent of a file: its first line, or the whole of it (PEM).
 */
export function resolveSecret(
  ref: SecretRef,
  source: SecretSource,
  extent: 'line' | 'whole' = 'line',
): string {
  if (typeof ref === 'string') return ref;
  if ('env' in ref) {
    const value = source.env[ref.env];
    if (value) return value;
    throw new AppError(
      'invalid',
      `environment variable ${ref.env} is named as a secret but is not set`,
    );
  }
  const text = source.readFile(ref.file);
  const wanted = extent === 'whole' ? text : (text.split(/\r?\n/, 1)[0] ?? '');
  if (wanted !== '') return wanted;
  throw new AppError(
    'invalid',
    `file ${ref.file} is named as a secret but its first line is empty`,
  );
}
