import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import { hotStatement } from '../store/hot-statement.ts';

interface BeatTables {
  heartbeat_beats: { heartbeat_id: string; last_at_ms: number };
}

/** Statements and queries of the table of when heartbeats came last. */
export class BeatSql {
  readonly #set: ReturnType<typeof hotStatement>;
  readonly #db: Kysely<BeatTables>;

  constructor(dialect: Dialect) {
    this.#set = hotStatement(dialect, 'heartbeat.beat', SET);
    this.#db = builderFor<BeatTables>(dialect);
  }

  set(id: string, lastAtMs: number): Statement {
    return this.#set({ id, last: lastAtMs });
  }

  all(): CompiledQuery<BeatTables['heartbeat_beats']> {
    return this.#db.selectFrom('heartbeat_beats').selectAll().compile();
  }
}

const SET = `INSERT INTO heartbeat_beats (heartbeat_id, last_at_ms) VALUES (:id, :last)
  ON CONFLICT (heartbeat_id) DO UPDATE SET last_at_ms = excluded.last_at_ms`;
