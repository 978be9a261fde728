import { isDeepStrictEqual } from 'node:util';
import type { ApiToken } from './api-token.ts';
import { type DeclaredChange, joinChanges, upsert } from './declared-change.ts';
import type { DeclaredTenancy, DeclaredToken, DeclaredUser } from './declared-tenancy.ts';
import { ownerOfNode, printNode } from './node.ts';
import type { RoleBinding } from './role-binding.ts';
import type { TenancySql } from './tenancy-context.ts';
import type { TenancySnapshot } from './tenancy-snapshot.ts';
import { type StoredUser, userNameKey } from './user.ts';

/** What the plan of people is made from. */
export interface PeopleInput {
  readonly sql: TenancySql;
  readonly nowMs: number;
  readonly newId: () => string;
  readonly stored: TenancySnapshot;
  readonly wanted: DeclaredTenancy;
  /** Hash to store by `userNameKey`, for users with a declared password. */
  readonly hashes: ReadonlyMap<string, string>;
}

/**
 * Brings users, role bindings and tokens in line with the file. What leaves the file loses its
 * access: the user goes with all role bindings and sessions, the token is not accepted any more.
 */
export function planPeople(input: PeopleInput): DeclaredChange {
  const wanted = new Set(input.wanted.users.map(({ name }) => userNameKey(name)));
  const leaving = input.stored.users.filter(
    (user) => user.declared && !wanted.has(userNameKey(user.name)),
  );
  const users = input.wanted.users.map((user) => planUser(input, user));
  const gone = new Set(leaving.map(({ id }) => id));
  return joinChanges([
    planTokens(input),
    planLeavingBindings(input, gone, users),
    ...leaving.map((user) => ({
      removals: input.sql.users.delete(user.id),
      writes: [],
      notes: [{ outcome: 'deleted' as const, what: `user ${user.name}` }],
    })),
    ...users.map(({ change }) => change),
    ...users.map((user) => planBindings(input, user)),
  ]);
}

interface PlannedUser {
  readonly id: string;
  readonly wanted: DeclaredUser;
  readonly change: DeclaredChange;
}

function planUser(input: PeopleInput, wanted: DeclaredUser): PlannedUser {
  const { sql, stored, nowMs } = input;
  const key = userNameKey(wanted.name);
  const before = stored.users.find((user) => userNameKey(user.name) === key);
  const id = before?.id ?? input.newId();
  const { name, displayName, email, disabled } = wanted;
  const base = {
    id,
    name: before?.name ?? name,
    displayName,
    email,
    disabled,
    language: before?.language ?? wanted.language,
    ...passwordOf(input, wanted, before),
  };
  const change = upsert<StoredUser>(
    {
      what: `user ${name}`,
      before,
      make: (columns) => ({ ...base, ...columns }),
      isSame: (one) => isDeepStrictEqual({ ...one, ...base }, one),
      insert: (thing) => sql.users.insert(thing),
      replace: (thing) => sql.users.replace(thing),
    },
    nowMs,
  );
  const isOut = before && disabled && !before.disabled;
  const isChanged = before && base.passwordHash !== before.passwordHash;
  const ended = isOut || isChanged ? [sql.users.endSessions(id)] : [];
  return { id, wanted, change: { ...change, writes: [...change.writes, ...ended] } };
}

function passwordOf(
  input: PeopleInput,
  wanted: DeclaredUser,
  before: StoredUser | undefined,
): Pick<StoredUser, 'passwordHash' | 'passwordDeclared' | 'mustChangePassword'> {
  if (wanted.password.kind === 'none') {
    return {
      passwordHash: before?.passwordHash ?? null,
      passwordDeclared: false,
      mustChangePassword: before?.mustChangePassword ?? false,
    };
  }
  const passwordHash = input.hashes.get(userNameKey(wanted.name)) ?? null;
  return { passwordHash, passwordDeclared: true, mustChangePassword: false };
}

const bindingKey = (user: string, role: string, node: string): string => `${user} ${role} ${node}`;

