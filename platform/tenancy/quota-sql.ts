import { type Kysely, sql } from 'kysely';
import { AppError } from '../errors/app-error.ts';
import { builderFor, statement } from '../state/builder.ts';
import type { BatchOutcome, Dialect, Statement } from '../state/state.ts';
import type { TenancyTables } from './tables.ts';

/**
 * Most that one tenant (or `_platform`) keeps of what its own administrators make without anybody
 * else's doing; inclusive. Revoked tokens count, since they are kept.
 */
export const QUOTAS = {
  projects: { owner: 'tenant', most: 1_000, noun: 'projects' },
  api_tokens: { owner: 'owner', most: 10_000, noun: 'tokens' },
  role_bindings: { owner: 'owner', most: 10_000, noun: 'role bindings' },
} as const;

type Counted = keyof typeof QUOTAS;

/** Preconditions: a tenant has not used up what it may keep. */
export class QuotaSql {
  readonly #db: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<TenancyTables>(dialect);
  }

  /** One more fits: for the batch that inserts it, before the insertion. */
  leaves(table: Counted, owner: string): Statement {
    const { owner: column, most } = QUOTAS[table];
    const query = this.#db
      .selectFrom(table)
      .select('id')
      .where(sql.ref(column), '=', owner)
      .orderBy('id')
      .limit(1)
      .offset(most - 1);
    return statement(`quota.${table}`, query.compile(), 'none');
  }
}

/** @throws AppError `limited` when the batch was turned down by a quota. */
export function refuseUsedUp(outcome: BatchOutcome, owner: string): void {
  if (outcome.kind !== 'rejected') return;
  for (const [table, { most, noun }] of Object.entries(QUOTAS)) {
    if (outcome.statement !== `quota.${table}`) continue;
    throw new AppError('limited', `${owner} has ${most} ${noun}; no more are kept.`);
  }
}
