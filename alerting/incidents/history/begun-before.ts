import type { IncidentRecord } from '../incident-reader.ts';
import type { IncidentVisibility } from '../incident-visibility.ts';
import type { IncidentQuery } from '../search/incident-query.ts';
import type { IncidentSearch } from '../search/incident-search.ts';

/** How long before it those are looked for that ended in the time; what still fires is found whenever it began. */
const LOOK_BACK_MS = 7 * 86_400_000;
/** Of each kind, the newest. */
const MOST = 500;

/**
 * Incidents that were recorded before a time and still fired in it; newest first.
 * @param query `fromMs`: when the time begins
 */
export async function begunBefore(
  search: Pick<IncidentSearch, 'page'>,
  visibilities: readonly IncidentVisibility[],
  query: IncidentQuery,
): Promise<readonly IncidentRecord[]> {
  const { fromMs, status } = query;
  if (fromMs === null) return [];
  const newest = async (some: Partial<IncidentQuery>) => {
    const asked = { ...query, ...some, toMs: fromMs };
    return (await search.page(visibilities, asked, { limit: MOST, cursor: null })).items;
  };
  const firing = status === 'resolved' ? [] : await newest({ status: 'firing', fromMs: null });
  const ended =
    status === 'firing' ? [] : await newest({ status: 'resolved', fromMs: fromMs - LOOK_BACK_MS });
  const within = ended.filter(({ incident }) => (incident.resolvedAtMs ?? 0) >= fromMs);
  return [...firing, ...within].sort((a, b) => (a.incident.id < b.incident.id ? 1 : -1));
}
