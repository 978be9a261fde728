import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import type { GrafanaSettings } from './grafana-config.ts';

/** Paths that are ours already. */
const TAKEN = [
  ...['/api', '/scopes', '/intake', '/metrics', '/healthz', '/readyz', '/act', '/assets'],
  ...['/embed', '/render', '/.well-known'],
];

/** What no embedded page may ask, whatever is configured. */
const NEVER = [
  ...['/admin', '/login', '/logout', '/metrics', '/render', '/dashboard', '/public-dashboards'],
  ...['/api/admin', '/api/auth', '/api/access-control', '/api/datasources', '/api/ds', '/api/live'],
  ...['/api/org', '/api/orgs', '/api/plugin-proxy', '/api/public', '/api/serviceaccounts'],
  ...['/api/snapshots', '/api/snapshot', '/api/teams', '/api/user', '/api/users', '/api/gnet'],
  ...['/api/alertmanager', '/api/ruler', '/api/prometheus', '/api/v1', '/apis'],
];

const MINUTE_MS = 60_000;
const LIFETIMES = {
  jwtLifetime: { minMs: 30_000, maxMs: 10 * MINUTE_MS, words: 'between 30s and 10m' },
  jwtKeyLifetime: {
    minMs: 6 * 60 * MINUTE_MS,
    maxMs: 365 * 24 * 60 * MINUTE_MS,
    words: 'between 6h and 365d',
  },
} as const;

/** Whether there is a Grafana at all. */
export function hasGrafana({ url }: Pick<GrafanaSettings, 'url'>): boolean {
  return url !== '';
}

/** What the schema cannot judge of the section `grafana`; nothing where there is no Grafana. */
export function grafanaFindings(settings: GrafanaSettings): readonly ErrorDetail[] {
  if (!hasGrafana(settings)) return [];
  const { url, path, adminUser, adminPassword, places, viewerPaths } = settings;
  const found: ErrorDetail[] = [];
  const say = (at: string, message: string) => found.push({ path: `/grafana/${at}`, message });
  if (!isPlainUrl(url)) say('url', 'expected an http or https URL without user, query or fragment');
  else if (new URL(url).pathname.replace(/\/+$/, '') !== path) {
    say('path', `expected the path of grafana.url: Grafana must serve from the sub-path ${path}`);
  }
  if (TAKEN.some((taken) => path === taken || path.startsWith(`${taken}/`))) {
    say('path', `${path} is a path of tocsin itself`);
  }
  if ((adminUser === '') !== (adminPassword === undefined)) {
    say('adminPassword', 'expected adminUser and adminPassword together');
  }
  for (const [name, { minMs, maxMs, words }] of Object.entries(LIFETIMES)) {
    const text = name === 'jwtLifetime' ? settings.jwtLifetime : settings.jwtKeyLifetime;
    const lifetimeMs = parseDurationMs(text) ?? 0;
    if (lifetimeMs < minMs || lifetimeMs > maxMs) say(name, `expected a duration ${words}`);
  }
  for (const [index, one] of viewerPaths.entries()) {
    const isNever = NEVER.some((never) => one === never || one.startsWith(`${never}/`));
    if (isNever || /\/\.+(\/|$)/.test(one)) {
      say(`viewerPaths/${index}`, `${one} is not for embedded pages`);
    }
  }
  const isByFolders = settings.organisations === 'folder-per-tenant' && adminUser !== '';
  const ofFolders = isByFolders ? settings.organisation : null;
  for (const [index, { organisation, dashboards }] of places.entries()) {
    const sharers = places.filter((one) => one.organisation === organisation);
    const isShared = sharers.length > 1 || organisation === ofFolders;
    if (isShared && dashboards === null) {
      say(`places/${index}/dashboards`, 'expected a list: the organisation is shared');
    }
  }
  const tenants = places.map(({ tenant }) => tenant);
  if (new Set(tenants).size < tenants.length) say('places', 'a tenant is named twice');
  return found;
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return (
    /^https?:$/.test(protocol) && [username, password, search, hash].every((one) => one === '')
  );
}
