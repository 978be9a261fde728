import { PLATFORM, parseScopeName } from '../../../platform/tenancy/scope-name.ts';
import { LOKI_ROUTES } from '../../../queries/proxy/loki/loki-routes.ts';
import { PROMETHEUS_ROUTES } from '../../../queries/proxy/prometheus-routes.ts';
import { PUSH_ROUTES } from '../push-protocols.ts';
import { RULER_BASES } from '../ruler-bases.ts';

/**
 * The tenant whose worker answers a request; null for what the parent answers itself: the API, the
 * interface, the intake, live tails, pushes to the embedded stores, rules and alerts (they need the rule book), names that
 * nobody can have. Reads the path as the router does, escapes included, so that no spelling of a
 * scope is answered by another process than the plain one.
 * @param target of the request, e.g. `/scopes/acme.shop/prometheus/api/v1/query?query=up`
 */
export function tenantOfQuestion(target: string): string | null {
  const end = target.search(/[?#]/);
  const path = end < 0 ? target : target.slice(0, end);
  const segments = path.split('/');
  const decoded = path.includes('%') ? segments.map(decode) : segments;
  const [before, root, scope = '', base = '', ...rest] = decoded;
  if (before !== '' || root !== 'scopes') return null;
  const below = `${base}/${rest.join('/')}`;
  if (!BASES.has(base) || PARENTS.has(below) || isOfRuler(below)) return null;
  const name = parseScopeName(scope);
  if (!name) return null;
  return name.kind === 'platform' ? PLATFORM : name.node.tenant;
}

const BASES: ReadonlySet<string> = new Set(['prometheus', 'loki']);

/** What needs more than a worker has. */
const PARENTS: ReadonlySet<string> = new Set([
  ...PROMETHEUS_ROUTES.filter(
    ({ answer }) =>
      answer.kind === 'filtered' && (answer.filter === 'rules' || answer.filter === 'alerts'),
  ).map(({ path }) => `prometheus/${path}`),
  // Pushes that no backend takes go straight to the embedded stores.
  ...PUSH_ROUTES.map(({ path }) => path),
  ...LOKI_ROUTES.filter(({ answer }) => answer.kind === 'filtered' || answer.kind === 'tail').map(
    ({ path }) => `loki/${path}`,
  ),
]);

/** Groups of rules: `config/v1/rules/{namespace}/{group}`. */
function isOfRuler(below: string): boolean {
  return RULER_BASES.some(({ path }) => below === path || below.startsWith(`${path}/`));
}

function decode(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
