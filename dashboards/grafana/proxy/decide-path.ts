import type { PlainTarget } from './plain-target.ts';
import { VIEWER_PATHS, type ViewerPath } from './viewer-paths.data.ts';

export interface PathMatch {
  readonly path: ViewerPath;
  readonly uid: string | null;
  /** The organisation that the path itself names. */
  readonly organisation: number | null;
}

const UID = /^[A-Za-z0-9_-]{1,40}$/;
const NAMESPACE = /^(?:default|org-([1-9][0-9]{0,9}))$/;

/**
 * The one entry of the list that a request is; null: it is refused.
 * @param more paths that an administrator added, whole, for GET
 */
export function decidePath(
  method: string,
  { path: asked, segments }: PlainTarget,
  more: readonly string[] = [],
): PathMatch | null {
  for (const path of VIEWER_PATHS) {
    const found = path.method === method ? match(path, segments) : null;
    if (found) return found;
  }
  if (method !== 'GET' || !more.includes(asked)) return null;
  const path = { method, pattern: asked, check: 'organisation', needs: 'view' } as const;
  return { path, uid: null, organisation: null };
}

function match(path: ViewerPath, segments: readonly string[]): PathMatch | null {
  const wanted = path.pattern.slice(1).split('/');
  const hasRest = wanted.at(-1) === '*';
  const fixed = hasRest ? wanted.slice(0, -1) : wanted;
  if (hasRest ? segments.length <= fixed.length : segments.length !== fixed.length) return null;
  let uid: string | null = null;
  let organisation: number | null = null;
  for (const [index, part] of fixed.entries()) {
    const segment = segments[index] ?? '';
    if (part === ':uid') {
      if (!UID.test(segment)) return null;
      uid = segment;
    } else if (part === ':ns') {
      const named = NAMESPACE.exec(segment);
      if (!named) return null;
      // Grafana calls its first organisation so.
      organisation = Number(named[1] ?? 1);
    } else if (part !== ':x' && part !== segment) return null;
  }
  return { path, uid, organisation };
}
