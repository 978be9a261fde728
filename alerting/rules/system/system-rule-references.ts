import type { CompiledQuery } from 'kysely';
import { builderFor } from '../../../platform/state/builder.ts';
import type { Dialect } from '../../../platform/state/state.ts';
import type { ReferenceSource, ReferenceTarget } from '../../../platform/tenancy/references.ts';
import type { SystemRuleTables } from '../../tables-system-rules.ts';

const MAX_NAMES = 5;

/**
 * What of the tenancy settings of system rules refer to: the tenant that has some, so that no later
 * one of its name finds them, and the rungs that they name.
 */
export function systemRuleReferences(dialect: Dialect): ReferenceSource {
  const db = builderFor<SystemRuleTables>(dialect);
  const find = (target: ReferenceTarget): CompiledQuery<{ name: string }> | null => {
    if (target.kind === 'tenant') {
      return db
        .selectFrom('system_rule_settings')
        .select('name')
        .where('owner', '=', target.tenant)
        .where('body', 'is not', null)
        .orderBy('name')
        .limit(MAX_NAMES)
        .compile();
    }
    if (target.kind !== 'severity') return null;
    return db
      .selectFrom('system_rule_uses')
      .select('name')
      .where('owner', '=', target.tenant)
      .where('used', '=', 'severity')
      .where('value', '=', target.severity)
      .orderBy('name')
      .limit(MAX_NAMES)
      .compile();
  };
  return { noun: 'settings of system rules', find };
}
