import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../state/builder.ts';
import type { Dialect, Statement } from '../state/state.ts';
import { parseNode, printNode } from './node.ts';
import { isRole, type RoleBinding } from './role-binding.ts';
import type { NodePath } from './scope-name.ts';
import { storedColumns, storedOf } from './stored.ts';
import type { RoleBindingRow, TenancyTables } from './tables.ts';
import type { Visible } from './tenant-sql.ts';

/** Statements and queries of the table `role_bindings`. */
export class RoleBindingSql {
  readonly #db: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<TenancyTables>(dialect);
  }

  all(): CompiledQuery<RoleBindingRow> {
    return this.#db.selectFrom('role_bindings').selectAll().orderBy('id').compile();
  }

  one(owner: string, id: string): CompiledQuery<RoleBindingRow> {
    return this.#db
      .selectFrom('role_bindings')
      .selectAll()
      .where('owner', '=', owner)
      .where('id', '=', id)
      .compile();
  }

  ofUser(user: string): CompiledQuery<RoleBindingRow> {
    return this.#db
      .selectFrom('role_bindings')
      .selectAll()
      .where('user_id', '=', user)
      .orderBy('id')
      .compile();
  }

  /** Those of the owner on the given nodes, of which there is at least one. */
  page(owner: string, after: string, limit: number, nodes: Visible): CompiledQuery<RoleBindingRow> {
    const query = this.#db
      .selectFrom('role_bindings')
      .selectAll()
      .where('owner', '=', owner)
      .where('id', '>', after);
    const shown = nodes === 'all' ? query : query.where('node', 'in', [...nodes]);
    return shown.orderBy('id').limit(limit).compile();
  }

  /** Names of declared bindings on the node, a few. */
  declaredOn(node: NodePath): CompiledQuery<{ name: string }> {
    return this.#db
      .selectFrom('role_bindings')
      .innerJoin('users', 'users.id', 'role_bindings.user_id')
      .select('users.name as name')
      .where('role_bindings.node', '=', printNode(node))
      .where('role_bindings.declared', '=', 1)
      .limit(5)
      .compile();
  }

  insert(binding: RoleBinding): Statement {
    const query = this.#db.insertInto('role_bindings').values(rowOf(binding));
    return statement('binding.insert', query.compile(), 'one');
  }

  replace(binding: RoleBinding): Statement {
    const query = this.#db
      .updateTable('role_bindings')
      .set(rowOf(binding))
      .where('id', '=', binding.id)
      .where('revision', '=', binding.revision - 1);
    return statement('binding.replace', query.compile(), 'one');
  }

  delete(id: string): Statement {
    const query = this.#db.deleteFrom('role_bindings').where('id', '=', id);
    return statement('binding.delete', query.compile(), 'one');
  }

  /** Removes the bindings on exactly this node; answers their users. */
  deleteOn(node: NodePath): Statement {
    const query = this.#db
      .deleteFrom('role_bindings')
      .where('node', '=', printNode(node))
      .returning('user_id');
    return statement('binding.delete_on_node', query.compile());
  }
}

function rowOf(binding: RoleBinding): RoleBindingRow {
  return {
    id: binding.id,
    owner: binding.owner,
    user_id: binding.user,
    role: binding.role,
    node: printNode(binding.node),
    ...storedColumns(binding),
  };
}

/** @returns undefined for a role or node that this version does not know: it gives nothing. */
export function roleBindingOf(row: RoleBindingRow): RoleBinding | undefined {
  const node = parseNode(row.node);
  if (!isRole(row.role) || node === undefined) return undefined;
  return {
    id: row.id,
    owner: row.owner,
    user: row.user_id,
    role: row.role,
    node,
    ...storedOf(row),
  };
}
