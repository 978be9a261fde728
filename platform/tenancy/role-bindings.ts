import { AppError } from '../errors/app-error.ts';
import type { Statement } from '../state/state.ts';
import { holds, holdsWithin } from './authorize.ts';
import { keyAfter, type Page, type PageRequest, pageFrom, rowsFor } from './keyset.ts';
import { ownerNode, ownerOfNode, parseNode, printNode } from './node.ts';
import { nodeExists } from './node-exists.ts';
import type { Principal } from './principal.ts';
import { refuseUsedUp } from './quota-sql.ts';
import { alreadyExists, notFound, refuseDeclared, scopeDenied } from './refusals.ts';
import { isRole, levelOfNode, levelOfRole, type RoleBinding } from './role-binding.ts';
import { roleBindingOf } from './role-binding-sql.ts';
import { type Permission, ROLE_GRANTS, ROLES_BY_LEVEL, type Role } from './roles.ts';
import { type NodePath, PLATFORM } from './scope-name.ts';
import { newlyStored } from './stored.ts';
import type { TenancyContext } from './tenancy-context.ts';
import type { Visible } from './tenant-sql.ts';
import { storedUserOf } from './user-sql.ts';
import { lastSystemAdmin } from './users.ts';
import { heldNodes } from './visible.ts';

/** As it comes in; `node` is `_platform` or a node path. */
export interface NewRoleBinding {
  /** ULID of the user. */
  readonly user: string;
  readonly role: string;
  readonly node: string;
}

/** Who has which role where. `owner` is a tenant or `_platform`; nothing of another owner shows. */
export class RoleBindings {
  readonly #context: TenancyContext;

  constructor(context: TenancyContext) {
    this.#context = context;
  }

  /**
   * In the order of their making, all of the owner: for those who hold `members:read` on it.
   */
  list(owner: string, page: PageRequest): Promise<Page<RoleBinding>> {
    return this.#page(owner, page, 'all');
  }

  /** The same, but only those on nodes where the reader holds `members:read`. */
  async listVisible(
    owner: string,
    reader: Principal,
    page: PageRequest,
  ): Promise<Page<RoleBinding>> {
    const directory = this.#context.commits.current();
    return this.#page(owner, page, heldNodes(directory, reader, ownerNode(owner), 'members:read'));
  }

  /**
   * Gives a role. Nobody can give what they do not hold there themselves.
   * @throws AppError `scope_denied`, `invalid` (role, node, user), `conflict` (has it already),
   * `limited`.
   */
  async create(owner: string, giver: Principal, input: NewRoleBinding): Promise<RoleBinding> {
    const directory = this.#context.commits.current();
    if (!holdsWithin(directory, giver, ownerNode(owner), 'members:write')) throw scopeDenied();
    const { role, node } = readRoleOn(owner, input);
    if (!mayGive(role, (permission) => holds(directory, giver, node, permission))) {
      const seesAll = holds(directory, giver, ownerNode(owner), 'members:write');
      throw seesAll && node !== null && !directory.has(node) ? unknownNode(node) : scopeDenied();
    }
    const { sql, commits, clock, newId } = this.#context;
    const stored = newlyStored(clock.nowMs());
    const binding: RoleBinding = { id: newId(), owner, user: input.user, role, node, ...stored };
    const batch = sql.version.batch('binding.create', [
      ...nodeExists(sql, node),
      sql.users.exists(input.user),
      sql.quotas.leaves('role_bindings', owner),
      sql.bindings.insert(binding),
    ]);
    const outcome = await commits.commit(batch, 'people');
    refuseUsedUp(outcome, owner);
    if (outcome.kind === 'conflict') throw alreadyExists('This role binding');
    if (outcome.kind === 'rejected') throw missing(outcome.statement, input.user, node);
    this.#context.revocations.announce({ kind: 'rights', user: input.user });
    return binding;
  }

