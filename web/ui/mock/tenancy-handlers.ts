import type { Tenant } from '../../contract/tenancy.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { TENANTS } from './people.ts';
import type { MockIo } from './world.ts';

/** Severities that rules of the mock use. */
const IN_USE = ['critical', 'warning'];
const PLACES = [
  { project: 'shop', id: 'prod', kind: 'prod', namespace: 'shop-prod' },
  { project: 'shop', id: 'test', kind: 'test', namespace: 'shop-test' },
  { project: 'payments', id: 'prod', kind: 'prod', namespace: 'payments' },
] as const;

/** Tenants with their places. */
export function tenancyHandlers({ now }: MockIo) {
  const at = () => new Date(now()).toISOString();
  const stored = () => ({ declared: false, revision: 1, createdAt: at(), updatedAt: at() });
  const changed = new Map<string, Tenant>();
  const find = (id: string): Tenant => {
    const known = Object.entries(TENANTS).find(([tenant]) => tenant === id)?.[1];
    if (known === undefined) throw new MockFault(404, 'not_found', `no tenant ${id}`);
    const { title } = known;
    const severities = [...known.severities];
    const words = { title, timeZone: 'Europe/Berlin', language: 'en' as const, severities };
    return changed.get(id) ?? { id, ...words, ...stored() };
  };
  return {
    'tenants.get': ({ params: { tenant } }) => find(tenant),
    'tenants.update': ({ params: { tenant }, body, revision }) => {
      const before = find(tenant);
      if (revision !== before.revision) {
        throw new MockFault(412, 'precondition_failed', 'changed since it was read');
      }
      const lost = IN_USE.filter(
        (one) => before.severities.includes(one) && !body.severities.includes(one),
      );
      if (lost.length > 0) {
        throw new MockFault(409, 'conflict', `Rules still use the severity ${lost.join(', ')}.`);
      }
      const after = { ...before, ...body, revision: before.revision + 1 };
      changed.set(tenant, after);
      return after;
    },
    'projects.list': ({ params: { tenant } }) => ({
      items: [...new Set(PLACES.map(({ project }) => project))].map((id) => ({
        tenant,
        id,
        title: '',
        ...stored(),
      })),
      nextCursor: null,
    }),
    'environments.list': ({ params: { tenant, project } }) => ({
      items: PLACES.filter((place) => place.project === project).map((place) => ({
        tenant,
        title: '',
        cluster: 'eu-1',
        ...place,
        ...stored(),
      })),
      nextCursor: null,
    }),
  } satisfies Partial<Handlers>;
}
