import { AppError } from '../../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import { parseInstantMs } from '../../../platform/model/instant.ts';

/** An instant as the API shows it: `2026-01-02T03:04:05.678Z`. */
export function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** As `instant`; null stays null. */
export function instantOrNull(atMs: number | null): string | null {
  return atMs === null ? null : instant(atMs);
}

/**
 * Milliseconds of an instant in a request.
 * @throws AppError `invalid` naming the place.
 */
export function readInstant(text: string, path: string): number {
  const atMs = parseInstantMs(text);
  if (atMs !== undefined) return atMs;
  const message = `expected an instant such as 2026-01-02T03:04:05Z, got ${JSON.stringify(text)}`;
  throw new AppError('invalid', `${path} ${message}`, { details: [{ path, message }] });
}

/**
 * Milliseconds of a duration in a request.
 * @throws AppError `invalid` naming the place.
 */
export function readDuration(text: string, path: string): number {
  const durationMs = parseDurationMs(text);
  if (durationMs !== undefined) return durationMs;
  const message = `expected a duration such as 5m or 1h30m, got ${JSON.stringify(text)}`;
  throw new AppError('invalid', `${path} ${message}`, { details: [{ path, message }] });
}

/** What every stored thing shows. */
export function presentStored(stored: {
  readonly declared: boolean;
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}) {
  return {
    declared: stored.declared,
    revision: stored.revision,
    createdAt: instant(stored.createdAtMs),
    updatedAt: instant(stored.updatedAtMs),
  };
}

/** A page of domain things as a page of the API. */
export function presentPage<Item, Shown>(
  page: { readonly items: readonly Item[]; readonly nextCursor: string | null },
  present: (item: Item) => Shown,
): { items: Shown[]; nextCursor: string | null } {
  return { items: page.items.map(present), nextCursor: page.nextCursor };
}

/** The page a list was asked for. */
export function pageRequest(
  query: { readonly limit?: number; readonly cursor?: string } | undefined,
) {
  return { limit: query?.limit ?? 50, cursor: query?.cursor ?? null };
}
