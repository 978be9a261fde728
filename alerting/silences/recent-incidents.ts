import { sql } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { Incident } from '../incidents/incident.ts';
import { incidentOf } from '../incidents/incident-row.ts';
import type { NotifyTables } from '../tables-notify.ts';

/** Ended incidents that a preview looks at; the latest count. */
const MOST_RECENT = 5_000;

/** Incidents of an owner that ended at or after the instant, the latest first; 5,000 at most. */
export async function endedSince(
  state: State,
  owner: string,
  sinceMs: number,
): Promise<readonly Incident[]> {
  const query = builderFor<NotifyTables>(state.dialect)
    .selectFrom('incidents')
    .selectAll()
    // Spelled out so that SQLite takes the partial index.
    .where(sql<boolean>`status = 'resolved'`)
    .where('resolved_at_ms', '>=', sinceMs)
    .where('owner', '=', owner)
    .orderBy('resolved_at_ms', 'desc')
    .limit(MOST_RECENT);
  return (await state.all(query.compile())).map(incidentOf);
}
