import type { JsonRecord } from '../model/panel.ts';
import { isRecord, recordOf } from './read-json.ts';

/** Where Grafana's API puts a dashboard: `{ dashboard, meta }`, or a resource `{ apiVersion, kind, metadata, spec }`. */
export type BoardMember = 'dashboard' | 'spec';

/** The member that is the dashboard; null: the object itself is. */
export function memberOf(outer: JsonRecord): BoardMember | null {
  if (isRecord(outer.spec) && (outer.kind === 'Dashboard' || 'apiVersion' in outer)) return 'spec';
  return isRecord(outer.dashboard) && !Array.isArray(outer.panels) ? 'dashboard' : null;
}

/** The dashboard in what an API answered, or the object itself. */
export function unwrapBoard(outer: JsonRecord): JsonRecord {
  const member = memberOf(outer);
  return member === null ? outer : recordOf(outer[member]);
}
