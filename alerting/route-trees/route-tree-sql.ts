import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import type { HistoryKind } from '../../platform/tenancy/history.ts';
import { channelsOfRoutes, policiesOfRoutes, type RouteTree } from '../routing/route-tree.ts';
import type { RouteTreeChangeRow, RouteTreeRow, RouteTreeTables } from '../tables-route-trees.ts';
import { parseRoutes, printRoutes } from './route-tree-body.ts';

/** Statements and queries of the tables of trees of routes. */
export class RouteTreeSql {
  readonly #db: Kysely<RouteTreeTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<RouteTreeTables>(dialect);
  }

  all(): CompiledQuery<RouteTreeRow> {
    return this.#db.selectFrom('route_trees').selectAll().orderBy('owner').compile();
  }

  /** Newest first. */
  changes(owner: string): CompiledQuery<RouteTreeChangeRow> {
    return this.#db
      .selectFrom('route_tree_changes')
      .selectAll()
      .where('owner', '=', owner)
      .orderBy('revision', 'desc')
      .compile();
  }

  /** Precondition: no tree names the channel. */
  channelUnused(channelId: string): Statement {
    const query = this.#db
      .selectFrom('route_tree_channels')
      .select('owner')
      .where('channel_id', '=', channelId);
    return statement('route.channel_unused', query.compile(), 'none');
  }

  /** Precondition: no tree names the policy. */
  policyUnused(policyId: string): Statement {
    const query = this.#db
      .selectFrom('route_tree_policies')
      .select('owner')
      .where('policy_id', '=', policyId);
    return statement('route.policy_unused', query.compile(), 'none');
  }

  /** A conflict when the owner has a tree. */
  insert(tree: RouteTree): readonly Statement[] {
    const insert = this.#db.insertInto('route_trees').values(rowOf(tree));
    return [statement('route_tree.insert', insert.compile(), 'one'), ...this.#references(tree)];
  }

  /** Stands only while the stored revision is the one before that of `tree`. */
  replace(tree: RouteTree): readonly Statement[] {
    const update = this.#db
      .updateTable('route_trees')
      .set(rowOf(tree))
      .where('owner', '=', tree.owner)
      .where('revision', '=', tree.revision - 1);
    return [
      statement('route_tree.replace', update.compile(), 'one'),
      ...this.#dropReferences(tree.owner),
      ...this.#references(tree),
    ];
  }

  /** Stands only while the stored revision is that of `tree`. */
  delete(tree: RouteTree): readonly Statement[] {
    const remove = this.#db
      .deleteFrom('route_trees')
      .where('owner', '=', tree.owner)
      .where('revision', '=', tree.revision);
    return [
      ...this.#dropReferences(tree.owner),
      statement('route_tree.delete', remove.compile(), 'one'),
    ];
  }

  change(tree: RouteTree, kind: HistoryKind, author: Author, atMs: number): Statement {
    const row: RouteTreeChangeRow = {
      owner: tree.owner,
      revision: kind === 'deleted' ? tree.revision + 1 : tree.revision,
      kind,
      at_ms: atMs,
      author_id: author.id,
      author_name: author.name,
      body: printRoutes(tree.routes),
    };
    const insert = this.#db.insertInto('route_tree_changes').values(row);
    return statement('route_tree.change', insert.compile());
  }

  #references({ owner, routes }: RouteTree): readonly Statement[] {
    return [
      ...channelsOfRoutes(routes).map((id) => {
        const row = { owner, channel_id: id };
        const insert = this.#db.insertInto('route_tree_channels').values(row);
        return statement('route_tree.channel', insert.compile());
      }),
      ...policiesOfRoutes(routes).map((id) => {
        const row = { owner, policy_id: id };
        const insert = this.#db.insertInto('route_tree_policies').values(row);
        return statement('route_tree.policy', insert.compile());
      }),
    ];
  }

  #dropReferences(owner: string): readonly Statement[] {
    const channels = this.#db.deleteFrom('route_tree_channels').where('owner', '=', owner);
    const policies = this.#db.deleteFrom('route_tree_policies').where('owner', '=', owner);
    return [
      statement('route_tree.channels_drop', channels.compile()),
      statement('route_tree.policies_drop', policies.compile()),
    ];
  }
}

/** @throws AppError `internal` when the row cannot be read. */
export function routeTreeOf(row: RouteTreeRow): RouteTree {
  return {
    owner: row.owner,
    routes: parseRoutes(row.body),
    revision: Number(row.revision),
    updatedAtMs: Number(row.updated_at_ms),
    updatedBy: row.updated_by,
  };
}

function rowOf(tree: RouteTree): RouteTreeRow {
  return {
    owner: tree.owner,
    body: printRoutes(tree.routes),
    revision: tree.revision,
    updated_at_ms: tree.updatedAtMs,
    updated_by: tree.updatedBy,
  };
}
