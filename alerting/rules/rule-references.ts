import type { CompiledQuery } from 'kysely';
import { assertNever } from '../../platform/model/assert-never.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { ReferenceSource, ReferenceTarget } from '../../platform/tenancy/references.ts';
import type { TenancyTables } from '../../platform/tenancy/tables.ts';
import type { RuleTables } from '../tables-rules.ts';

const MAX_NAMES = 5;

/**
 * What of the tenancy rules refer to: a tenant that owns some, a project that is named by one, a
 * cluster that is named by one (`…@cluster`), a rung that a level uses. An environment can go: its
 * rules then run nowhere.
 */
export function ruleReferences(dialect: Dialect): ReferenceSource {
  const db = builderFor<RuleTables>(dialect);
  const rules = () =>
    db.selectFrom('rules').select('rules.name').orderBy('rules.id').limit(MAX_NAMES);
  const find = (target: ReferenceTarget): CompiledQuery<{ name: string }> | null => {
    switch (target.kind) {
      case 'tenant':
        return rules().where('owner', '=', target.tenant).compile();
      case 'project': {
        const node = `${target.tenant}.${target.project}`;
        return rules()
          .where((or) =>
            or.or([
              or('scope', '=', node),
              or('scope', 'like', `${node}.%`),
              or('scope', 'like', `${node}@%`),
            ]),
          )
          .compile();
      }
      case 'environment':
        return null;
      case 'cluster':
        return rules().where('scope', 'like', `%@${target.cluster}`).compile();
      case 'severity':
        return rules()
          .innerJoin('rule_severities', 'rule_severities.rule_id', 'rules.id')
          .where('owner', '=', target.tenant)
          .where('severity', '=', target.severity)
          .compile();
      default:
        return assertNever(target);
    }
  };
  return { noun: 'rules', find };
}

/**
 * Precondition for saving a rule: the tenant is there with this ladder. It writes the row as it is,
 * so that a change of the tenant waits for the rule, and the other way round, on both databases.
 */
export function ownerStands(
  dialect: Dialect,
  tenant: string,
  ladder: readonly string[],
): Statement {
  const db = builderFor<TenancyTables>(dialect);
  const query = db
    .updateTable('tenants')
    .set({ severities: JSON.stringify(ladder) })
    .where('id', '=', tenant)
    .where('severities', '=', JSON.stringify(ladder));
  return statement('rule.owner_stands', query.compile(), 'one');
}
