import { AppError } from '../../platform/errors/app-error.ts';

/** The ETag of a revision. */
export function etag(revision: number): string {
  return `"${revision}"`;
}

/**
 * The revision of an `If-Match` header, or null when there is none.
 * Throws `AppError` `invalid` for anything but one ETag that this service made.
 */
export function readIfMatch(header: string | undefined): number | null {
  if (header === undefined) return null;
  const [, digits] = /^(?:W\/)?"(\d{1,15})"$/.exec(header.trim()) ?? [];
  if (digits === undefined)
    throw new AppError(
      'invalid',
      `If-Match ${header} is not an ETag of this service, expected e.g. "3"`,
    );
  return Number(digits);
}

/** As `readIfMatch`, for writes that would otherwise overwrite what somebody else changed. */
export function requireIfMatch(header: string | undefined): number {
  const revision = readIfMatch(header);
  if (revision !== null) return revision;
  throw new AppError(
    'precondition_failed',
    "send If-Match with the ETag that was read, so that nobody else's change is overwritten",
  );
}
