import type { BatchOutcome, State, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import { type HistoryKind, type HistoryLine, historyLine } from '../../platform/tenancy/history.ts';
import { channelsOfPolicy, type Policy, type PolicyContent } from './policy.ts';
import { parsePolicyBody } from './policy-body.ts';
import type { PolicyBook } from './policy-book.ts';
import { PolicySql, policyOf } from './policy-sql.ts';

export type PolicyChange = HistoryLine<PolicyContent>;

/** What a change of a policy brings along. */
export interface PolicyAmendment {
  readonly author: Author;
  readonly atMs: number;
  readonly preconditions: readonly Statement[];
}

/**
 * Policies in the state, and all of them in memory. Memory follows each committed change before its
 * promise resolves. One process writes.
 */
export class PolicyRepository implements PolicyBook {
  readonly #state: State;
  readonly #sql: PolicySql;
  readonly #policies: Map<string, Policy>;

  private constructor(state: State, policies: readonly Policy[]) {
    this.#state = state;
    this.#sql = new PolicySql(state.dialect);
    this.#policies = new Map(policies.map((policy) => [policy.id, policy]));
  }

  /** Reads all policies. Rejects as `StateReader` does, and when a stored one cannot be read. */
  static async open(state: State): Promise<PolicyRepository> {
    const rows = await state.all(new PolicySql(state.dialect).all());
    return new PolicyRepository(state, rows.map(policyOf));
  }

  get(owner: string, id: string): Policy | undefined {
    const policy = this.#policies.get(id);
    return policy?.owner === owner ? policy : undefined;
  }

  has(owner: string, id: string): boolean {
    return this.get(owner, id) !== undefined;
  }

  /** Precondition for a batch that refers to the policy. */
  mustExist(owner: string, id: string): Statement {
    return this.#sql.mustExist(owner, id);
  }

  /** Newest first. */
  ofOwner(owner: string): readonly Policy[] {
    const policies = [...this.#policies.values()].filter((policy) => policy.owner === owner);
    return policies.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** Names of the policies that name the channel. */
  using(channelId: string): readonly string[] {
    return [...this.#policies.values()]
      .filter((policy) => channelsOfPolicy(policy).includes(channelId))
      .map((policy) => policy.name);
  }

  /** Precondition for the batch that deletes a channel: no policy names it. */
  channelUnused(channelId: string): Statement {
    return this.#sql.channelUnused(channelId);
  }

  /** History of one policy, deleted ones too, newest first. */
  async changes(id: string): Promise<readonly PolicyChange[]> {
    const rows = await this.#state.all(this.#sql.changes(id));
    return rows.map((row) => historyLine(row, parsePolicyBody));
  }

  /** Outcome `rejected` at `policy.below_limit`; `conflict` when the name is taken. */
  create(policy: Policy, amendment: PolicyAmendment, limit: number): Promise<BatchOutcome> {
    const statements = [this.#sql.belowLimit(policy.owner, limit), ...this.#sql.insert(policy)];
    return this.#write(policy, 'created', amendment, statements);
  }

  /** Outcome `rejected` at `policy.replace`: the stored revision is not the one before. */
  replace(policy: Policy, amendment: PolicyAmendment): Promise<BatchOutcome> {
    return this.#write(policy, 'updated', amendment, this.#sql.replace(policy));
  }

  /** Outcome `rejected` at `policy.unused`: rules belong to it; at `policy.delete`: a lost race. */
  remove(policy: Policy, amendment: PolicyAmendment): Promise<BatchOutcome> {
    const statements = [this.#sql.unused(policy.id), ...this.#sql.delete(policy)];
    return this.#write(policy, 'deleted', amendment, statements);
  }

  async #write(
    policy: Policy,
    kind: HistoryKind,
    { author, atMs, preconditions }: PolicyAmendment,
    statements: readonly Statement[],
  ): Promise<BatchOutcome> {
    const change = this.#sql.change(policy, kind, author, atMs);
    const outcome = await this.#state.commit({
      name: `policies.${kind}`,
      statements: [...preconditions, ...statements, change],
    });
    if (outcome.kind !== 'committed') return outcome;
    if (kind === 'deleted') this.#policies.delete(policy.id);
    else if ((this.#policies.get(policy.id)?.revision ?? 0) < policy.revision) {
      this.#policies.set(policy.id, policy);
    }
    return outcome;
  }
}
