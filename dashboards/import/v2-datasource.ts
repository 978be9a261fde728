import type { JsonRecord } from '../model/panel.ts';
import { compact, recordOf } from './read-json.ts';

/**
 * The data source of a query of schema v2 as v1 refers to it: `{ type, uid }`; what nobody named is left out.
 * @param beside the reference beside the query, where the first versions of v2 had it
 */
export function v2Datasource(query: JsonRecord, beside: unknown): JsonRecord | undefined {
  const { kind, group, datasource } = query;
  const type = kind === 'DataQuery' ? group : kind;
  const named = recordOf(beside);
  const reference = compact({
    type: type ?? named.type,
    uid: recordOf(datasource).name ?? recordOf(datasource).uid ?? named.uid,
  });
  return Object.keys(reference).length === 0 ? undefined : reference;
}
