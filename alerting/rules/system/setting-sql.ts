import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../../platform/state/state.ts';
import type { Author } from '../../../platform/tenancy/author.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { TenancyTables } from '../../../platform/tenancy/tables.ts';
import type { RuleTables } from '../../tables-rules.ts';
import type {
  SystemRuleChangeRow,
  SystemRuleSettingRow,
  SystemRuleTables,
} from '../../tables-system-rules.ts';
import type { SettingSubject, StoredSetting } from './system-setting.ts';

/** What a setting names that must stay. */
export interface SettingUses {
  readonly channels: readonly string[];
  readonly severities: readonly string[];
}

/** Statements and queries of the settings of system rules. */
export class SettingSql {
  readonly #db: Kysely<SystemRuleTables & TenancyTables & RuleTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor(dialect);
  }

  all(): CompiledQuery<SystemRuleSettingRow> {
    return this.#db.selectFrom('system_rule_settings').selectAll().compile();
  }

  /** Newest first. A tenant sees nothing of an earlier one of its name. */
  changes(owner: string, { kind, name }: SettingSubject): CompiledQuery<SystemRuleChangeRow> {
    const all = this.#db
      .selectFrom('system_rule_changes')
      .selectAll()
      .where('owner', '=', owner)
      .where('kind', '=', kind)
      .where('name', '=', name)
      .orderBy('revision', 'desc');
    if (owner === PLATFORM) return all.compile();
    return all
      .where('at_ms', '>=', (db) =>
        db.selectFrom('tenants').select('created_at_ms').where('id', '=', owner),
      )
      .compile();
  }

  /** Stands only while the stored revision is the one before; the first has revision 1. */
  put(setting: StoredSetting<unknown>, uses: SettingUses, author: Author): readonly Statement[] {
    const { owner, subject, body, revision, updatedAtMs, updatedBy } = setting;
    const { kind, name } = subject;
    const text = body === null ? null : JSON.stringify(body);
    const columns = { body: text, revision, updated_at_ms: updatedAtMs, updated_by: updatedBy };
    const write =
      revision === 1
        ? this.#db.insertInto('system_rule_settings').values({ owner, kind, name, ...columns })
        : this.#db
            .updateTable('system_rule_settings')
            .set(columns)
            .where('owner', '=', owner)
            .where('kind', '=', kind)
            .where('name', '=', name)
            .where('revision', '=', revision - 1);
    const change = {
      ...{ owner, kind, name, revision, body: text },
      at_ms: updatedAtMs,
      author_id: author.id,
      author_name: author.name,
    };
    return [
      statement('system_rule.put', write.compile(), 'one'),
      ...this.#uses(owner, subject, uses),
      statement(
        'system_rule.change',
        this.#db.insertInto('system_rule_changes').values(change).compile(),
      ),
    ];
  }

  /** Precondition: neither a rule nor a setting of system rules names the channel. */
  channelUnused(channelId: string): Statement {
    const query = this.#db
      .selectFrom('rule_channels')
      .select('rule_id as user')
      .where('channel_id', '=', channelId)
      .unionAll(
        this.#db
          .selectFrom('system_rule_uses')
          .select('name as user')
          .where('used', '=', 'channel')
          .where('value', '=', channelId),
      );
    return statement('rule.channel_unused', query.compile(), 'none');
  }

  #uses(
    owner: string,
    { kind, name }: SettingSubject,
    { channels, severities }: SettingUses,
  ): readonly Statement[] {
    const drop = this.#db
      .deleteFrom('system_rule_uses')
      .where('owner', '=', owner)
      .where('kind', '=', kind)
      .where('name', '=', name);
    const rows = [
      ...channels.map((value) => ({ owner, kind, name, used: 'channel', value })),
      ...severities.map((value) => ({ owner, kind, name, used: 'severity', value })),
    ];
    return [
      statement('system_rule.uses_drop', drop.compile()),
      ...rows.map((row) =>
        statement('system_rule.use', this.#db.insertInto('system_rule_uses').values(row).compile()),
      ),
    ];
  }
}
