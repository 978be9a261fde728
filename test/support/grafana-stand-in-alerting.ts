/** Grafana passes on what it is told. */
export const isJson = ({ headers }: Response) =>
  headers.get('content-type')?.includes('json') ?? false;

/** Of forms, and of silences; groups come without. */
export function contentType(body: string, written: string | undefined): Record<string, string> {
  if (written === undefined && body !== '') {
    return { 'content-type': 'application/x-www-form-urlencoded' };
  }
  return written === 'POST' && body.includes('"matchers"')
    ? { 'content-type': 'application/json' }
    : {};
}

/** What Grafana's API about alerting asks of a data source. */
export function alertingPath(
  pathname: string,
): { readonly uid: string; readonly rest: string } | null {
  const [, kind, uid = '', rest = ''] =
    /^\/api\/(ruler|prometheus|alertmanager)\/([^/]+)\/(api\/v[12]\/.*)$/.exec(pathname) ?? [];
  if (kind === undefined) return null;
  return { uid, rest: kind === 'ruler' ? rest.replace('api/v1/rules', 'config/v1/rules') : rest };
}
