import { beforeEach, expect, it } from 'vitest';
import { PolicyService } from '../../alerting/policies/policy-service.ts';
import type { RouteDraft } from '../../alerting/route-trees/route-draft.ts';
import { routeTreeReferences } from '../../alerting/route-trees/route-tree-references.ts';
import { RouteTreeRepository } from '../../alerting/route-trees/route-tree-repository.ts';
import { RouteTreeService } from '../../alerting/route-trees/route-tree-service.ts';
import { ownerStands } from '../../alerting/rules/rule-references.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  FOREIGN,
  LADDER,
  MAIL,
  openPolicyWorld,
  type PolicyWorld,
} from '../support/policy-world.ts';
import { testDirectory } from '../support/rule-fixture.ts';
import { acme, dev, reader, umbrella } from '../support/rule-writers.ts';

describeOnBothStates('trees of routes', (states) => {
  let world: PolicyWorld;
  const clock = new VirtualClock();
  const stands = (tenant: string) => ownerStands(states.dialect, tenant, LADDER);

  beforeEach(async () => {
    world = await openPolicyWorld(states);
  });

  const parts = () => ({
    ...world,
    directory: () => testDirectory(),
    ladderOf: () => LADDER,
    ownerStands: stands,
    clock,
  });
  const service = () =>
    new PolicyService({
      ...parts(),
      routes: world.trees,
      newId: () => '01J0000000000000000000000P',
    });
  const treeService = () => new RouteTreeService(parts());
  const write = () => ({
    principal: acme,
    owner: 'acme',
    draft: { name: 'P', description: '', channels: [MAIL], severities: [], windows: [] },
  });

  const ROOT: RouteDraft = {
    id: 'root',
    name: 'Everything else',
    matchers: [],
    continues: false,
    receiver: { kind: 'channels', channels: [MAIL] },
  };
  const below = (change: Partial<RouteDraft> = {}): RouteDraft => ({
    id: 'db',
    parent: 'root',
    name: 'Databases',
    matchers: [{ name: 'job', operator: '=~', value: 'db-.*' }],
    continues: false,
    receiver: { kind: 'inherit' },
    ...change,
  });
  const tree = (...routes: readonly RouteDraft[]) => ({ principal: acme, owner: 'acme', routes });

  it('a tree of routes is kept with its history, and holds its channels and policies', async () => {
    expect(treeService().get(dev, 'acme')).toMatchObject({ revision: 0, routes: [{ id: 'root' }] });
    const policy = await service().create(write());
    const receiver = { kind: 'policy', policy: policy.id } as const;
    const grouping = { by: ['cluster'], wait: '10s' };
    const saved = await treeService().save(tree(ROOT, below({ receiver, grouping })), 0);
    expect(saved).toMatchObject({
      revision: 1,
      routes: [
        { grouping: 'inherit', windows: 'inherit' },
        { grouping: { by: ['cluster'], waitMs: 10_000, intervalMs: 300_000 } },
      ],
    });
    await expect(treeService().save(tree(ROOT), 0)).rejects.toMatchObject({
      kind: 'precondition_failed',
    });
    await expect(service().delete(acme, 'acme', policy.id, null)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('Databases'),
    });
    expect([world.trees.usingChannel(MAIL), world.trees.usingChannel(FOREIGN)]).toEqual([
      [ROOT.name],
      [],
    ]);
    const channel = world.channels.get('acme', MAIL);
    if (channel === undefined) throw new Error('no channel');
    expect(await world.channels.remove(channel, [world.trees.channelUnused(MAIL)])).toMatchObject({
      statement: 'route.channel_unused',
    });
    const found = routeTreeReferences(states.dialect).find({ kind: 'tenant', tenant: 'acme' });
    expect(found === null ? [] : await world.state.all(found)).toEqual([{ name: 'acme' }]);
    const facts = (job: string) => new Map([['job', job]]);
    expect(treeService().paths(reader, 'acme', facts('db-1'), null)).toEqual([['root', 'db']]);
    expect(treeService().paths(reader, 'acme', facts('web'), null)).toEqual([['root']]);
    expect(treeService().paths(reader, 'acme', facts('db-1'), [ROOT])).toEqual([['root']]);
    expect((await RouteTreeRepository.open(world.state)).treeOf('acme')).toEqual(saved);
    await treeService().delete(acme, 'acme', 1);
    expect(world.trees.get('acme')).toBeUndefined();
    expect((await treeService().save(tree(ROOT), 0)).revision).toBe(3);
    const history = await treeService().history(dev, 'acme');
    expect(history.map(({ kind, revision }) => [kind, revision])).toEqual([
      ['created', 3],
      ['deleted', 2],
      ['created', 1],
    ]);
  });

  it('only the tenant has its tree, and only who may write all of its rules writes it', async () => {
    await treeService().save(tree(ROOT), 0);
    for (const principal of [dev, reader, umbrella]) {
      const stolen = { ...tree(ROOT), principal };
      await expect(treeService().save(stolen, null)).rejects.toMatchObject({
        kind: 'scope_denied',
      });
      await expect(treeService().delete(principal, 'acme', null)).rejects.toMatchObject({
        kind: 'scope_denied',
      });
    }
    expect(() => treeService().get(umbrella, 'acme')).toThrow(/no permission/);
    expect(() => treeService().paths(umbrella, 'acme', new Map(), [ROOT])).toThrow(/no permission/);
    await expect(treeService().history(umbrella, 'acme')).rejects.toMatchObject({
      kind: 'scope_denied',
    });
    expect(treeService().get(umbrella, 'umbrella').revision).toBe(0);
    const foreign = { ...ROOT, receiver: { kind: 'channels', channels: [FOREIGN] } } as const;
    await expect(treeService().save(tree(foreign), null)).rejects.toMatchObject({
      details: [{ path: '/routes/0/receiver', message: expect.stringContaining('does not exist') }],
    });
  });

  it.each<readonly [string, readonly RouteDraft[], readonly string[]]>([
    ['nothing', [], ['/routes']],
    [
      'a root with matchers',
      [{ ...ROOT, matchers: below().matchers, continues: true }],
      ['/routes/0/matchers', '/routes/0/continues'],
    ],
    ['a route without matcher', [ROOT, below({ matchers: [] })], ['/routes/1/matchers']],
    [
      'one that hangs on nothing, and one twice',
      [ROOT, below({ parent: 'later' }), below()],
      ['/routes/1/parent', '/routes/2/id'],
    ],
    [
      'patterns that are none, or too dear',
      [
        ROOT,
        below({ matchers: [{ name: 'job', operator: '=~', value: '(' }] }),
        below({ id: 'b', matchers: [{ name: 'job', operator: '!~', value: '(?:.{30}){30}' }] }),
      ],
      ['/routes/1/matchers/0/value', '/routes/2/matchers/0/value'],
    ],
    [
      'a grouping that is none',
      [ROOT, below({ grouping: { by: ['...', 'a', 'a'], interval: '0s', wait: 'soon' } })],
      ['/by', '/by/2', '/wait', '/interval'].map((path) => `/routes/1/grouping${path}`),
    ],
  ])('a tree is refused for %s', async (_name, routes, paths) => {
    const failure = await treeService()
      .save(tree(...routes), null)
      .catch((thrown: unknown) => thrown);
    const { details } = failure as { details: readonly { path: string }[] };
    expect(details.map(({ path }) => path)).toEqual(paths);
  });
});
