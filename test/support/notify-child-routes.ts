import type { Rule } from '../../alerting/rules/rule.ts';
import { policyOf, routeOf, ruleOf } from './notify-things.ts';
import type { NotifyWorld } from './notify-world.ts';

/** So many groups, so that none has more than a message lists. */
export const BUCKETS = 60;

const GROUPING = { by: ['bucket'], waitMs: 100, intervalMs: 1_000 } as const;

/**
 * The two channels of the first hear of each alone; one of the other hears of several together, as its
 * policy says, one as its tree says, and one by the same tree of each alone.
 */
export const CHANNELS = [
  { owner: 'acme', name: 'pager', format: 'tocsin', isGrouped: false },
  { owner: 'acme', name: 'log', format: 'alertmanager-v4', isGrouped: false },
  { owner: 'globex', name: 'team', format: 'tocsin', isGrouped: true },
  { owner: 'globex', name: 'tree', format: 'alertmanager-v4', isGrouped: true },
  { owner: 'globex', name: 'audit', format: 'tocsin', isGrouped: false },
] as const;

type ChannelName = (typeof CHANNELS)[number]['name'];
type Ids = ReadonlyMap<ChannelName, string>;

/** Those that are there from an earlier life are taken again. */
export async function channelsOf(world: NotifyWorld, hookUrl: string): Promise<Ids> {
  const ids = new Map<ChannelName, string>();
  for (const { owner, name, format } of CHANNELS) {
    const known = world.channels.ofOwner(owner).find((channel) => channel.name === name);
    const settings = { url: `${hookUrl}/${owner}/${name}`, format };
    const channel = known ?? (await world.addChannel(owner, { kind: 'webhook', name, settings }));
    ids.set(name, channel.id);
  }
  return ids;
}

/** What people have written; the same in each life, so that groups go on. */
export function writeRules(world: NotifyWorld, ids: Ids): readonly Rule[] {
  const named = (...names: readonly ChannelName[]) => names.map((name) => ids.get(name) ?? '');
  const policy = '01J00000000000000000000P00';
  world.policies.set(
    policy,
    policyOf('globex', policy, { name: 'P', grouping: GROUPING, channels: named('team') }),
  );
  world.setRoutes('globex', [
    routeOf('root', { parent: null, receiver: { kind: 'nobody' } }),
    routeOf('tree', {
      receiver: { kind: 'channels', channels: named('tree') },
      grouping: GROUPING,
      continues: true,
    }),
    routeOf('audit', { receiver: { kind: 'channels', channels: named('audit') } }),
  ]);
  const rules = [
    ruleOf('acme', '01J0000000000000000000000A', {
      name: 'Load',
      channels: named('pager', 'log'),
    }),
    ruleOf('globex', '01J0000000000000000000000B', { name: 'Load', policy }),
    ruleOf('globex', '01J0000000000000000000000C', { name: 'Bare' }),
  ];
  for (const rule of rules) world.rules.set(rule.id, rule);
  return rules;
}
