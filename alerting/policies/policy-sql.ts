import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import { type HistoryKind, historyRow } from '../../platform/tenancy/history.ts';
import type { PolicyChangeRow, PolicyRow, PolicyTables } from '../tables-policies.ts';
import type { RuleTables } from '../tables-rules.ts';
import { channelsOfPolicy, type Policy, severitiesOfPolicy } from './policy.ts';
import { parsePolicyBody, printPolicyBody } from './policy-body.ts';

/** Statements and queries of the tables of policies. */
export class PolicySql {
  readonly #db: Kysely<PolicyTables & RuleTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<PolicyTables & RuleTables>(dialect);
  }

  all(): CompiledQuery<PolicyRow> {
    return this.#db.selectFrom('policies').selectAll().orderBy('id').compile();
  }

  /** Newest first. */
  changes(policyId: string): CompiledQuery<PolicyChangeRow> {
    return this.#db
      .selectFrom('policy_changes')
      .selectAll()
      .where('policy_id', '=', policyId)
      .orderBy('revision', 'desc')
      .compile();
  }

  /** Precondition: the owner has fewer policies than `limit` (>= 1). */
  belowLimit(owner: string, limit: number): Statement {
    const query = this.#db
      .selectFrom('policies')
      .select('id')
      .where('owner', '=', owner)
      .orderBy('id')
      .limit(1)
      .offset(limit - 1);
    return statement('policy.below_limit', query.compile(), 'none');
  }

  /** Precondition: the policy is there and belongs to the owner; it cannot go before the commit. */
  mustExist(owner: string, id: string): Statement {
    const query = this.#db
      .updateTable('policies')
      .set({ id })
      .where('id', '=', id)
      .where('owner', '=', owner);
    return statement('policy.exists', query.compile(), 'one');
  }

  /** Precondition: no policy names the channel. */
  channelUnused(channelId: string): Statement {
    const query = this.#db
      .selectFrom('policy_channels')
      .select('policy_id')
      .where('channel_id', '=', channelId);
    return statement('policy.channel_unused', query.compile(), 'none');
  }

  /** Precondition: no rule belongs to the policy. */
  unused(id: string): Statement {
    const query = this.#db.selectFrom('rules').select('id').where('policy_id', '=', id);
    return statement('policy.unused', query.compile(), 'none');
  }

  insert(policy: Policy): readonly Statement[] {
    const insert = this.#db.insertInto('policies').values(rowOf(policy));
    return [statement('policy.insert', insert.compile(), 'one'), ...this.#references(policy)];
  }

  /** Stands only while the stored revision is the one before that of `policy`. */
  replace(policy: Policy): readonly Statement[] {
    const update = this.#db
      .updateTable('policies')
      .set(rowOf(policy))
      .where('id', '=', policy.id)
      .where('revision', '=', policy.revision - 1);
    return [
      statement('policy.replace', update.compile(), 'one'),
      ...this.#dropReferences(policy.id),
      ...this.#references(policy),
    ];
  }

  /** Stands only while the stored revision is that of `policy`. */
  delete(policy: Policy): readonly Statement[] {
    const remove = this.#db
      .deleteFrom('policies')
      .where('id', '=', policy.id)
      .where('revision', '=', policy.revision);
    return [
      ...this.#dropReferences(policy.id),
      statement('policy.delete', remove.compile(), 'one'),
    ];
  }

  change(policy: Policy, kind: HistoryKind, author: Author, atMs: number): Statement {
    const line = historyRow(policy, { kind, author, atMs }, printPolicyBody(policy));
    const row: PolicyChangeRow = { ...line, policy_id: policy.id };
    return statement('policy.change', this.#db.insertInto('policy_changes').values(row).compile());
  }

  #references(policy: Policy): readonly Statement[] {
    const channels = channelsOfPolicy(policy).map((id) => ({
      policy_id: policy.id,
      channel_id: id,
    }));
    const severities = severitiesOfPolicy(policy).map((severity) => ({
      policy_id: policy.id,
      severity,
    }));
    return [
      ...channels.map((row) =>
        statement('policy.channel', this.#db.insertInto('policy_channels').values(row).compile()),
      ),
      ...severities.map((row) =>
        statement(
          'policy.severity',
          this.#db.insertInto('policy_severities').values(row).compile(),
        ),
      ),
    ];
  }

  #dropReferences(id: string): readonly Statement[] {
    const channels = this.#db.deleteFrom('policy_channels').where('policy_id', '=', id);
    const severities = this.#db.deleteFrom('policy_severities').where('policy_id', '=', id);
    return [
      statement('policy.channels_drop', channels.compile()),
      statement('policy.severities_drop', severities.compile()),
    ];
  }
}

/** @throws AppError `internal` when the row cannot be read. */
export function policyOf(row: PolicyRow): Policy {
  return {
    id: row.id,
    owner: row.owner,
    ...parsePolicyBody(row.body),
    revision: Number(row.revision),
    createdAtMs: Number(row.created_at_ms),
    updatedAtMs: Number(row.updated_at_ms),
    updatedBy: row.updated_by,
  };
}

function rowOf(policy: Policy): PolicyRow {
  return {
    id: policy.id,
    owner: policy.owner,
    name: policy.name,
    body: printPolicyBody(policy),
    revision: policy.revision,
    created_at_ms: policy.createdAtMs,
    updated_at_ms: policy.updatedAtMs,
    updated_by: policy.updatedBy,
  };
}
