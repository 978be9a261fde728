import { labelsToObject } from '../../platform/model/labels.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import { hotStatement } from '../store/hot-statement.ts';
import { rowInserter } from '../store/insert-rows.ts';
import type { Incident } from './incident.ts';
import { INCIDENT_COLUMNS, incidentValues, levelsText } from './incident-row.ts';

/** Writes incidents. The revision guards each change: who decided on an older one is rejected. */
export class IncidentSql {
  readonly #insert: ReturnType<typeof rowInserter>;
  readonly #update: ReturnType<typeof hotStatement>;
  readonly #refresh: ReturnType<typeof hotStatement>;

  constructor(dialect: Dialect) {
    this.#insert = rowInserter(dialect, {
      name: 'incident.insert',
      table: 'incidents',
      columns: INCIDENT_COLUMNS,
    });
    this.#update = hotStatement(dialect, 'incident.update', UPDATE, 'one');
    this.#refresh = hotStatement(dialect, 'incident.refresh', REFRESH);
  }

  /** New incidents. A second open one of the same key is a conflict. */
  insert(incidents: readonly Incident[]): readonly Statement[] {
    return this.#insert(incidents.map(incidentValues));
  }

  /** The state of one that is stored with `storedRevision`. */
  update(incident: Incident, storedRevision: number): Statement {
    return this.#update({
      id: incident.id,
      stored_revision: storedRevision,
      annotations: JSON.stringify(labelsToObject(incident.annotations)),
      levels: levelsText(incident.levels),
      status: incident.status,
      severity: incident.severity,
      rung: incident.rung,
      peak_severity: incident.peakSeverity,
      peak_rung: incident.peakRung,
      resolved_at: incident.resolvedAtMs,
      resolve_reason: incident.resolveReason,
      notified: JSON.stringify(incident.notifiedChannels),
      revision: incident.revision,
      refreshed_at: incident.refreshedAtMs,
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
  notified_channels = :notified, revision = :revision, refreshed_at_ms = :refreshed_at
  WHERE id = :id AND revision = :stored_revision`;

const REFRESH = `UPDATE incidents SET levels = :levels, refreshed_at_ms = :refreshed_at
  WHERE id = :id AND revision = :revision`;
