import { createHash } from 'node:crypto';

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

/** The object in a text; undefined when there is none. */
export function parseDashboard(source: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(source);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch {
    return undefined; // said by the caller, who knows whose it is
  }
}
