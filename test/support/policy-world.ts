import { ChannelBook } from '../../alerting/channels/channel-book.ts';
import { channelRow } from '../../alerting/channels/channel-row.ts';
import { ALERTING_MIGRATIONS } from '../../alerting/migrations.ts';
import { PolicyRepository } from '../../alerting/policies/policy-repository.ts';
import { RouteTreeRepository } from '../../alerting/route-trees/route-tree-repository.ts';
import { RuleRepository } from '../../alerting/rules/rule-repository.ts';
import type { NotifyTables } from '../../alerting/tables-notify.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect } from '../../platform/state/state.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import { newlyStored } from '../../platform/tenancy/stored.ts';
import { TenantSql } from '../../platform/tenancy/tenant-sql.ts';
import type { TestStates } from './both-states.ts';
import { testChannel } from './channel-fixture.ts';
import { testDirectory } from './rule-fixture.ts';

/** A channel of acme, and one of umbrella. */
export const MAIL = '01J00000000000000000000CHA';
export const FOREIGN = '01J00000000000000000000CHB';

export const LADDER: readonly string[] = ['critical', 'warning'];

/** Two tenants with a channel each, and what policies and routes are kept in. */
export async function openPolicyWorld({ dialect, open }: TestStates) {
  const state = await open([tenancyMigration, ...ALERTING_MIGRATIONS]);
  const sql = new TenantSql(dialect);
  const tenants = [...testDirectory().tenants.values()];
  const statements = tenants.map((tenant) => sql.insert({ ...tenant, ...newlyStored(0) }));
  await state.commit({
    name: 'test.world',
    statements: [
      ...statements,
      insertChannel(dialect, 'acme', MAIL),
      insertChannel(dialect, 'umbrella', FOREIGN),
    ],
  });
  const [policies, rules, channels, trees] = await Promise.all([
    PolicyRepository.open(state),
    RuleRepository.open(state),
    ChannelBook.open(state),
    RouteTreeRepository.open(state),
  ]);
  return { state, policies, rules, channels, trees };
}

export type PolicyWorld = Awaited<ReturnType<typeof openPolicyWorld>>;

function insertChannel(dialect: Dialect, owner: string, id: string) {
  const row = channelRow(testChannel({ id, owner, name: 'mail' }));
  const insert = builderFor<NotifyTables>(dialect).insertInto('channels').values(row);
  return statement('channel', insert.compile());
}
