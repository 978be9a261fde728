import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { builderFor, statement } from '../state/builder.ts';
import type { Dialect, Statement } from '../state/state.ts';
import type { OwnedPair } from './directory.ts';
import type { PairOwnerRow, TenancyTables } from './tables.ts';

/** One owner of a pair in the half-open time `[ownedFromMs, ownedUntilMs)`. */
export interface PairOwner {
  readonly tenant: string;
  readonly project: string;
  readonly environment: string;
  readonly ownedFromMs: number;
  /** null: it owns the pair now. */
  readonly ownedUntilMs: number | null;
}

/**
 * Which environment owned a (cluster, namespace) pair from when to when. Kept for good, because it
 * cannot be found out later: a namespace made again for another owner must not show the past of
 * the first one.
 */
export class PairHistory {
  readonly #db: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<TenancyTables>(dialect);
  }

  /** All owners, latest first. */
  owners(cluster: string, namespace: string): CompiledQuery<PairOwnerRow> {
    return this.#db
      .selectFrom('pair_owners')
      .selectAll()
      .where('cluster', '=', cluster)
      .where('namespace', '=', namespace)
      .orderBy('owned_from_ms', 'desc')
      .compile();
  }

  /** When the last past ownership of each pair ended. */
  lastEnds(): CompiledQuery<{ cluster: string; namespace: string; end_ms: number | null }> {
    return this.#db
      .selectFrom('pair_owners')
      .select((eb) => ['cluster', 'namespace', eb.fn.max('owned_until_ms').as('end_ms')])
      .groupBy(['cluster', 'namespace'])
      .compile();
  }

  /** Pairs that somebody owned and owns no longer. Somebody else, or the same again, may own them now. */
  leftPairs(): CompiledQuery<{ cluster: string; namespace: string }> {
    return this.#db
      .selectFrom('pair_owners')
      .select(['cluster', 'namespace'])
      .distinct()
      .where('owned_until_ms', 'is not', null)
      .compile();
  }

  /** The environment owns its pair from its birth on. */
  begin(environment: OwnedPair): Statement {
    const query = this.#db.insertInto('pair_owners').values({
      cluster: environment.cluster,
      namespace: environment.namespace,
      owned_from_ms: environment.bornAtMs,
      owned_until_ms: null,
      tenant: environment.tenant,
      project: environment.project,
      environment: environment.id,
    });
    return statement('pair.begin', query.compile(), 'one');
  }

  /** The environment owns its pair no longer. It always ends after it began, also when the clock stepped back. */
  end(environment: OwnedPair, nowMs: number): Statement {
    const untilMs = sql<number>`case when owned_from_ms >= ${nowMs} then owned_from_ms + 1 else ${nowMs} end`;
    const query = this.#db
      .updateTable('pair_owners')
      .set({ owned_until_ms: untilMs })
      .where('cluster', '=', environment.cluster)
      .where('namespace', '=', environment.namespace)
      .where('owned_until_ms', 'is', null);
    return statement('pair.end', query.compile(), 'one');
  }
}

export function pairOwnerOf(row: PairOwnerRow): PairOwner {
  return {
    tenant: row.tenant,
    project: row.project,
    environment: row.environment,
    ownedFromMs: Number(row.owned_from_ms),
    ownedUntilMs: row.owned_until_ms === null ? null : Number(row.owned_until_ms),
  };
}

/** Birth of an environment whose pair had these owners: now, but never before the last one's end. */
export function birthAfter(owners: readonly PairOwner[], nowMs: number): number {
  return Math.max(nowMs, ...owners.map((owner) => owner.ownedUntilMs ?? owner.ownedFromMs + 1));
}
