import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { Dialect, State, Statement } from '../../platform/state/state.ts';
import { hotStatement } from '../store/hot-statement.ts';
import type { FlapTables } from '../tables-flapping.ts';
import type { FlapChange, FlapDamping, FlapVerdict } from './flap-damping.ts';
import { FlapHistory } from './flap-history.ts';

/** The longest window or quiet time a policy can ask for. */
export const LONGEST_FLAP_MS = 24 * 3_600_000;

const PRUNE_EVERY_MS = 3_600_000;

/**
 * When alerts of policies that damp flapping have changed, over all their incidents: in memory, and
 * written with the change so that a restart knows it. Decisions that are made again for the same
 * instant count once.
 */
export class FlapBook {
  readonly #history = new FlapHistory();
  readonly #sql: FlapSql;
  #prunedAtMs = 0;

  constructor(dialect: Dialect) {
    this.#sql = new FlapSql(dialect);
  }

  /** Reads what was noted before. */
  async load(state: State, nowMs: number): Promise<void> {
    for (const row of await state.all(this.#sql.since(nowMs - LONGEST_FLAP_MS))) {
      this.#history.note(row.incident_key, {
        atMs: Number(row.at_ms),
        isEnd: Number(row.is_end) === 1,
      });
    }
  }

  /** Notes a change that is, or would be, told. @returns what is to be written with it */
  note(key: string, change: FlapChange): readonly Statement[] {
    this.#history.note(key, change);
    return [this.#sql.insert(key, change), ...this.#prune(change.atMs)];
  }

  judge(key: string, damping: FlapDamping, nowMs: number): FlapVerdict {
    return this.#history.judge(key, damping, nowMs);
  }

  #prune(nowMs: number): readonly Statement[] {
    if (nowMs - this.#prunedAtMs < PRUNE_EVERY_MS) return [];
    this.#prunedAtMs = nowMs;
    const oldMs = nowMs - LONGEST_FLAP_MS;
    this.#history.forgetBefore(oldMs);
    return [this.#sql.prune(oldMs)];
  }
}

class FlapSql {
  readonly #insert: ReturnType<typeof hotStatement>;
  readonly #prune: ReturnType<typeof hotStatement>;
  readonly #db: Kysely<FlapTables>;

  constructor(dialect: Dialect) {
    this.#insert = hotStatement(dialect, 'flap.insert', INSERT);
    this.#prune = hotStatement(
      dialect,
      'flap.prune',
      'DELETE FROM flap_changes WHERE at_ms < :old',
    );
    this.#db = builderFor<FlapTables>(dialect);
  }

  insert(key: string, { atMs, isEnd }: FlapChange): Statement {
    return this.#insert({ key, at: atMs, end: isEnd ? 1 : 0 });
  }

  prune(oldMs: number): Statement {
    return this.#prune({ old: oldMs });
  }

  /** The oldest first; of one instant the end comes first, since nothing fires twice. */
  since(atMs: number): CompiledQuery<FlapTables['flap_changes']> {
    return this.#db
      .selectFrom('flap_changes')
      .selectAll()
      .where('at_ms', '>=', atMs)
      .orderBy('at_ms')
      .orderBy('is_end', 'desc')
      .compile();
  }
}

const INSERT = `INSERT INTO flap_changes (incident_key, at_ms, is_end) VALUES (:key, :at, :end)
  ON CONFLICT (incident_key, at_ms, is_end) DO NOTHING`;
