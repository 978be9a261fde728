import type { EventRule } from '../../contract/event-rules.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type MockIo, nextId, type World } from './world.ts';

/** Event rules of the mock; acme has one. */
export function eventRuleHandlers(world: World, io: MockIo) {
  const rules = new Map<string, EventRule>();
  const now = () => new Date(io.now()).toISOString();
  const add = (owner: string, input: Omit<EventRule, 'id' | 'owner' | 'revision' | Times>) => {
    const times = { createdAt: now(), updatedAt: now(), updatedBy: 'ann' };
    const rule = { id: nextId(world), owner, ...input, revision: 1, ...times };
    rules.set(rule.id, rule);
    return rule;
  };
  const find = (owner: string, id: string): EventRule => {
    const rule = rules.get(id);
    if (rule?.owner !== owner) throw new MockFault(404, 'not_found', `no event rule ${id}`);
    return rule;
  };
  add('acme', {
    name: 'Containers that do not start',
    description: '',
    enabled: true,
    source: 'event',
    condition: 'type = "Warning" and reason in ("BackOff", "Failed")',
    severity: 'warning',
    quiet: '10m',
    environment: null,
    policy: null,
  });
  return {
    'eventRules.list': ({ params: { owner } }) => ({
      items: [...rules.values()].filter((rule) => rule.owner === owner),
      nextCursor: null,
    }),
    'eventRules.get': ({ params: { owner, id } }) => find(owner, id),
    'eventRules.create': ({ params: { owner }, body }) => add(owner, body),
    'eventRules.update': ({ params: { owner, id }, body, revision }) => {
      const rule = find(owner, id);
      if (revision !== rule.revision) {
        throw new MockFault(412, 'precondition_failed', 'the rule was changed since it was read');
      }
      const next = { ...rule, ...body, revision: rule.revision + 1, updatedAt: now() };
      rules.set(id, next);
      return next;
    },
    'eventRules.delete': ({ params: { owner, id } }) => {
      rules.delete(find(owner, id).id);
      return null;
    },
  } satisfies Partial<Handlers>;
}

type Times = 'createdAt' | 'updatedAt' | 'updatedBy';
