import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../state/builder.ts';
import type { Dialect, Statement } from '../state/state.ts';
import { type ApiToken, isPermission, type TokenPurpose } from './api-token.ts';
import { parseNode, printNode } from './node.ts';
import type { NodePath } from './scope-name.ts';
import { storedColumns, storedOf } from './stored.ts';
import type { ApiTokenRow, TenancyTables } from './tables.ts';
import { textsOf, type Visible } from './tenant-sql.ts';

/** Statements and queries of the table `api_tokens`. */
export class ApiTokenSql {
  readonly #db: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<TenancyTables>(dialect);
  }

  all(): CompiledQuery<ApiTokenRow> {
    return this.#db.selectFrom('api_tokens').selectAll().orderBy('id').compile();
  }

  one(owner: string, id: string): CompiledQuery<ApiTokenRow> {
    return this.#db
      .selectFrom('api_tokens')
      .selectAll()
      .where('owner', '=', owner)
      .where('id', '=', id)
      .compile();
  }

  withHash(hash: string): CompiledQuery<ApiTokenRow> {
    return this.#db.selectFrom('api_tokens').selectAll().where('hash', '=', hash).compile();
  }

  /** Those of the owner on the given nodes, of which there is at least one. */
  page(owner: string, after: string, limit: number, nodes: Visible): CompiledQuery<ApiTokenRow> {
    const query = this.#db
      .selectFrom('api_tokens')
      .selectAll()
      .where('owner', '=', owner)
      .where('id', '>', after);
    const shown = nodes === 'all' ? query : query.where('node', 'in', [...nodes]);
    return shown.orderBy('id').limit(limit).compile();
  }

  /** Those of all owners that this maker named so, and that nobody revoked. */
  unrevokedOf(name: string, createdBy: string): CompiledQuery<ApiTokenRow> {
    return this.#db
      .selectFrom('api_tokens')
      .selectAll()
      .where('name', '=', name)
      .where('created_by', '=', createdBy)
      .where('kind', '=', 'environment-intake')
      .where('revoked_at_ms', 'is', null)
      .orderBy('id')
      .compile();
  }

  /** Those of the owner that this maker made, and that nobody revoked. */
  unrevokedMadeBy(owner: string, createdBy: string): CompiledQuery<ApiTokenRow> {
    return this.#db
      .selectFrom('api_tokens')
      .selectAll()
      .where('owner', '=', owner)
      .where('created_by', '=', createdBy)
      .where('revoked_at_ms', 'is', null)
      .orderBy('id')
      .compile();
  }

  /** Names of declared tokens on the node, a few. */
  declaredOn(node: NodePath): CompiledQuery<{ name: string }> {
    return this.#db
      .selectFrom('api_tokens')
      .select('name')
      .where('node', '=', printNode(node))
      .where('kind', '!=', 'cluster-intake')
      .where('declared', '=', 1)
      .limit(5)
      .compile();
  }

  /** Names of declared intake tokens of the cluster, a few. */
  declaredOfCluster(cluster: string): CompiledQuery<{ name: string }> {
    return this.#db
      .selectFrom('api_tokens')
      .select('name')
      .where('node', '=', cluster)
      .where('kind', '=', 'cluster-intake')
      .where('declared', '=', 1)
      .limit(5)
      .compile();
  }

  insert(token: ApiToken, hash: string): Statement {
    const query = this.#db.insertInto('api_tokens').values(rowOf(token, hash));
    return statement('token.insert', query.compile(), 'one');
  }

  replace(token: ApiToken, hash: string): Statement {
    const query = this.#db
      .updateTable('api_tokens')
      .set(rowOf(token, hash))
      .where('id', '=', token.id)
      .where('revision', '=', token.revision - 1);
    return statement('token.replace', query.compile(), 'one');
  }

  delete(id: string): Statement {
    const query = this.#db.deleteFrom('api_tokens').where('id', '=', id);
    return statement('token.delete', query.compile(), 'one');
  }

  /** Revokes the tokens on exactly this node; answers their ids. */
  revokeOn(node: NodePath, nowMs: number): Statement {
    const query = this.#revoke(nowMs)
      .where('node', '=', printNode(node))
      .where('kind', '!=', 'cluster-intake')
      .returning('id');
    return statement('token.revoke_on_node', query.compile());
  }

  /** Revokes the intake tokens of the cluster; answers their ids. */
  revokeOfCluster(cluster: string, nowMs: number): Statement {
    const query = this.#revoke(nowMs)
      .where('node', '=', cluster)
      .where('kind', '=', 'cluster-intake')
      .returning('id');
    return statement('token.revoke_of_cluster', query.compile());
  }

  /** Removes all tokens of an owner that is deleted; answers their ids. */
  deleteOf(owner: string): Statement {
    const query = this.#db.deleteFrom('api_tokens').where('owner', '=', owner).returning('id');
    return statement('token.delete_of_owner', query.compile());
  }

  #revoke(nowMs: number) {
    return this.#db
      .updateTable('api_tokens')
      .set((eb) => ({
        revoked_at_ms: nowMs,
        updated_at_ms: nowMs,
        revision: eb('revision', '+', 1),
      }))
      .where('revoked_at_ms', 'is', null);
  }
}

function rowOf(token: ApiToken, hash: string): ApiTokenRow {
  const { purpose } = token;
  return {
    id: token.id,
    owner: token.owner,
    name: token.name,
    hash,
    kind: storedKind(purpose),
    node: purpose.kind === 'cluster-intake' ? purpose.cluster : printNode(purpose.node),
    permissions: JSON.stringify('permissions' in purpose ? purpose.permissions : []),
    expires_at_ms: token.expiresAtMs,
    revoked_at_ms: token.revokedAtMs,
    created_by: token.createdBy,
    ...storedColumns(token),
  };
}

/**
 * A kind of its own for each: a version that does not know the ceiling takes such a token for none.
 */
const BACKGROUND = 'grafana-background';

function storedKind(purpose: TokenPurpose): string {
  return purpose.kind === 'grafana-data-source' && purpose.isBackground ? BACKGROUND : purpose.kind;
}

/** @returns undefined for a purpose that this version does not know: the token is not accepted. */
export function apiTokenOf(row: ApiTokenRow): ApiToken | undefined {
  const purpose = purposeOf(row);
  if (!purpose) return undefined;
  return {
    id: row.id,
    owner: row.owner,
    name: row.name,
    purpose,
    expiresAtMs: row.expires_at_ms === null ? null : Number(row.expires_at_ms),
    revokedAtMs: row.revoked_at_ms === null ? null : Number(row.revoked_at_ms),
    createdBy: row.created_by,
    ...storedOf(row),
  };
}

function purposeOf(row: ApiTokenRow): TokenPurpose | undefined {
  if (row.kind === 'cluster-intake') return { kind: 'cluster-intake', cluster: row.node };
  const node = parseNode(row.node);
  if (node === undefined) return undefined;
  const permissions = textsOf(row.permissions).filter(isPermission);
  if (row.kind === 'scope') return { kind: 'scope', node, permissions };
  if (row.kind === 'grafana-data-source' || row.kind === BACKGROUND) {
    const isBackground = row.kind === BACKGROUND;
    return { kind: 'grafana-data-source', node, permissions, isBackground };
  }
  return row.kind === 'environment-intake' && node !== null
    ? { kind: 'environment-intake', node }
    : undefined;
}
