import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { BatchOutcome, Statement } from '../../platform/state/state.ts';
import { authorOf } from '../../platform/tenancy/author.ts';
import { holds } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { type Page, type PageRequest, pageOfNewest } from '../../platform/tenancy/keyset.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import {
  alreadyExists,
  lostRace,
  notFound,
  refuseFindings,
  refuseOtherRevision,
  scopeDenied,
  stillReferenced,
  unexpectedOutcome,
} from '../../platform/tenancy/refusals.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { Rule } from '../rules/rule.ts';
import { mayOnAll, mayWithin } from '../rules/rule-access.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { KnownChannels } from '../rules/rule-preconditions.ts';
import { channelsOfPolicy, type Policy, type PolicyContent } from './policy.ts';
import { printPolicyBody } from './policy-body.ts';
import type { PolicyDraft } from './policy-draft.ts';
import type { PolicyAmendment, PolicyChange, PolicyRepository } from './policy-repository.ts';
import { validatePolicy } from './validate-policy.ts';

export interface PolicyServiceOptions {
  readonly policies: PolicyRepository;
  readonly routes: PolicyUses;
  readonly rules: RuleBook;
  readonly channels: KnownChannels;
  readonly directory: () => Directory;
  /** Severities of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
  /** Precondition that a tenant stands with this ladder: `ownerStands`. */
  readonly ownerStands: (tenant: string, ladder: readonly string[]) => Statement;
  readonly clock: Clock;
  /** Makes a ULID. */
  readonly newId: () => string;
}

/** Port: what else may name a policy (trees of routes). */
export interface PolicyUses {
  /** Names of the routes that name it. */
  usingPolicy(policyId: string): readonly string[];
  /** Precondition `route.policy_unused` for the batch that deletes it. */
  policyUnused(policyId: string): Statement;
}

/** Most policies of one owner. */
const MAX_POLICIES = 200;

export interface PolicyWrite {
  readonly principal: Principal;
  readonly owner: string;
  readonly draft: PolicyDraft;
}

/** The rules of a policy: those that the caller may read, and how many there are. */
export interface PolicyRules {
  readonly rules: readonly Rule[];
  readonly count: number;
}

/**
 * Policies for people. Whoever may read rules anywhere within the owner may read its policies, so that a
 * rule can be given one; writing needs `rules:write` on the owner as a whole, since a policy decides
 * for rules everywhere in it.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners), `not_found`, also for a
 * policy of another owner; `invalid` with all findings; `precondition_failed` for a lost race; `conflict`
 * for a name that is taken, a policy that rules or routes use, a channel or ladder that was changed meanwhile;
 * `limited` when the owner's policies are used up.
 */
export class PolicyService {
  readonly #options: PolicyServiceOptions;

  constructor(options: PolicyServiceOptions) {
    this.#options = options;
  }

