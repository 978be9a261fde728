/**
 * Rules that were made for a dashboard are marked by the address of their dashboard, which people follow
 * as well: `https://tocsin.example/dashboards/<uid>?scope=acme`.
 */
export function boardMark(origin: string, uid: string, scope: string): string {
  return `${origin}/dashboards/${encodeURIComponent(uid)}?scope=${encodeURIComponent(scope)}`;
}

const PATH = /^https?:\/\/[^/?#]+\/dashboards\/([A-Za-z0-9_-]{1,80})(?:[?#]|$)/;

/** The uid of the dashboard that a rule was made for; null for other addresses. */
export function markedBoard(dashboardUrl: string): string | null {
  return PATH.exec(dashboardUrl)?.[1] ?? null;
}

/** A rule that records, as far as it matters here. */
export interface MarkedRule {
  readonly record?: string | undefined;
  readonly dashboardUrl?: string | undefined;
}

/**
 * The rules that were made for a dashboard that is gone, and that no other dashboard asks for.
 *
 * @param boards the dashboards that stand, with the names that each reads
 */
export function needlessRecordings<R extends MarkedRule>(
  rules: readonly R[],
  boards: readonly { readonly uid: string; readonly metrics: readonly string[] }[],
): readonly R[] {
  const standing = new Set(boards.map(({ uid }) => uid));
  const asked = new Set(boards.flatMap(({ metrics }) => metrics));
  return rules.filter(({ record, dashboardUrl = '' }) => {
    const uid = markedBoard(dashboardUrl);
    if (record === undefined || uid === null || standing.has(uid)) return false;
    return !asked.has(record);
  });
}
