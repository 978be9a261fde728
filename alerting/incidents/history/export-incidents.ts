import type { IncidentRecord } from '../incident-reader.ts';
import type { IncidentVisibility } from '../incident-visibility.ts';
import type { IncidentQuery } from '../search/incident-query.ts';
import type { FoundPage } from '../search/incident-search.ts';

/** Incidents of one export at most; who needs more asks for a shorter time. */
export const MAX_EXPORTED = 100_000;

const PAGE = 500;

/** Port: a page of what matches (`IncidentSearch`). */
export interface IncidentPages {
  page(
    visibilities: readonly IncidentVisibility[],
    query: IncidentQuery,
    page: { readonly limit: number; readonly cursor: string | null },
  ): Promise<FoundPage>;
}

/** All that matches, newest first, a page at a time; ends at `MAX_EXPORTED`. */
export async function* exportIncidents(
  search: IncidentPages,
  visibilities: readonly IncidentVisibility[],
  query: IncidentQuery,
): AsyncGenerator<readonly IncidentRecord[]> {
  let cursor: string | null = null;
  for (let sent = 0; sent < MAX_EXPORTED; ) {
    const page: FoundPage = await search.page(visibilities, query, { limit: PAGE, cursor });
    const room = page.items.slice(0, MAX_EXPORTED - sent);
    if (room.length > 0) yield room;
    sent += room.length;
    cursor = page.nextCursor;
    if (cursor === null) return;
  }
}

/** One line of CSV of RFC 4180. */
export function csvLine(fields: readonly (string | number | null)[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

/**
 * A field that a spreadsheet shows and does not run: what it would take for a formula has an apostrophe
 * before it. Labels come from anybody.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const shown = /^\s*[=+\-@|%\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
