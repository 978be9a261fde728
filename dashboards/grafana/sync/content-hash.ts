import { createHash } from 'node:crypto';
import { isRecord } from '../../import/read-json.ts';
import { unwrapBoard } from '../../import/unwrap-board.ts';
import type { JsonRecord } from '../../model/panel.ts';
import { withoutMark } from '../../store/judge-source.ts';

/** What Grafana sets by itself at each saving; it says nothing of what a dashboard shows. */
const PASSING: ReadonlySet<string> = new Set(['id', 'uid', 'version', 'iteration']);

/**
 * Names what a dashboard says and where it lies: the same for texts that differ only in the order of
 * members, in spaces, or in what Grafana numbers. SHA-256, 43 characters.
 * @param dashboard parsed JSON
 * @param folder its path
 */
export function contentHash(dashboard: Readonly<Record<string, unknown>>, folder: string): string {
  const lasting = Object.entries(dashboard).filter(([name]) => !PASSING.has(name));
  const text = canonical(Object.fromEntries(lasting));
  return createHash('sha256').update(`${folder}\n${text}`).digest('base64url');
}

/** JSON with sorted members. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

/** The dashboard in a text, without what an API put around it; undefined when there is no object. */
export function parseDashboard(source: string): JsonRecord | undefined {
  const outer = parseObject(source);
  return outer && unwrapBoard(outer);
}

/** The object in a text; undefined when there is none. */
export function parseObject(source: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(withoutMark(source));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // said by the caller, who knows whose it is
  }
}
