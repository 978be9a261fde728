import type { InboxEntry } from '../../contract/inbox.ts';
import type { Policy } from '../../contract/policies.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type MockIo, nextId, type World } from './world.ts';

/** Sentinel: a policy named `refuse` is refused at its name. */
export function policyHandlers(world: World, io: MockIo) {
  const rulesOf = (id: string) => [...world.rules.values()].filter(({ policy }) => policy === id);
  const shown = (policy: Policy): Policy => ({ ...policy, rules: rulesOf(policy.id).length });
  const find = (owner: string, id: string): Policy => {
    const policy = world.policies.get(id);
    if (policy?.owner !== owner) throw new MockFault(404, 'not_found', `no policy ${id}`);
    return shown(policy);
  };
  const check = (name: string) => {
    if (name !== 'refuse') return;
    throw new MockFault(409, 'conflict', 'another policy of this tenant has this name');
  };
  return {
    'policies.list': ({ params: { owner } }) => ({
      items: [...world.policies.values()].filter((policy) => policy.owner === owner).map(shown),
      nextCursor: null,
    }),
    'policies.get': ({ params: { owner, id } }) => find(owner, id),
    'policies.create': ({ params: { owner }, body }) => {
      check(body.name);
      const at = new Date(io.now()).toISOString();
      const times = { createdAt: at, updatedAt: at, updatedBy: 'ann' };
      const policy = { id: nextId(world), owner, ...body, rules: 0, revision: 1, ...times };
      world.policies.set(policy.id, policy);
      return policy;
    },
    'policies.update': ({ params: { owner, id }, body, revision }) => {
      check(body.name);
      const policy = find(owner, id);
      if (revision !== policy.revision) {
        throw new MockFault(412, 'precondition_failed', 'the policy was changed since it was read');
      }
      const updatedAt = new Date(io.now()).toISOString();
      const { repeat: _repeat, grouping: _grouping, ...kept } = policy;
      const next = { ...kept, ...body, revision: policy.revision + 1, updatedAt };
      world.policies.set(id, next);
      return shown(next);
    },
    'policies.delete': ({ params: { owner, id } }) => {
      const policy = find(owner, id);
      if (policy.rules > 0) throw new MockFault(409, 'conflict', 'rules belong to this policy');
      world.policies.delete(id);
      return null;
    },
    'policies.rules': ({ params: { owner, id } }) => {
      const rules = rulesOf(find(owner, id).id);
      const items = rules.map(({ id: rule, name, scope }) => ({ id: rule, name, scope }));
      return { items, count: rules.length };
    },
  } satisfies Partial<Handlers>;
}

export function inboxHandlers(world: World, io: MockIo) {
  const own = (): readonly InboxEntry[] =>
    world.inbox.filter(({ owner }) => world.session?.scopes.some(({ path }) => path === owner));
  const unread = () => ({ unread: own().filter(({ readAt }) => readAt === null).length });
  return {
    'inbox.list': () => ({ items: [...own()], nextCursor: null }),
    'inbox.unread': unread,
    'inbox.read': ({ body }) => {
      const readAt = new Date(io.now()).toISOString();
      const isMeant = (id: string) => ('ids' in body ? body.ids.includes(id) : id <= body.upTo);
      world.inbox = world.inbox.map((entry) =>
        entry.readAt === null && isMeant(entry.id) ? { ...entry, readAt } : entry,
      );
      return unread();
    },
  } satisfies Partial<Handlers>;
}
