import type { NotifyTables } from '../../alerting/tables-notify.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';

export function eventsOf(state: State, incidentId: string) {
  const db = builderFor<NotifyTables>(state.dialect).selectFrom('incident_events').selectAll();
  return state.all(db.where('incident_id', '=', incidentId).orderBy('position').compile());
}

export function incidentsOf(state: State, owner: string) {
  const db = builderFor<NotifyTables>(state.dialect).selectFrom('incidents').selectAll();
  return state.all(db.where('owner', '=', owner).orderBy('id').compile());
}

export function deliveriesOf(state: State) {
  const db = builderFor<NotifyTables>(state.dialect).selectFrom('deliveries').selectAll();
  return state.all(db.orderBy('id').compile());
}
