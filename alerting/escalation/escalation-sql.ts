import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import { holdReasonOf } from '../holding/hold.ts';
import { hotStatement } from '../store/hot-statement.ts';
import type { EscalationClockRow, EscalationTables } from '../tables-escalation.ts';
import type { EscalationClock } from './escalation.ts';

/** Statements and queries of the table of escalations. */
export class EscalationSql {
  readonly #set: ReturnType<typeof hotStatement>;
  readonly #clear: ReturnType<typeof hotStatement>;
  readonly #db: Kysely<EscalationTables>;

  constructor(dialect: Dialect) {
    this.#set = hotStatement(dialect, 'escalation.set', SET);
    this.#clear = hotStatement(dialect, 'escalation.clear', CLEAR);
    this.#db = builderFor<EscalationTables>(dialect);
  }

  set(clock: EscalationClock): Statement {
    return this.#set({
      incident: clock.incidentId,
      incident_key: clock.incidentKey,
      step: clock.step,
      held: clock.heldBy,
      due: clock.dueAtMs,
    });
  }

  clear(incidentId: string): Statement {
    return this.#clear({ incident: incidentId });
  }

  /** Those due at or before the instant, the earliest first. */
  due(nowMs: number, limit: number): CompiledQuery<EscalationClockRow> {
    return this.#db
      .selectFrom('escalation_clocks')
      .selectAll()
      .where('due_at_ms', '<=', nowMs)
      .orderBy('due_at_ms')
      .limit(limit)
      .compile();
  }

  ofIncident(incidentId: string): CompiledQuery<EscalationClockRow> {
    return this.#db
      .selectFrom('escalation_clocks')
      .selectAll()
      .where('incident_id', '=', incidentId)
      .compile();
  }
}

/** @throws TypeError for a hold that this program does not know. */
export function escalationOf(row: EscalationClockRow): EscalationClock {
  return {
    incidentId: row.incident_id,
    incidentKey: row.incident_key,
    step: Number(row.step),
    heldBy: holdReasonOf(row.held_by),
    dueAtMs: Number(row.due_at_ms),
  };
}

const SET = `INSERT INTO escalation_clocks (incident_id, incident_key, step, held_by, due_at_ms)
  VALUES (:incident, :incident_key, :step, :held, :due)
  ON CONFLICT (incident_id) DO UPDATE SET
    step = excluded.step, held_by = excluded.held_by, due_at_ms = excluded.due_at_ms`;

const CLEAR = 'DELETE FROM escalation_clocks WHERE incident_id = :incident';
