import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { NotifyTables } from '../tables-notify.ts';

/**
 * Of messages about several incidents those that did not speak of this one when they went.
 * @returns why not, by id of the message
 */
export async function leftOutOf(
  state: State,
  incidentId: string,
  deliveryIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (deliveryIds.length === 0) return new Map();
  const lines = builderFor<NotifyTables>(state.dialect)
    .selectFrom('incident_events')
    .select(['delivery_id', 'kind', 'reason'])
    .where('incident_id', '=', incidentId)
    .where('kind', 'in', ['notification_not_sent', 'delivery_succeeded'])
    .where('delivery_id', 'in', [...deliveryIds])
    .orderBy('position');
  const leftOut = new Map<string, string>();
  for (const { delivery_id: id, kind, reason } of await state.all(lines.compile())) {
    // What was not sent may have been sent later: the last line counts.
    if (kind === 'delivery_succeeded') leftOut.delete(id ?? '');
    else leftOut.set(id ?? '', reason ?? '');
  }
  return leftOut;
}
