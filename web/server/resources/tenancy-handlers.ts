import type { DriftBook } from '../../../platform/kubernetes/managed/drift-book.ts';
import type { Clusters } from '../../../platform/tenancy/clusters.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Environments } from '../../../platform/tenancy/environments.ts';
import type { Projects } from '../../../platform/tenancy/projects.ts';
import type { Tenants } from '../../../platform/tenancy/tenants.ts';
import {
  visibleEnvironments,
  visibleProjects,
  visibleTenants,
} from '../../../platform/tenancy/visible.ts';
import { requireIfMatch } from '../if-match.ts';
import type { HandlerContext, Handlers } from '../register-api.ts';
import { clusterFields } from './cluster-fields.ts';
import { pageRequest, presentPage } from './present.ts';
import { presentCluster } from './present-cluster.ts';
import { presentDrift } from './present-drift.ts';
import { presentEnvironment, presentProject, presentTenant } from './present-tenancy.ts';

export interface TenancyUseCases {
  readonly directory: () => Directory;
  readonly tenants: Tenants;
  readonly projects: Projects;
  readonly environments: Environments;
  readonly clusters: Clusters;
  readonly drift: Pick<DriftBook, 'of'>;
}

type TenancyHandlers = Omit<
  Pick<
    Handlers,
    Extract<
      keyof Handlers,
      `tenants.${string}` | `projects.${string}` | `environments.${string}` | `clusters.${string}`
    >
  >,
  'environments.impact'
>;

/** Tenants, projects, environments and clusters over HTTP. */
export function tenancyHandlers(use: TenancyUseCases): TenancyHandlers {
  return {
    ...tenantHandlers(use),
    ...projectHandlers(use),
    ...environmentHandlers(use),
    ...clusterHandlers(use),
  };
}

function tenantHandlers({ tenants, directory }: TenancyUseCases) {
  return {
    'tenants.list': async ({ query }, context) => {
      const visible = visibleTenants(directory(), context.caller().principal);
      return presentPage(await tenants.list(pageRequest(query), visible), presentTenant);
    },
    'tenants.create': async ({ body }) => presentTenant(await tenants.create(body)),
    'tenants.get': async ({ params }) => presentTenant(await tenants.get(params.tenant)),
    'tenants.update': async ({ params, body }, context) =>
      presentTenant(await tenants.update(params.tenant, body, expected(context))),
    'tenants.delete': async ({ params }) => {
      await tenants.delete(params.tenant);
      return null;
    },
  } satisfies Partial<Handlers>;
}

function projectHandlers({ projects, directory }: TenancyUseCases) {
  return {
    'projects.list': async ({ params, query }, context) => {
      const visible = visibleProjects(directory(), context.caller().principal, params.tenant);
      return presentPage(
        await projects.list(params.tenant, pageRequest(query), visible),
        presentProject,
      );
    },
    'projects.create': async ({ params, body }) =>
      presentProject(await projects.create(params.tenant, body)),
    'projects.get': async ({ params }) =>
      presentProject(await projects.get(params.tenant, params.project)),
    'projects.update': async ({ params, body }, context) =>
      presentProject(await projects.update(params.tenant, params.project, body, expected(context))),
    'projects.delete': async ({ params }) => {
      await projects.delete(params.tenant, params.project);
      return null;
    },
  } satisfies Partial<Handlers>;
}

function environmentHandlers({ environments, directory }: TenancyUseCases) {
  return {
    'environments.list': async ({ params, query }, context) => {
      const visible = visibleEnvironments(directory(), context.caller().principal, params);
      return presentPage(
        await environments.list(params, pageRequest(query), visible),
        presentEnvironment,
      );
    },
    'environments.create': async ({ params, body }) =>
      presentEnvironment(await environments.create(params, body)),
    'environments.get': async ({ params }) =>
      presentEnvironment(await environments.get(keyOf(params))),
    'environments.update': async ({ params, body }, context) =>
      presentEnvironment(await environments.update(keyOf(params), body, expected(context))),
    'environments.delete': async ({ params }) => {
      await environments.delete(keyOf(params));
      return null;
    },
  } satisfies Partial<Handlers>;
}

function clusterHandlers({ clusters, drift }: TenancyUseCases) {
  return {
    'clusters.list': async ({ query }) =>
      presentPage(await clusters.list(pageRequest(query)), presentCluster),
    'clusters.create': async ({ body }) =>
      presentCluster(await clusters.create({ id: body.id, ...clusterFields(body) })),
    'clusters.get': async ({ params }) => presentCluster(await clusters.get(params.cluster)),
    'clusters.update': async ({ params, body }, context) =>
      presentCluster(await clusters.update(params.cluster, clusterFields(body), expected(context))),
    'clusters.drift': async ({ params }) => {
      const { id } = await clusters.get(params.cluster);
      return { items: drift.of(id).map(presentDrift) };
    },
    'clusters.delete': async ({ params }) => {
      await clusters.delete(params.cluster);
      return null;
    },
  } satisfies Partial<Handlers>;
}

function expected({ request }: HandlerContext): number {
  return requireIfMatch(request.headers['if-match']);
}

function keyOf(params: {
  readonly tenant: string;
  readonly project: string;
  readonly environment: string;
}) {
  return { tenant: params.tenant, project: params.project, id: params.environment };
}