  /**
   * Takes a role away, at once.
   * @throws AppError `not_found` (also for a node where the taker does not hold `members:write`),
   * `conflict` (declared, or of the last system admin).
   */
  async delete(owner: string, taker: Principal, id: string): Promise<void> {
    const { reader, sql, commits, revocations } = this.#context;
    const row = await reader.first(sql.bindings.one(owner, id));
    const binding = row && roleBindingOf(row);
    if (!binding || !holds(commits.current(), taker, binding.node, 'members:write')) {
      throw notFound(`Role binding ${id}`);
    }
    refuseDeclared(`Role binding ${id}`, binding);
    const guard = await this.#adminGuard(binding);
    const batch = sql.version.batch('binding.delete', [sql.bindings.delete(id), ...guard]);
    const outcome = await commits.commit(batch, 'people');
    if (outcome.kind === 'committed') {
      revocations.announce({ kind: 'rights', user: binding.user });
      return;
    }
    if (outcome.statement === 'binding.delete') throw notFound(`Role binding ${id}`);
    const user = await reader.first(sql.users.one(binding.user));
    throw lastSystemAdmin(user?.name ?? binding.user);
  }

  async #page(owner: string, page: PageRequest, nodes: Visible): Promise<Page<RoleBinding>> {
    const after = keyAfter(page);
    if (nodes.length === 0) return { items: [], nextCursor: null };
    const { reader, sql } = this.#context;
    const rows = await reader.all(sql.bindings.page(owner, after, rowsFor(page), nodes));
    const read = pageFrom(rows, page, (row) => row.id);
    const items = read.items.map(roleBindingOf).filter((binding) => binding !== undefined);
    return { items, nextCursor: read.nextCursor };
  }

  /** The last one may go when its user cannot sign in anyway. */
  async #adminGuard(binding: RoleBinding): Promise<readonly Statement[]> {
    if (binding.role !== 'system-admin') return [];
    const { reader, sql } = this.#context;
    const row = await reader.first(sql.users.one(binding.user));
    return row && !storedUserOf(row).disabled ? [sql.users.someSystemAdmin()] : [];
  }
}

/** @throws AppError `invalid`, the same for every node outside the owner, existing or not. */
function readRoleOn(
  owner: string,
  input: NewRoleBinding,
): { readonly role: Role; readonly node: NodePath | null } {
  const what = 'The role cannot be given';
  if (!isRole(input.role)) {
    const known = Object.values(ROLES_BY_LEVEL).flat().join(', ');
    throw invalid(what, '/role', `expected one of ${known}`);
  }
  const node = parseNode(input.node);
  if (node === undefined || ownerOfNode(node) !== owner) {
    throw invalid(
      what,
      '/node',
      `expected ${owner}${owner === PLATFORM ? '' : ' or a node below it'}`,
    );
  }
  if (levelOfRole(input.role) !== levelOfNode(node)) {
    const fitting = ROLES_BY_LEVEL[levelOfNode(node)].join(', ');
    throw invalid(what, '/role', `on ${printNode(node)} expected one of ${fitting}`);
  }
  return { role: input.role, node };
}

function mayGive(role: Role, holdsThere: (permission: Permission) => boolean): boolean {
  const { everywhere, within } = ROLE_GRANTS[role];
  return ['members:write' as const, ...everywhere, ...(within?.permissions ?? [])].every(
    holdsThere,
  );
}

function missing(statement: string, user: string, node: NodePath | null): AppError {
  return statement === 'user.exists'
    ? invalid('The role cannot be given', '/user', `there is no user ${user}`)
    : unknownNode(node);
}

function unknownNode(node: NodePath | null): AppError {
  return invalid('The node does not exist', '/node', `${printNode(node)} does not exist`);
}

function invalid(what: string, path: string, message: string): AppError {
  return new AppError('invalid', `${what}: ${message}`, { details: [{ path, message }] });
}
