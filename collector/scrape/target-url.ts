const PARAM_PREFIX = '__param_';

/**
 * Where a target is scraped: its scheme, address and path, and the job's parameters, of which a
 * `__param_<name>` label replaces the first value. Null when that makes no URL.
 */
export function targetUrl(
  labels: ReadonlyMap<string, string>,
  params: Readonly<Record<string, readonly string[]>>,
): string | null {
  const scheme = (labels.get('__scheme__') ?? 'http').toLowerCase();
  const path = labels.get('__metrics_path__') ?? '';
  const base = `${scheme}://${labels.get('__address__') ?? ''}`;
  if (!/^https?$/.test(scheme) || !URL.canParse(base)) return null;
  const url = new URL(base);
  if (url.username !== '' || url.password !== '') return null;
  // A path with a question mark keeps it: it is no query.
  url.pathname = path.startsWith('/') ? path : `/${path}`;
  for (const [name, value] of allParams(labels, params)) url.searchParams.append(name, value);
  return `${base}${url.pathname}${url.search}`;
}

/** Sorted by name, as Go writes them. */
function allParams(
  labels: ReadonlyMap<string, string>,
  params: Readonly<Record<string, readonly string[]>>,
): readonly (readonly [string, string])[] {
  const all = new Map(Object.entries(params).map(([name, values]) => [name, [...values]]));
  for (const [label, value] of labels) {
    if (!label.startsWith(PARAM_PREFIX)) continue;
    const name = label.slice(PARAM_PREFIX.length);
    all.set(name, [value, ...(all.get(name) ?? []).slice(1)]);
  }
  const names = [...all.keys()].sort();
  return names.flatMap((name) => (all.get(name) ?? []).map((value) => [name, value] as const));
}

const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The URL as it may be reached from elsewhere: a local host becomes this machine's name. */
export function globalUrl(url: string, externalHost: string): string {
  const parsed = new URL(url);
  if (externalHost === '' || !LOCAL_HOSTS.has(parsed.hostname)) return url;
  parsed.hostname = externalHost;
  return parsed.href;
}
