import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { Incident } from '../incidents/incident.ts';
import { incidentOf } from '../incidents/incident-row.ts';
import type { NotifyTables } from '../tables-notify.ts';

/** Incidents as they are stored, by id; those that are not there are left out. */
export async function storedIncidents(
  state: State,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Incident>> {
  if (ids.length === 0) return new Map();
  const query = builderFor<NotifyTables>(state.dialect)
    .selectFrom('incidents')
    .selectAll()
    .where('id', 'in', [...new Set(ids)]);
  const rows = await state.all(query.compile());
  return new Map(rows.map((row) => [row.id, incidentOf(row)]));
}
