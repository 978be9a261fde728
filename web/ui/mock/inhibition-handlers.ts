import type { Inhibition } from '../../contract/inhibitions.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type MockIo, nextId, type World } from './world.ts';

/** Inhibition rules of the mock; acme has one. */
export function inhibitionHandlers(world: World, io: MockIo) {
  const rules = new Map<string, Inhibition>();
  const now = () => new Date(io.now()).toISOString();
  const add = (owner: string, input: Omit<Inhibition, 'id' | 'owner' | 'revision' | Times>) => {
    const times = { createdAt: now(), updatedAt: now(), updatedBy: 'ann' };
    const rule = { id: nextId(world), owner, ...input, revision: 1, ...times };
    rules.set(rule.id, rule);
    return rule;
  };
  const find = (owner: string, id: string): Inhibition => {
    const rule = rules.get(id);
    if (rule?.owner !== owner) throw new MockFault(404, 'not_found', `no inhibition rule ${id}`);
    return rule;
  };
  add('acme', {
    name: 'Node before its pods',
    description: 'What runs on a node that is down is down, too',
    enabled: true,
    source: ['alertname="NodeDown"'],
    target: ['alertname=~"Pod.+"', 'severity!="critical"'],
    equal: ['node'],
  });
  return {
    'inhibitions.list': ({ params: { owner } }) => ({
      items: [...rules.values()].filter((rule) => rule.owner === owner),
      nextCursor: null,
    }),
    'inhibitions.get': ({ params: { owner, id } }) => find(owner, id),
    'inhibitions.create': ({ params: { owner }, body }) => add(owner, body),
    'inhibitions.update': ({ params: { owner, id }, body, revision }) => {
      const rule = find(owner, id);
      if (revision !== rule.revision) {
        throw new MockFault(412, 'precondition_failed', 'the rule was changed since it was read');
      }
      const next = { ...rule, ...body, revision: rule.revision + 1, updatedAt: now() };
      rules.set(id, next);
      return next;
    },
    'inhibitions.delete': ({ params: { owner, id } }) => {
      rules.delete(find(owner, id).id);
      return null;
    },
  } satisfies Partial<Handlers>;
}

type Times = 'createdAt' | 'updatedAt' | 'updatedBy';
