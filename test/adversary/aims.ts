import type { Aim, TenantId } from './attack.ts';
import { neighbourOf, TENANTS } from './words.ts';

/** What of a route of either table is needed here. */
export interface AimedRoute {
  readonly path: string;
  readonly methods: readonly string[];
  readonly parameters: ReadonlyMap<string, { readonly kind: string }>;
  readonly answer: { readonly kind: string };
}

interface Controlled {
  readonly form: Aim['form'];
  readonly name?: string;
  readonly body?: Aim['body'];
  readonly asText?: Aim['asText'];
}

const TEXT_KINDS = new Set(['query', 'selectors', 'selector', 'streams']);

/** One aim for every route, its methods and both tenants. */
export function aimsAt(
  api: Aim['api'],
  routes: readonly AimedRoute[],
  controls: Readonly<Record<string, Controlled>>,
): readonly Aim[] {
  return routes.flatMap((route) =>
    TENANTS.flatMap((tenant) =>
      route.methods.map((method) => aimAt(api, route, method, tenant, controls[route.path])),
    ),
  );
}

export function aimAt(
  api: Aim['api'],
  { path, parameters, answer }: AimedRoute,
  method: string,
  tenant: TenantId,
  control: Controlled = { form: [] },
): Aim {
  const texts = [...parameters].filter(([, { kind }]) => TEXT_KINDS.has(kind));
  const name = texts.find(([known]) => known !== 'match')?.[0] ?? null;
  return {
    api,
    route: path,
    method,
    tenant,
    neighbour: neighbourOf(tenant),
    target: `/scopes/${tenant}/${api}/${path.replace('{name}', control.name ?? 'secret')}`,
    form: control.form,
    body: control.body ?? null,
    textParameter: name,
    asText: control.asText ?? ((text) => text),
    isLocal: answer.kind === 'local',
  };
}

export const REFUSED_METHODS = ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** The methods that a route does not have. */
export function otherMethods({ methods }: AimedRoute): readonly string[] {
  return ['GET', 'POST', ...REFUSED_METHODS].filter((method) => !methods.includes(method));
}
