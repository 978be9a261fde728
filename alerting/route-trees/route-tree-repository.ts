import type { BatchOutcome, State, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import type { HistoryKind } from '../../platform/tenancy/history.ts';
import { type PreparedRoute, prepareTree } from '../routing/prepared-tree.ts';
import type { RouteBook } from '../routing/route-book.ts';
import {
  channelsOfRoutes,
  policiesOfRoutes,
  type Route,
  type RouteTree,
} from '../routing/route-tree.ts';
import { parseRoutes } from './route-tree-body.ts';
import { RouteTreeSql, routeTreeOf } from './route-tree-sql.ts';

/** One line of a tree's history; `routes` is what it was after the change. */
export interface RouteTreeChange {
  readonly revision: number;
  readonly kind: HistoryKind;
  readonly atMs: number;
  readonly author: Author;
  readonly routes: readonly Route[];
}

/** What a change of a tree brings along. */
export interface RouteTreeAmendment {
  readonly author: Author;
  readonly atMs: number;
  readonly preconditions: readonly Statement[];
}

interface Kept {
  readonly tree: RouteTree;
  readonly root: PreparedRoute | undefined;
}

/**
 * Trees of routes in the state, and all of them in memory, ready to be asked. Memory follows each
 * committed change before its promise resolves. One process writes.
 */
export class RouteTreeRepository implements RouteBook {
  readonly #state: State;
  readonly #sql: RouteTreeSql;
  readonly #trees: Map<string, Kept>;

  private constructor(state: State, trees: readonly RouteTree[]) {
    this.#state = state;
    this.#sql = new RouteTreeSql(state.dialect);
    this.#trees = new Map(trees.map((tree) => [tree.owner, keptOf(tree)]));
  }

  /** Reads all trees. Rejects as `StateReader` does, and when a stored one cannot be read. */
  static async open(state: State): Promise<RouteTreeRepository> {
    const rows = await state.all(new RouteTreeSql(state.dialect).all());
    return new RouteTreeRepository(state, rows.map(routeTreeOf));
  }

  get(owner: string): PreparedRoute | undefined {
    return this.#trees.get(owner)?.root;
  }

  treeOf(owner: string): RouteTree | undefined {
    return this.#trees.get(owner)?.tree;
  }

  /** Names of the routes that name the channel. */
  usingChannel(channelId: string): readonly string[] {
    return this.#routes()
      .filter((route) => channelsOfRoutes([route]).includes(channelId))
      .map(({ name }) => name);
  }

  /** Precondition for the batch that deletes a channel: no tree names it. */
  channelUnused(channelId: string): Statement {
    return this.#sql.channelUnused(channelId);
  }

  /** Names of the routes that name the policy. */
  usingPolicy(policyId: string): readonly string[] {
    return this.#routes()
      .filter((route) => policiesOfRoutes([route]).includes(policyId))
      .map(({ name }) => name);
  }

  /** Precondition for the batch that deletes a policy: no tree names it. */
  policyUnused(policyId: string): Statement {
    return this.#sql.policyUnused(policyId);
  }

  /** Newest first. */
  async changes(owner: string): Promise<readonly RouteTreeChange[]> {
    const rows = await this.#state.all(this.#sql.changes(owner));
    return rows.map((row) => ({
      revision: Number(row.revision),
      kind: row.kind === 'created' || row.kind === 'deleted' ? row.kind : 'updated',
      atMs: Number(row.at_ms),
      author: { id: row.author_id, name: row.author_name },
      routes: parseRoutes(row.body),
    }));
  }

  /** The revision after all that the owner's tree has ever had; 1 for the first. */
  async nextRevision(owner: string): Promise<number> {
    const [latest] = await this.changes(owner);
    return (latest?.revision ?? 0) + 1;
  }

  /** Outcome `conflict`: the owner has got a tree meanwhile. */
  create(tree: RouteTree, amendment: RouteTreeAmendment): Promise<BatchOutcome> {
    return this.#write(tree, 'created', amendment, this.#sql.insert(tree));
  }

  /** Outcome `rejected` at `route_tree.replace`: the stored revision is not the one before. */
  replace(tree: RouteTree, amendment: RouteTreeAmendment): Promise<BatchOutcome> {
    return this.#write(tree, 'updated', amendment, this.#sql.replace(tree));
  }

  /** Outcome `rejected` at `route_tree.delete`: the stored revision is another. */
  remove(tree: RouteTree, amendment: RouteTreeAmendment): Promise<BatchOutcome> {
    return this.#write(tree, 'deleted', amendment, this.#sql.delete(tree));
  }

  async #write(
    tree: RouteTree,
    kind: HistoryKind,
    { author, atMs, preconditions }: RouteTreeAmendment,
    statements: readonly Statement[],
  ): Promise<BatchOutcome> {
    const change = this.#sql.change(tree, kind, author, atMs);
    const outcome = await this.#state.commit({
      name: `route_trees.${kind}`,
      statements: [...preconditions, ...statements, change],
    });
    if (outcome.kind !== 'committed') return outcome;
    if (kind === 'deleted') this.#trees.delete(tree.owner);
    else if ((this.treeOf(tree.owner)?.revision ?? 0) < tree.revision) {
      this.#trees.set(tree.owner, keptOf(tree));
    }
    return outcome;
  }

  #routes(): readonly Route[] {
    return [...this.#trees.values()].flatMap(({ tree }) => tree.routes);
  }
}

function keptOf(tree: RouteTree): Kept {
  return { tree, root: prepareTree(tree.routes) };
}