/** Bindings that are declared no longer; those of users that leave go with them. */
function planLeavingBindings(
  { sql, stored }: PeopleInput,
  gone: ReadonlySet<string>,
  users: readonly PlannedUser[],
): DeclaredChange {
  const wanted = new Set(
    users.flatMap(({ id, wanted: user }) =>
      user.roles.map(({ role, node }) => bindingKey(id, role, printNode(node))),
    ),
  );
  const leaving = stored.bindings.filter(
    ({ declared, user, role, node }) =>
      declared && !gone.has(user) && !wanted.has(bindingKey(user, role, printNode(node))),
  );
  return {
    removals: leaving.map(({ id }) => sql.bindings.delete(id)),
    writes: [],
    notes: leaving.map((binding) => ({ outcome: 'deleted', what: bindingName(binding) })),
  };
}

function planBindings(input: PeopleInput, { id, wanted }: PlannedUser): DeclaredChange {
  const { sql, stored, nowMs } = input;
  const changes = wanted.roles.map(({ role, node }) => {
    const key = bindingKey(id, role, printNode(node));
    const before = stored.bindings.find(
      (one) => bindingKey(one.user, one.role, printNode(one.node)) === key,
    );
    const bindingId = before?.id ?? input.newId();
    return upsert<RoleBinding>(
      {
        what: `role ${role} on ${printNode(node)} of user ${wanted.name}`,
        before,
        make: (columns) => ({
          id: bindingId,
          owner: ownerOfNode(node),
          user: id,
          role,
          node,
          ...columns,
        }),
        isSame: () => true,
        insert: (thing) => sql.bindings.insert(thing),
        replace: (thing) => sql.bindings.replace(thing),
      },
      nowMs,
    );
  });
  return joinChanges(changes);
}

const bindingName = ({ role, node, user }: RoleBinding): string =>
  `role ${role} on ${printNode(node)} of user ${user}`;

/** A declared token is the stored one with the same secret, or else the declared one of the name. */
function planTokens(input: PeopleInput): DeclaredChange {
  const { sql, stored, wanted, nowMs } = input;
  const free = new Map(stored.tokens.map((one) => [one.token.id, one]));
  const bySecret = new Map(stored.tokens.map((one) => [one.hash, one.token.id]));
  const same = new Map<DeclaredToken, string>();
  const take = (token: DeclaredToken, id: string | undefined) => {
    if (id !== undefined && free.delete(id)) same.set(token, id);
  };
  for (const token of wanted.tokens) take(token, bySecret.get(token.hash));
  for (const token of wanted.tokens) {
    if (!same.has(token)) take(token, named([...free.values()], token));
  }
  const changes = wanted.tokens.map((token) => planToken(input, token, same.get(token)));
  const leaving = [...free.values()].filter(({ token }) => token.declared);
  return joinChanges([
    {
      removals: leaving.map(({ token }) => sql.tokens.delete(token.id)),
      writes: [],
      notes: leaving.map(({ token }) => ({
        outcome: 'deleted',
        what: `token ${token.name} of ${token.owner}`,
      })),
    },
    ...changes.map((change) => change(nowMs)),
  ]);
}

function named(
  stored: TenancySnapshot['tokens'],
  { owner, name }: DeclaredToken,
): string | undefined {
  return stored.find(({ token }) => token.declared && token.owner === owner && token.name === name)
    ?.token.id;
}

function planToken(
  { sql, stored, newId }: PeopleInput,
  wanted: DeclaredToken,
  same: string | undefined,
): (nowMs: number) => DeclaredChange {
  const { hash, ...declared } = wanted;
  const before = stored.tokens.find(({ token }) => token.id === same);
  const id = same ?? newId();
  const base = { ...declared, id, revokedAtMs: null, createdBy: 'configuration' };
  const one = {
    what: `token ${wanted.name} of ${wanted.owner}`,
    before: before?.token,
    make: (columns: Pick<ApiToken, 'declared' | 'revision' | 'createdAtMs' | 'updatedAtMs'>) => ({
      ...base,
      ...columns,
    }),
    isSame: (token: ApiToken) =>
      before?.hash === hash && isDeepStrictEqual({ ...token, ...base }, token),
    insert: (token: ApiToken) => sql.tokens.insert(token, hash),
    replace: (token: ApiToken) => sql.tokens.replace(token, hash),
  };
  return (nowMs) => upsert<ApiToken>(one, nowMs);
}
