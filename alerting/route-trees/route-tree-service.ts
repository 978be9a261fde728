import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Labels } from '../../platform/model/labels.ts';
import type { BatchOutcome, Statement } from '../../platform/state/state.ts';
import { holds } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import {
  lostRace,
  notFound,
  refuseFindings,
  scopeDenied,
  unexpectedOutcome,
} from '../../platform/tenancy/refusals.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import { pathsTo, prepareTree } from '../routing/prepared-tree.ts';
import {
  channelsOfRoutes,
  policiesOfRoutes,
  type Route,
  type RouteTree,
} from '../routing/route-tree.ts';
import { mayWithin } from '../rules/rule-access.ts';
import type { KnownChannels, KnownPolicies } from '../rules/rule-preconditions.ts';
import { checkRoutes } from './check-routes.ts';
import type { RouteDraft } from './route-draft.ts';
import { printRoutes } from './route-tree-body.ts';
import type {
  RouteTreeAmendment,
  RouteTreeChange,
  RouteTreeRepository,
} from './route-tree-repository.ts';

export interface RouteTreeServiceOptions {
  readonly trees: RouteTreeRepository;
  readonly channels: KnownChannels;
  readonly policies: KnownPolicies;
  readonly directory: () => Directory;
  /** Severities of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
  /** Precondition that a tenant stands with this ladder: `ownerStands`. */
  readonly ownerStands: (tenant: string, ladder: readonly string[]) => Statement;
  readonly clock: Clock;
}

export interface RouteTreeWrite {
  readonly principal: Principal;
  readonly owner: string;
  readonly routes: readonly RouteDraft[];
}

const REFUSED = 'The routes cannot be saved';

/** What is so where nobody has said anything: everything goes to the default receiver. */
const DEFAULT_ROOT: Route = {
  id: 'root',
  parent: null,
  name: 'Everything else',
  matchers: [],
  continues: false,
  receiver: { kind: 'default' },
  grouping: null,
  repeat: null,
  windows: [],
};

/**
 * Trees of routes for people. As with policies, whoever may read rules anywhere within the owner may
 * read its tree, and writing needs `rules:write` on the owner as a whole.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners); `invalid` with all findings;
 * `precondition_failed` for a lost race; `conflict` for a channel, policy or tenant that went meanwhile;
 * `not_found` for a tree to be deleted that is not there.
 */
export class RouteTreeService {
  readonly #options: RouteTreeServiceOptions;

  constructor(options: RouteTreeServiceOptions) {
    this.#options = options;
  }

  /** Revision 0: nobody has written one. */
  get(principal: Principal, owner: string): RouteTree {
    this.#mayRead(principal, owner);
    const kept = this.#options.trees.treeOf(owner);
    return kept ?? { owner, routes: [DEFAULT_ROOT], revision: 0, updatedAtMs: 0, updatedBy: '' };
  }

  /** Newest first. */
  async history(principal: Principal, owner: string): Promise<readonly RouteTreeChange[]> {
    this.#mayRead(principal, owner);
    return this.#options.trees.changes(owner);
  }

