import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { NotifyTables } from '../tables-notify.ts';

/** The greatest id of a message or an incident that is stored; null: there is none. */
export async function greatestId(state: State): Promise<string | null> {
  const db = builderFor<NotifyTables>(state.dialect);
  const rows = await Promise.all(
    (['deliveries', 'incidents'] as const).map((table) =>
      state.first(db.selectFrom(table).select('id').orderBy('id', 'desc').limit(1).compile()),
    ),
  );
  return rows.reduce<string | null>(
    (greatest, row) => (row && row.id > (greatest ?? '') ? row.id : greatest),
    null,
  );
}
