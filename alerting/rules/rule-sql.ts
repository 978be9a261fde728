import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import { type HistoryKind, historyRow } from '../../platform/tenancy/history.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { RuleChangeRow, RuleRow, RuleTables } from '../tables-rules.ts';
import type { Rule } from './rule.ts';
import { parseRuleBody, printRuleBody } from './rule-body.ts';
import { channelsOf } from './rule-receivers.ts';

/** Statements and queries of the tables of rules, without `rule_status`. */
export class RuleSql {
  readonly #db: Kysely<RuleTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<RuleTables>(dialect);
  }

  all(): CompiledQuery<RuleRow> {
    return this.#db.selectFrom('rules').selectAll().orderBy('id').compile();
  }

  idOfCreation(owner: string, creationKey: string): CompiledQuery<{ id: string }> {
    return this.#db
      .selectFrom('rules')
      .select('id')
      .where('owner', '=', owner)
      .where('creation_key', '=', creationKey)
      .compile();
  }

  /** Newest first. */
  changes(ruleId: string): CompiledQuery<RuleChangeRow> {
    return this.#db
      .selectFrom('rule_changes')
      .selectAll()
      .where('rule_id', '=', ruleId)
      .orderBy('revision', 'desc')
      .compile();
  }

  /** Precondition: the owner has fewer rules than `limit` (>= 1). */
  belowLimit(owner: string, limit: number): Statement {
    const query = this.#db
      .selectFrom('rules')
      .select('id')
      .where('owner', '=', owner)
      .orderBy('id')
      .limit(1)
      .offset(limit - 1);
    return statement('rule.below_limit', query.compile(), 'none');
  }

  /** Precondition: no rule names the channel. */
  channelUnused(channelId: string): Statement {
    const query = this.#db
      .selectFrom('rule_channels')
      .select('rule_id')
      .where('channel_id', '=', channelId);
    return statement('rule.channel_unused', query.compile(), 'none');
  }

  insert(rule: Rule, creationKey: string | null): readonly Statement[] {
    const row = { ...columnsOf(rule), creation_key: creationKey };
    const insert = this.#db.insertInto('rules').values(row);
    return [statement('rule.insert', insert.compile(), 'one'), ...this.#references(rule)];
  }

  /** Stands only while the stored revision is the one before that of `rule`. */
  replace(rule: Rule): readonly Statement[] {
    const update = this.#db
      .updateTable('rules')
      .set(columnsOf(rule))
      .where('id', '=', rule.id)
      .where('revision', '=', rule.revision - 1);
    return [
      statement('rule.replace', update.compile(), 'one'),
      ...this.#dropReferences(rule.id),
      ...this.#references(rule),
    ];
  }

  /** Stands only while the stored revision is that of `rule`. */
  delete(rule: Rule): readonly Statement[] {
    const remove = this.#db
      .deleteFrom('rules')
      .where('id', '=', rule.id)
      .where('revision', '=', rule.revision);
    const status = this.#db.deleteFrom('rule_status').where('rule_id', '=', rule.id);
    return [
      ...this.#dropReferences(rule.id),
      statement('rule.status_drop', status.compile()),
      statement('rule.delete', remove.compile(), 'one'),
    ];
  }

  change(rule: Rule, kind: HistoryKind, author: Author, atMs: number): Statement {
    const line = historyRow(rule, { kind, author, atMs }, printRuleBody(rule));
    const row: RuleChangeRow = { ...line, rule_id: rule.id };
    return statement('rule.change', this.#db.insertInto('rule_changes').values(row).compile());
  }

  #references(rule: Rule): readonly Statement[] {
    const channels = channelsOf(rule).map((channel) => ({ rule_id: rule.id, channel_id: channel }));
    const severities = rule.levels.map((level) => ({ rule_id: rule.id, severity: level.severity }));
    return [
      ...channels.map((row) =>
        statement('rule.channel', this.#db.insertInto('rule_channels').values(row).compile()),
      ),
      ...severities.map((row) =>
        statement('rule.severity', this.#db.insertInto('rule_severities').values(row).compile()),
      ),
    ];
  }

  #dropReferences(ruleId: string): readonly Statement[] {
    const channels = this.#db.deleteFrom('rule_channels').where('rule_id', '=', ruleId);
    const severities = this.#db.deleteFrom('rule_severities').where('rule_id', '=', ruleId);
    return [
      statement('rule.channels_drop', channels.compile()),
      statement('rule.severities_drop', severities.compile()),
    ];
  }
}

/** @throws AppError `internal` when the row cannot be read. */
export function ruleOf(row: RuleRow): Rule {
  return {
    id: row.id,
    owner: row.owner,
    ...parseRuleBody(row.body),
    revision: Number(row.revision),
    createdAtMs: Number(row.created_at_ms),
    updatedAtMs: Number(row.updated_at_ms),
    updatedBy: row.updated_by,
  };
}

function columnsOf(rule: Rule): Omit<RuleRow, 'creation_key'> {
  return {
    id: rule.id,
    owner: rule.owner,
    name: rule.name,
    scope: printScopeName(rule.scope),
    enabled: rule.enabled ? 1 : 0,
    body: printRuleBody(rule),
    policy_id: rule.policy,
    revision: rule.revision,
    created_at_ms: rule.createdAtMs,
    updated_at_ms: rule.updatedAtMs,
    updated_by: rule.updatedBy,
  };
}