  /** Newest first. */
  list(principal: Principal, owner: string, page: PageRequest): Page<Policy> {
    this.#mayRead(principal, owner);
    return pageOfNewest(this.#options.policies.ofOwner(owner), page);
  }

  get(principal: Principal, owner: string, id: string): Policy {
    this.#mayRead(principal, owner);
    return this.#existing(owner, id);
  }

  rulesOf(principal: Principal, owner: string, id: string): PolicyRules {
    const policy = this.get(principal, owner, id);
    const directory = this.#options.directory();
    const all = this.#options.rules
      .all()
      .filter((rule) => rule.owner === owner && rule.policy === policy.id);
    const rules = all.filter((rule) => mayOnAll(directory, principal, rule.scope, 'rules:read'));
    return { rules, count: all.length };
  }

  /** How many rules belong to a policy. */
  usesOf({ owner, id }: Policy): number {
    return this.#options.rules.all().filter((rule) => rule.owner === owner && rule.policy === id)
      .length;
  }

  /** Newest first; of deleted policies as well. */
  async history(principal: Principal, owner: string, id: string): Promise<readonly PolicyChange[]> {
    this.#mayRead(principal, owner);
    const changes = await this.#options.policies.changes(id);
    if (changes[0]?.owner !== owner) throw notFound(`Policy ${id}`);
    return changes;
  }

  async create({ principal, owner, draft }: PolicyWrite): Promise<Policy> {
    this.#mayWrite(principal, owner);
    const { policies, clock, newId } = this.#options;
    const content = this.#check(owner, draft);
    const nowMs = clock.nowMs();
    const times = { createdAtMs: nowMs, updatedAtMs: nowMs };
    const updatedBy = principal.name;
    const policy: Policy = { id: newId(), owner, ...content, revision: 1, ...times, updatedBy };
    const amendment = await this.#amendment(principal, policy, nowMs);
    refuseOutcome(await policies.create(policy, amendment, MAX_POLICIES), policy);
    return policy;
  }

  /** @param revision from If-Match; null overwrites whatever is there. */
  async update(write: PolicyWrite, id: string, revision: number | null): Promise<Policy> {
    const { principal, owner, draft } = write;
    this.#mayWrite(principal, owner);
    const before = this.#existing(owner, id);
    refuseOtherRevision(`Policy ${before.name}`, before, revision);
    const content = this.#check(owner, draft);
    if (printPolicyBody(content) === printPolicyBody(before)) return before;
    const { policies, clock } = this.#options;
    const updatedAtMs = Math.max(clock.nowMs(), before.updatedAtMs);
    const changed = { revision: before.revision + 1, updatedAtMs, updatedBy: principal.name };
    const policy: Policy = { ...before, ...content, ...changed };
    const amendment = await this.#amendment(principal, policy, updatedAtMs);
    refuseOutcome(await policies.replace(policy, amendment), policy);
    return policy;
  }

  /** @param revision from If-Match; null deletes whatever is there. */
  async delete(
    principal: Principal,
    owner: string,
    id: string,
    revision: number | null,
  ): Promise<void> {
    this.#mayWrite(principal, owner);
    const policy = this.#existing(owner, id);
    refuseOtherRevision(`Policy ${policy.name}`, policy, revision);
    const { policies, routes, clock } = this.#options;
    const author = authorOf(principal);
    const preconditions = [routes.policyUnused(id)];
    const amendment = { author, atMs: clock.nowMs(), preconditions };
    const outcome = await policies.remove(policy, amendment);
    if (outcome.kind === 'rejected' && outcome.statement === 'route.policy_unused') {
      const names = routes.usingPolicy(id).slice(0, 5);
      throw stillReferenced(`Policy ${policy.name} cannot be deleted`, 'routes', names);
    }
    if (outcome.kind === 'rejected' && outcome.statement === 'policy.unused') {
      const names = this.rulesOf(principal, owner, id)
        .rules.slice(0, 5)
        .map(({ name }) => name);
      throw stillReferenced(`Policy ${policy.name} cannot be deleted`, 'rules', names);
    }
    refuseOutcome(outcome, policy);
  }

  #check(owner: string, draft: PolicyDraft): PolicyContent {
    const verdict = validatePolicy(draft, this.#options.ladderOf(owner));
    if (verdict.kind === 'valid') return verdict.content;
    refuseFindings('The policy cannot be saved', verdict.findings);
    throw new AppError('invalid', 'The policy cannot be saved.');
  }

  /** With what must still be so when the policy is written. */
  async #amendment(principal: Principal, policy: Policy, atMs: number): Promise<PolicyAmendment> {
    const { channels, ownerStands, ladderOf } = this.#options;
    const { owner } = policy;
    const named = channelsOfPolicy(policy);
    const known = await Promise.all(named.map((id) => channels.has(owner, id)));
    const findings = named
      .filter((_id, index) => !known[index])
      .map((id) => ({ path: channelPath(policy, id), message: `channel ${id} does not exist` }));
    refuseFindings('The policy cannot be saved', findings);
    const stands = owner === PLATFORM ? [] : [ownerStands(owner, ladderOf(owner))];
    const author = authorOf(principal);
    const preconditions = [...stands, ...named.map((id) => channels.mustExist(owner, id))];
    return { author, atMs, preconditions };
  }

  #mayRead(principal: Principal, owner: string): void {
    if (!mayWithin(this.#options.directory(), principal, owner, 'rules:read')) throw scopeDenied();
  }

  #mayWrite(principal: Principal, owner: string): void {
    const isHeld = holds(this.#options.directory(), principal, ownerNode(owner), 'rules:write');
    if (!isHeld) throw scopeDenied();
  }

  #existing(owner: string, id: string): Policy {
    const policy = this.#options.policies.get(owner, id);
    if (!policy) throw notFound(`Policy ${id}`);
    return policy;
  }
}

/** Where the policy names the channel first, as a JSON pointer into what people send. */
function channelPath(policy: PolicyContent, id: string): string {
  const at = policy.channels.indexOf(id);
  if (at >= 0) return `/channels/${at}`;
  return '/severities';
}

function refuseOutcome(outcome: BatchOutcome, policy: Policy): void {
  if (outcome.kind === 'committed') return;
  if (outcome.kind === 'conflict') throw alreadyExists(`A policy named ${policy.name}`);
  switch (outcome.statement) {
    case 'policy.replace':
    case 'policy.delete':
      throw lostRace(`Policy ${policy.name}`);
    case 'policy.below_limit':
      throw new AppError(
        'limited',
        `${policy.owner} has ${MAX_POLICIES} policies; no more are kept.`,
      );
    case 'rule.owner_stands':
      throw new AppError('conflict', `Tenant ${policy.owner} was changed meanwhile. Try again.`);
    case 'channel.exists':
      throw new AppError(
        'conflict',
        'A channel of the policy was deleted meanwhile. Choose another.',
      );
    default:
      throw unexpectedOutcome('policies', outcome.statement);
  }
}
