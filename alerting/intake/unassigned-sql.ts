import { labelsToObject } from '../../platform/model/labels.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import { hotStatement } from '../store/hot-statement.ts';
import type { UnassignedAlert } from './unassigned-alert.ts';

/** Rows kept; beyond it those that were not seen for longest are forgotten. */
const MAX_UNASSIGNED = 10_000;

/** How often the bound is enforced, in rows written. */
const TRIM_EVERY = 500;

/** Writes the list of unassigned alerts: one row per label set, counted. */
export class UnassignedSql {
  readonly #upsert: ReturnType<typeof hotStatement>;
  readonly #trim: ReturnType<typeof hotStatement>;
  #sinceTrim = 0;

  constructor(dialect: Dialect) {
    this.#upsert = hotStatement(dialect, 'unassigned.upsert', UPSERT);
    this.#trim = hotStatement(dialect, 'unassigned.trim', TRIM);
  }

  record(
    alerts: readonly UnassignedAlert[],
    nowMs: number,
    newId: () => string,
  ): readonly Statement[] {
    const statements = alerts.map((alert) =>
      this.#upsert({
        id: newId(),
        alert_key: alert.key,
        cluster: alert.cluster,
        reason: alert.reason,
        labels: JSON.stringify(labelsToObject(alert.labels)),
        now: nowMs,
        count: alert.count,
      }),
    );
    this.#sinceTrim += statements.length;
    if (this.#sinceTrim < TRIM_EVERY) return statements;
    this.#sinceTrim = 0;
    return [...statements, this.#trim({ kept: MAX_UNASSIGNED })];
  }
}

const UPSERT = `INSERT INTO unassigned_alerts
  (id, alert_key, cluster, reason, labels, first_seen_at_ms, last_seen_at_ms, count)
  VALUES (:id, :alert_key, :cluster, :reason, :labels, :now, :now, :count)
  ON CONFLICT (alert_key) DO UPDATE SET
    reason = excluded.reason, last_seen_at_ms = excluded.last_seen_at_ms,
    count = unassigned_alerts.count + excluded.count`;

const TRIM = `DELETE FROM unassigned_alerts WHERE last_seen_at_ms < (
  SELECT last_seen_at_ms FROM unassigned_alerts
  ORDER BY last_seen_at_ms DESC LIMIT 1 OFFSET :kept)`;