  /**
   * Ids of the routes on the way to each that takes an incident with these labels, from the root; of
   * the tree as it is stored, or of one that is not.
   */
  paths(
    principal: Principal,
    owner: string,
    facts: Labels,
    drafts: readonly RouteDraft[] | null,
  ): readonly (readonly string[])[] {
    const { routes } = this.get(principal, owner);
    const root = prepareTree(drafts === null ? routes : this.#check(drafts));
    if (root === undefined) return [];
    return pathsTo(root, facts).map((path) => path.map(({ id }) => id));
  }

  /** @param revision from If-Match, 0 where there is none yet; null overwrites whatever is there. */
  async save(
    { principal, owner, routes: drafts }: RouteTreeWrite,
    revision: number | null,
  ): Promise<RouteTree> {
    this.#mayWrite(principal, owner);
    const { trees, clock } = this.#options;
    const before = trees.treeOf(owner);
    if (revision !== null && revision !== (before?.revision ?? 0)) throw lostRace(named(owner));
    const routes = this.#check(drafts);
    if (before && printRoutes(before.routes) === printRoutes(routes)) return before;
    const updatedAtMs = Math.max(clock.nowMs(), before?.updatedAtMs ?? 0);
    const next = before ? before.revision + 1 : await trees.nextRevision(owner);
    const tree = { owner, routes, revision: next, updatedAtMs, updatedBy: principal.name };
    const amendment = await this.#amendment(principal, tree);
    refuse(
      before ? await trees.replace(tree, amendment) : await trees.create(tree, amendment),
      owner,
    );
    return tree;
  }

  /** Afterwards everything goes to the default receiver. @param revision from If-Match */
  async delete(principal: Principal, owner: string, revision: number | null): Promise<void> {
    this.#mayWrite(principal, owner);
    const { trees, clock } = this.#options;
    const tree = trees.treeOf(owner);
    if (tree === undefined) throw notFound(named(owner));
    if (revision !== null && revision !== tree.revision) throw lostRace(named(owner));
    const author = { id: principal.id, name: principal.name };
    const amendment = { author, atMs: clock.nowMs(), preconditions: [] };
    refuse(await trees.remove(tree, amendment), owner);
  }

  #check(drafts: readonly RouteDraft[]): readonly Route[] {
    const verdict = checkRoutes(drafts);
    if (verdict.kind === 'valid') return verdict.routes;
    const findings = verdict.findings.map((one) => ({ ...one, path: `/routes${one.path}` }));
    refuseFindings(REFUSED, findings);
    throw new AppError('invalid', `${REFUSED}.`);
  }

  /** With what must still be so when the tree is written. */
  async #amendment(principal: Principal, tree: RouteTree): Promise<RouteTreeAmendment> {
    const { channels, policies, ownerStands, ladderOf } = this.#options;
    const { owner, routes } = tree;
    const findings: { path: string; message: string }[] = [];
    for (const id of channelsOfRoutes(routes)) {
      if (await channels.has(owner, id)) continue;
      findings.push({ path: pathOf(routes, id), message: `channel ${id} does not exist` });
    }
    for (const id of policiesOfRoutes(routes)) {
      if (await policies.has(owner, id)) continue;
      findings.push({ path: pathOf(routes, id), message: `policy ${id} does not exist` });
    }
    refuseFindings(REFUSED, findings);
    const stands = owner === PLATFORM ? [] : [ownerStands(owner, ladderOf(owner))];
    return {
      author: { id: principal.id, name: principal.name },
      atMs: tree.updatedAtMs,
      preconditions: [
        ...stands,
        ...channelsOfRoutes(routes).map((id) => channels.mustExist(owner, id)),
        ...policiesOfRoutes(routes).map((id) => policies.mustExist(owner, id)),
      ],
    };
  }

  #mayRead(principal: Principal, owner: string): void {
    if (!mayWithin(this.#options.directory(), principal, owner, 'rules:read')) throw scopeDenied();
  }

  #mayWrite(principal: Principal, owner: string): void {
    const isHeld = holds(this.#options.directory(), principal, ownerNode(owner), 'rules:write');
    if (!isHeld) throw scopeDenied();
  }
}

function named(owner: string): string {
  return `The tree of routes of ${owner}`;
}

/** The first route that names the channel or policy, as a JSON pointer. */
function pathOf(routes: readonly Route[], id: string): string {
  const index = routes.findIndex(
    (route) => channelsOfRoutes([route]).includes(id) || policiesOfRoutes([route]).includes(id),
  );
  return `/routes/${index}/receiver`;
}

function refuse(outcome: BatchOutcome, owner: string): void {
  if (outcome.kind === 'committed') return;
  if (outcome.kind === 'conflict') throw lostRace(named(owner));
  switch (outcome.statement) {
    case 'route_tree.replace':
    case 'route_tree.delete':
      throw lostRace(named(owner));
    case 'rule.owner_stands':
      throw new AppError('conflict', `Tenant ${owner} was changed meanwhile. Try again.`);
    case 'channel.exists':
    case 'policy.exists':
      throw new AppError(
        'conflict',
        'A channel or policy of the routes was deleted meanwhile. Choose another.',
      );
    default:
      throw unexpectedOutcome('routes', outcome.statement);
  }
}
