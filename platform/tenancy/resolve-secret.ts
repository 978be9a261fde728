import type { SecretRef } from '../config/secret-ref.ts';
import { AppError, type ErrorDetail } from '../errors/app-error.ts';

/**
 * Looks a secret up; throws `AppError` `invalid` saying what is missing.
 * @param extent of a file: its first line (the default) or the whole, for PEM.
 */
export type ResolveSecret = (ref: SecretRef, extent?: 'line' | 'whole') => string;

/** The secret, or nothing and a finding when it cannot be looked up. */
export function secretAt(
  ref: SecretRef,
  path: string,
  resolve: ResolveSecret,
  findings: ErrorDetail[],
  extent: 'line' | 'whole' = 'line',
): string | undefined {
  try {
    return resolve(ref, extent);
  } catch (thrown) {
    findings.push({ path, message: whyUnknown(ref, thrown) });
    return undefined;
  }
}

/** Only our own texts are known to hold no secret. */
function whyUnknown(ref: SecretRef, thrown: unknown): string {
  if (thrown instanceof AppError) return thrown.message;
  const code = thrown instanceof Error && 'code' in thrown ? ` (${String(thrown.code)})` : '';
  const named = typeof ref === 'object' && 'file' in ref ? `file ${ref.file}` : 'it';
  return `${named} cannot be read${code}`;
}
