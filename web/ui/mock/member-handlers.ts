import type { Member } from '../../contract/members.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import type { MockIo } from './world.ts';

const ULID = (last: string) => `01JPERS0NGHJKMNPQRSTVWXYZ${last}`;
const PEOPLE = [
  { user: ULID('1'), name: 'ann', displayName: 'Ann Archer' },
  { user: ULID('2'), name: 'bob', displayName: 'Bob Baker' },
  { user: ULID('3'), name: 'chen', displayName: '陈伟' },
  { user: ULID('4'), name: 'bo', displayName: '' },
] as const;

/** Members of two tenants. Sentinel: nobody may be given `tenant-admin`. */
export function memberHandlers({ now }: MockIo) {
  const seed = (at: number, role: string, node: string, declared = false): Member => {
    const person = PEOPLE[at] ?? PEOPLE[0];
    return { ...person, id: ULID(String(at + 5)), disabled: at === 2, role, node, declared };
  };
  let members: readonly Member[] = [
    seed(0, 'tenant-admin', 'acme', true),
    seed(1, 'project-ops', 'acme.shop'),
    seed(2, 'environment-member', 'acme.shop.prod'),
    seed(3, 'tenant-admin', 'globex'),
  ];
  const isOf = (owner: string, { node }: { readonly node: string }) => node.split('.')[0] === owner;
  return {
    'members.list': ({ params: { owner } }) => ({
      items: members.filter((one) => isOf(owner, one)),
      nextCursor: null,
    }),
    'members.find': ({ query }) => ({
      items: PEOPLE.filter(({ name, displayName }) =>
        `${name} ${displayName}`.toLowerCase().includes((query?.q ?? '').toLowerCase()),
      ).map((one) => ({ ...one })),
    }),
    'bindings.create': ({ params: { owner }, body }) => {
      const person = PEOPLE.find(({ user }) => user === body.user);
      if (person === undefined || !isOf(owner, body) || body.role === 'tenant-admin') {
        throw new MockFault(403, 'scope_denied', 'You cannot give that role there.');
      }
      const id = `01JB1ND1NGHJKMNPQRSTVWXY${String(members.length).padStart(2, '0')}`;
      members = [...members, { ...person, id, disabled: false, ...body, declared: false }];
      const at = new Date(now()).toISOString();
      return { id, ...body, declared: false, revision: 1, createdAt: at, updatedAt: at };
    },
    'bindings.delete': ({ params: { owner, id } }) => {
      if (!members.some((one) => one.id === id && isOf(owner, one))) {
        throw new MockFault(404, 'not_found', `no role binding ${id}`);
      }
      members = members.filter((one) => one.id !== id);
      return null;
    },
  } satisfies Partial<Handlers>;
}
