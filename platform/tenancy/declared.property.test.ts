import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { propertyRuns } from '../../test/support/property-runs.ts';
import {
  closeDatabases,
  openTenancyWorld,
  type TenancyWorld,
} from '../../test/support/tenancy-world.ts';
import { createLogger } from '../observe/logger.ts';
import { synchronizeDeclared } from './declared.ts';
import type { DeclaredTenancy } from './declared-tenancy.ts';
import { printNode } from './node.ts';
import { pairOwnerOf } from './pair-history.ts';
import { readDeclared } from './read-declared.ts';
import { readSnapshot } from './tenancy-snapshot.ts';

afterAll(closeDatabases);

const names = ['a', 'b'] as const;
const subset = fc.subarray([...names]);

/** A place for each environment: tenant, project, name, cluster and namespace, drawn from a few. */
const places = fc
  .uniqueArray(
    fc.record({
      tenant: fc.constantFrom(...names),
      project: fc.constantFrom(...names),
      id: fc.constantFrom(...names),
      cluster: fc.constantFrom(...names),
      namespace: fc.constantFrom('n1', 'n2'),
    }),
    { maxLength: 6, selector: ({ tenant, project, id }) => `${tenant}.${project}.${id}` },
  )
  .map((all) =>
    all.filter(
      ({ cluster, namespace }, index) =>
        all.findIndex((one) => one.cluster === cluster && one.namespace === namespace) === index,
    ),
  );

const config = fc
  .record({ places, tenants: subset, users: subset, tokens: subset, secrets: fc.boolean() })
  .map((drawn) => {
    const tenants = names.filter(
      (tenant) =>
        drawn.tenants.includes(tenant) || drawn.places.some((one) => one.tenant === tenant),
    );
    return {
      clusters: [...new Set(drawn.places.map(({ cluster }) => cluster))].map((id) => clusterOf(id)),
      tenants: tenants.map((id) => tenantOf(id, drawn.places)),
      users: drawn.users.map((name) => ({
        name,
        displayName: '',
        email: null,
        language: 'en' as const,
        disabled: false,
        roles: tenants.map((node) => ({ role: 'tenant-member' as const, node })),
      })),
      tokens: drawn.tokens
        .filter(() => tenants.length > 0)
        .map((name, index) => ({
          name,
          owner: tenants[0] ?? '',
          kind: 'scope' as const,
          node: tenants[0] ?? '',
          permissions: ['metrics:read' as const],
          expiresAt: null,
          secret: `${drawn.secrets ? index : 1 - index}`.repeat(32),
        })),
    };
  });

function clusterOf(id: string) {
  return {
    id,
    title: '',
    metrics: null,
    logs: null,
    kubernetes: null,
    collection: { discover: 'off' as const, labels: {} },
    enforcement: {
      namespaceLabel: 'namespace',
      tenantLabel: null,
      clusterLabel: null,
      tenantHeader: null,
      exemptMetrics: [],
      strict: false,
      guardPast: false,
    },
    ruleSink: { kind: 'none' as const },
    alertNamespaceTrusted: false,
    replicaLabels: [],
  };
}

interface DrawnPlace {
  readonly tenant: string;
  readonly project: string;
  readonly id: string;
  readonly cluster: string;
  readonly namespace: string;
}

function tenantOf(tenant: string, all: readonly DrawnPlace[]) {
  const own = all.filter((one) => one.tenant === tenant);
  return {
    id: tenant,
    title: '',
    timeZone: 'UTC',
    language: 'en' as const,
    severities: ['critical'],
    projects: [...new Set(own.map(({ project }) => project))].map((project) => ({
      id: project,
      title: '',
      environments: own
        .filter((one) => one.project === project)
        .map(({ id, cluster, namespace }) => ({
          id,
          title: '',
          cluster,
          namespace,
          kind: 'prod' as const,
        })),
    })),
  };
}

/** What stands in the state, without ids and times. */
async function stands(world: TenancyWorld) {
  const stored = await readSnapshot(world.state, world.context.sql);
  const userNames = new Map(stored.users.map(({ id, name }) => [id, name]));
  return {
    tenants: stored.tenants.map(({ id }) => id).sort(),
    projects: stored.projects.map(({ tenant, id }) => `${tenant}.${id}`).sort(),
    environments: stored.environments.map(printPlace).sort(),
    clusters: stored.clusters.map(({ id }) => id).sort(),
    users: stored.users.map(({ name }) => name).sort(),
    bindings: stored.bindings
      .map(({ user, role, node }) => `${userNames.get(user)} ${role} ${printNode(node)}`)
      .sort(),
    tokens: stored.tokens
      .map(({ token, hash }) => `${token.owner} ${token.name} ${hash} ${token.revokedAtMs}`)
      .sort(),
  };
}

const printPlace = (one: DrawnPlace) =>
  `${one.tenant}.${one.project}.${one.id} ${one.cluster}/${one.namespace}`;

function wants(declared: DeclaredTenancy): Awaited<ReturnType<typeof stands>> {
  return {
    tenants: declared.tenants.map(({ id }) => id).sort(),
    projects: declared.projects.map(({ tenant, id }) => `${tenant}.${id}`).sort(),
    environments: declared.environments.map(printPlace).sort(),
    clusters: declared.clusters.map(({ id }) => id).sort(),
    users: declared.users.map(({ name }) => name).sort(),
    bindings: declared.users
      .flatMap(({ name, roles }) =>
        roles.map((one) => `${name} ${one.role} ${printNode(one.node)}`),
      )
      .sort(),
    tokens: declared.tokens.map((one) => `${one.owner} ${one.name} ${one.hash} null`).sort(),
  };
}

/** Owners of each pair follow each other without overlap, and exactly the present one is open. */
async function expectCleanHistory(world: TenancyWorld, declared: DeclaredTenancy) {
  for (const cluster of names) {
    for (const namespace of ['n1', 'n2']) {
      const rows = await world.state.all(world.context.sql.pairs.owners(cluster, namespace));
      const owners = rows.map(pairOwnerOf).reverse();
      owners.forEach((owner, index) => {
        const next = owners[index + 1];
        if (!next) return;
        expect(owner.ownedUntilMs).not.toBeNull();
        expect(next.ownedFromMs).toBeGreaterThanOrEqual(owner.ownedUntilMs ?? 0);
      });
      const open = owners.filter(({ ownedUntilMs }) => ownedUntilMs === null);
      const isOwned = declared.environments.some(
        (one) => one.cluster === cluster && one.namespace === namespace,
      );
      expect(open).toHaveLength(isOwned ? 1 : 0);
    }
  }
}

it('the state becomes what the file says, whatever it said before', async () => {
  const logger = createLogger({ level: 'silent' });
  const world = await openTenancyWorld();
  const { sql, secrets, newId } = world.context;
  const { clock } = world;
  const options = {
    state: world.state,
    sql,
    secrets,
    hasher: world.hasher,
    references: [],
    clock,
    newId,
    logger,
  };
  await fc.assert(
    fc.asyncProperty(config, fc.nat(3), async (next, pauseMs) => {
      const read = readDeclared(next, (ref) => String(ref));
      if (read.kind === 'findings') throw new Error(JSON.stringify(read.findings));
      await clock.advance(pauseMs);
      await synchronizeDeclared(options, read.declared);
      expect(await stands(world)).toEqual(wants(read.declared));
      await expectCleanHistory(world, read.declared);
    }),
    propertyRuns(60, 2_000),
  );
  await world.close();
});
