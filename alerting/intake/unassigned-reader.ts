import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Labels, labelsFromObject } from '../../platform/model/labels.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import {
  keyAfter,
  type Page,
  type PageRequest,
  pageFrom,
  rowsFor,
} from '../../platform/tenancy/keyset.ts';
import type { NotifyTables } from '../tables-notify.ts';

/** An alert that could not be given to anybody, for system admins. */
export interface UnassignedRecord {
  /** ULID. */
  readonly id: string;
  readonly cluster: string;
  /** See `UnassignedReason`. */
  readonly reason: string;
  readonly labels: Labels;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  readonly count: number;
}

const textsJson = Compile(Type.Record(Type.String(), Type.String()));

/** The unassigned list, newest first. Who may read it is decided by the caller. */
export async function listUnassigned(
  state: State,
  page: PageRequest,
): Promise<Page<UnassignedRecord>> {
  const after = keyAfter(page);
  let query = builderFor<NotifyTables>(state.dialect)
    .selectFrom('unassigned_alerts')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(rowsFor(page));
  if (after !== '') query = query.where('id', '<', after);
  const rows = await state.all(query.compile());
  const records = rows.map((row) => ({
    id: row.id,
    cluster: row.cluster,
    reason: row.reason,
    labels: labelsFromObject(textsJson.Parse(JSON.parse(row.labels))),
    firstSeenAtMs: Number(row.first_seen_at_ms),
    lastSeenAtMs: Number(row.last_seen_at_ms),
    count: Number(row.count),
  }));
  return pageFrom(records, page, ({ id }) => id);
}
