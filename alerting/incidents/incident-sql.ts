import { labelsJson } from '../../platform/model/labels.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import { hotStatement } from '../store/hot-statement.ts';
import { itemInserter } from '../store/insert-rows.ts';
import type { Incident } from './incident.ts';
import {
  hasNothingLater,
  INCIDENT_COLUMNS,
  LATER_COLUMNS,
  levelsText,
  pushIncidentValues,
  pushLaterValues,
} from './incident-row.ts';

/** An incident that is not stored yet. */
export interface NewIncident {
  readonly incident: Incident;
  /** Its timeline begins with somebody who was not told. */
  readonly isUnsent: boolean;
}

/** Writes incidents. The revision guards each change: who decided on an older one is rejected. */
export class IncidentSql {
  readonly #insert: ReturnType<typeof itemInserter<NewIncident>>;
  readonly #update: ReturnType<typeof hotStatement>;
  readonly #refresh: ReturnType<typeof hotStatement>;

  constructor(dialect: Dialect) {
    this.#insert = itemInserter(dialect, {
      name: 'incident.insert',
      table: 'incidents',
      columns: INCIDENT_COLUMNS,
      write: ({ incident, isUnsent }, values) => pushIncidentValues(incident, isUnsent, values),
      rare: {
        columns: LATER_COLUMNS,
        isAbsent: ({ incident }) => hasNothingLater(incident),
        write: ({ incident }, values) => pushLaterValues(incident, values),
      },
    });
    this.#update = hotStatement(dialect, 'incident.update', UPDATE, 'one');
    this.#refresh = hotStatement(dialect, 'incident.refresh', REFRESH);
  }

  /** A second open one of the same key is a conflict. */
  insert(incidents: readonly NewIncident[]): readonly Statement[] {
    return this.#insert(incidents);
  }

  /** The state of one that is stored with `storedRevision`. */
  update(incident: Incident, storedRevision: number): Statement {
    return this.#update({
      id: incident.id,
      stored_revision: storedRevision,
      annotations: labelsJson(incident.annotations),
      levels: levelsText(incident.levels),
      status: incident.status,
      severity: incident.severity,
      rung: incident.rung,
      peak_severity: incident.peakSeverity,
      peak_rung: incident.peakRung,
      resolved_at: incident.resolvedAtMs,
      resolve_reason: incident.resolveReason,
      stale: incident.staleSinceMs ?? null,
      notified: JSON.stringify(incident.notifiedChannels),
      revision: incident.revision,
      refreshed_at: incident.refreshedAtMs,
      acknowledged_at: incident.acknowledgedAtMs,
      acknowledged_by: incident.acknowledgedBy,
      assignee: incident.assignee,
    });
  }

  /** Ends and last-seen only, unless it changed meanwhile. */
  refresh(incident: Incident): Statement {
    return this.#refresh({
      id: incident.id,
      revision: incident.revision,
      levels: levelsText(incident.levels),
      refreshed_at: incident.refreshedAtMs,
    });
  }
}

const UPDATE = `UPDATE incidents SET
  annotations = :annotations, levels = :levels, status = :status, severity = :severity,
  rung = :rung, peak_severity = :peak_severity, peak_rung = :peak_rung,
  resolved_at_ms = :resolved_at, resolve_reason = :resolve_reason,
  stale_since_ms = :stale, notified_channels = :notified, revision = :revision, refreshed_at_ms = :refreshed_at,
  acknowledged_at_ms = :acknowledged_at, acknowledged_by = :acknowledged_by, assignee = :assignee
  WHERE id = :id AND revision = :stored_revision`;

const REFRESH = `UPDATE incidents SET levels = :levels, refreshed_at_ms = :refreshed_at
  WHERE id = :id AND revision = :revision`;
