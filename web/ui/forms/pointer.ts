/** JSON pointer (RFC 6901) of a place in a body, e.g. `pointer('levels', 0, 'for')` is `/levels/0/for`. */
export function pointer(...keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Findings by the pointer of their field; of several at one field the first counts. */
export type Findings = ReadonlyMap<string, string>;

export function findingsOf(
  details: readonly { readonly path: string; readonly message: string }[],
): Findings {
  const findings = new Map<string, string>();
  for (const { path, message } of details) if (!findings.has(path)) findings.set(path, message);
  return findings;
}

/**
 * Gives each finding to a field that is shown: its own, or else the nearest one above it
 * (`/to/1` to `/to`). `unplaced` are those no shown field stands for.
 */
export function placeFindings(
  findings: Findings,
  fields: readonly string[],
): { readonly placed: Findings; readonly unplaced: readonly string[] } {
  const shown = new Set(fields);
  const placed = new Map<string, string>();
  const unplaced: string[] = [];
  for (const [path, message] of findings) {
    const field = nearest(path, shown);
    if (field === undefined) unplaced.push(path === '' ? message : `${path}: ${message}`);
    else if (!placed.has(field)) placed.set(field, message);
  }
  return { placed, unplaced };
}

function nearest(path: string, shown: ReadonlySet<string>): string | undefined {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    if (shown.has(at)) return at;
  }
  return undefined;
}
